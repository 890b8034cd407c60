"""The operations on threads and their messages."""

from msgspec import structs

from app.api.errors import RequestError
from app.api.objects import Deleted, Message, Thread
from app.api.requests import (
    CreateMessage,
    CreateThread,
    Listing,
    ModifyMessage,
    ModifyThread,
    Page,
    ThreadQuery,
    ThreadRow,
)
from app.engine.operations.parts import EngineParts
from app.engine.transactions.lookups import get_message, get_thread
from app.engine.transactions.threads import thread_changes
from app.store import messages, paging, thread_search, threads
from app.store.transaction import Transaction

MAX_SIBLING_IDS = 100
"""Of how many messages the siblings are looked up at once: a page of messages has no more."""


class EngineThreads(EngineParts):
    """`api.ThreadOperations` over the store."""

    async def create_thread(self, request: CreateThread, /) -> Thread:
        """Create a thread, with messages if given."""

        def create(tx: Transaction) -> Thread:
            thread = thread_changes.create_thread(tx, request)
            self._mark_begun(tx, thread.id)
            return thread

        return await self._database.write(create)

    async def get_thread(self, thread_id: str, /) -> Thread:
        """Return the thread with this id."""
        return await self._database.read(lambda tx: get_thread(tx, thread_id))

    async def modify_thread(self, thread_id: str, request: ModifyThread, /) -> Thread:
        """Change metadata or tool resources."""
        return await self._database.write(lambda tx: thread_changes.modify_thread(tx, thread_id, request))

    async def delete_thread(self, thread_id: str, /) -> Deleted:
        """Delete a thread with everything in it; an active run is stopped."""
        await self._database.write(lambda tx: thread_changes.delete_thread(tx, thread_id))
        self._caretaker.look_now()
        return Deleted(id=thread_id, object="thread.deleted")

    async def list_threads(self, query: ThreadQuery, /) -> Listing[ThreadRow]:
        """Return threads by last activity; with `q` those whose title or messages hold all its words, newest first."""
        if query.siblings_of:
            from app.store import branches  # late: the list does not need it

            message_ids = query.siblings_of.split(",")[:MAX_SIBLING_IDS]
            return paging.listing(await self._database.read(lambda tx: branches.siblings(tx, message_ids)), False)
        if query.thread_id is not None:
            return await self._search_thread(query.thread_id, query.q or "")
        if query.q and query.run_status:
            raise RequestError("Invalid 'run_status': a search has no such filter.", param="run_status")
        if not (query.q or "").split():
            return await self._database.read(lambda tx: threads.page(tx, query))
        search = thread_search.begin(query)
        while search.page is None:
            await self._database.read(lambda tx: thread_search.search_more(tx, search))
        return search.page

    async def _search_thread(self, thread_id: str, text: str) -> Listing[ThreadRow]:
        """Return the row of a thread, with all messages that hold the words of a text. Raises `NotFound`."""
        from app.store import message_search  # late: the list does not need it

        words = thread_search.search_words(text)
        search = message_search.MessageSearch(thread_id=thread_id, words=words)
        while words and not search.is_over:
            await self._database.read(lambda tx: message_search.search_more(tx, search))

        def read(tx: Transaction) -> ThreadRow:
            get_thread(tx, thread_id)
            return threads.of_ids(tx, {thread_id: search.line})[0]

        row = structs.replace(await self._database.read(read), hits=search.hits)
        return Listing(data=[row], first_id=thread_id, last_id=thread_id, has_more=False)

    async def create_message(self, thread_id: str, request: CreateMessage, /) -> Message:
        """Append a message."""
        await self._expire_overdue(thread_id)
        return await self._database.write(lambda tx: thread_changes.create_message(tx, thread_id, request))

    async def list_messages(self, thread_id: str, page: Page, /, run_id: str | None = None) -> Listing[Message]:
        """Return a page of a thread's messages, or of those one run wrote."""

        def read(tx: Transaction) -> Listing[Message]:
            get_thread(tx, thread_id)
            return messages.page(tx, thread_id, page, run_id)

        return await self._database.read(read)

    async def get_message(self, thread_id: str, message_id: str, /) -> Message:
        """Return the message with this id."""
        return await self._database.read(lambda tx: get_message(tx, thread_id, message_id))

    async def modify_message(self, thread_id: str, message_id: str, request: ModifyMessage, /) -> Message:
        """Replace a message's metadata."""
        return await self._database.write(lambda tx: thread_changes.modify_message(tx, thread_id, message_id, request))

    async def delete_message(self, thread_id: str, message_id: str, /) -> Deleted:
        """Delete a message."""
        await self._database.write(lambda tx: thread_changes.delete_message(tx, thread_id, message_id))
        return Deleted(id=message_id, object="thread.message.deleted")
