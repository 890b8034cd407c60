"""The seam: the operations of the Assistants API, one method each, and exactly two of ours.

`engine` implements it on this machine and `remote` over HTTP; `tui`, `headless` and `server` use it and nothing below
it. All methods raise `RequestError` (`NotFound` for an unknown id) in the API's words.
"""

from collections.abc import AsyncGenerator
from typing import Protocol

from app.api.events import Event
from app.api.objects import Assistant, Deleted, Message, Run, Thread
from app.api.requests import (
    CreateAssistant,
    CreateMessage,
    CreateRun,
    CreateThread,
    CreateThreadAndRun,
    Listing,
    ModifyAssistant,
    ModifyMessage,
    ModifyRun,
    ModifyThread,
    Page,
    SubmitToolOutputs,
    ThreadQuery,
    ThreadRow,
)
from app.api.steps import RunStep


class Assistants(Protocol):
    """Assistants, threads, messages and runs, wherever they live."""

    async def create_assistant(self, request: CreateAssistant, /) -> Assistant: ...

    async def list_assistants(self, page: Page, /) -> Listing[Assistant]: ...

    async def get_assistant(self, assistant_id: str, /) -> Assistant: ...

    async def modify_assistant(self, assistant_id: str, request: ModifyAssistant, /) -> Assistant: ...

    async def delete_assistant(self, assistant_id: str, /) -> Deleted: ...

    async def create_thread(self, request: CreateThread, /) -> Thread: ...

    async def get_thread(self, thread_id: str, /) -> Thread: ...

    async def modify_thread(self, thread_id: str, request: ModifyThread, /) -> Thread: ...

    async def delete_thread(self, thread_id: str, /) -> Deleted: ...

    async def create_message(self, thread_id: str, request: CreateMessage, /) -> Message: ...

    async def list_messages(self, thread_id: str, page: Page, /, run_id: str | None = None) -> Listing[Message]: ...

    async def get_message(self, thread_id: str, message_id: str, /) -> Message: ...

    async def modify_message(self, thread_id: str, message_id: str, request: ModifyMessage, /) -> Message: ...

    async def delete_message(self, thread_id: str, message_id: str, /) -> Deleted: ...

    async def create_run(self, thread_id: str, request: CreateRun, /) -> Run: ...

    async def create_thread_and_run(self, request: CreateThreadAndRun, /) -> Run: ...

    async def list_runs(self, thread_id: str, page: Page, /) -> Listing[Run]: ...

    async def get_run(self, thread_id: str, run_id: str, /) -> Run: ...

    async def modify_run(self, thread_id: str, run_id: str, request: ModifyRun, /) -> Run: ...

    async def submit_tool_outputs(self, thread_id: str, run_id: str, request: SubmitToolOutputs, /) -> Run: ...

    async def cancel_run(self, thread_id: str, run_id: str, /) -> Run: ...

    async def list_run_steps(self, thread_id: str, run_id: str, page: Page, /) -> Listing[RunStep]: ...

    async def get_run_step(self, thread_id: str, run_id: str, step_id: str, /) -> RunStep: ...

    async def list_threads(self, query: ThreadQuery, /) -> Listing[ThreadRow]:
        """Threads by last activity, filtered and searched by `q`; ours, the API never had it."""
        ...

    def follow(self, thread_id: str, run_id: str, /, after: int = 0) -> AsyncGenerator[Event]:
        """The events of a run with a number above `after`: replay, then live, until a terminal status; ours.

        No gap and no repeat. It goes on through `requires_action`; a caller who wants to stop there closes it. To
        stop following does not stop the run.
        """
        ...
