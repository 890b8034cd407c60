"""The operations on threads and their messages."""

from typing import Protocol

from app.api.objects import Deleted, Message, Thread
from app.api.requests import (
    CreateMessage,
    CreateThread,
    ForkThread,
    Listing,
    ModifyMessage,
    ModifyThread,
    Page,
    ThreadQuery,
    ThreadRow,
)


class ThreadOperations(Protocol):
    """Threads and messages."""

    async def create_thread(self, request: CreateThread, /) -> Thread: ...

    async def get_thread(self, thread_id: str, /) -> Thread: ...

    async def modify_thread(self, thread_id: str, request: ModifyThread, /) -> Thread: ...

    async def delete_thread(self, thread_id: str, /) -> Deleted: ...

    async def create_message(self, thread_id: str, request: CreateMessage, /) -> Message: ...

    async def list_messages(self, thread_id: str, page: Page, /, run_id: str | None = None) -> Listing[Message]: ...

    async def get_message(self, thread_id: str, message_id: str, /) -> Message: ...

    async def modify_message(self, thread_id: str, message_id: str, request: ModifyMessage, /) -> Message: ...

    async def delete_message(self, thread_id: str, message_id: str, /) -> Deleted: ...

    async def fork_thread(self, thread_id: str, request: ForkThread, /) -> Thread:
        """Create a thread that begins with copies of this one's messages, up to the one in the request.

        Copies keep their times, their metadata and the runs that wrote them. What is replaced and the run of what goes
        on are part of it: all of it happens, or nothing. OpenAI's API has no such operation.
        """
        ...

    async def list_threads(self, query: ThreadQuery, /) -> Listing[ThreadRow]:
        """List threads by last activity; `q` searches titles and messages. OpenAI's API has no such operation.

        `thread_id`: its row alone, with all messages of the thread that have the words. Raises `NotFound`.
        """
        ...
