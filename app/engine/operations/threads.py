"""The operations on threads and their messages."""

import asyncio
import time
from functools import partial
from typing import TYPE_CHECKING

from msgspec import structs

from app.api.errors import Error, RequestError
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
from app.engine.operations.parts import EngineParts
from app.engine.rules.run_endpoint import RunEndpoint
from app.engine.transactions import run_changes
from app.engine.transactions.lookups import check_files, get_message, get_thread
from app.engine.transactions.threads import thread_changes
from app.store import messages, paging, thread_search, threads
from app.store.transaction import Transaction

if TYPE_CHECKING:
    from app.engine.transactions.threads.forking import Fork

MAX_SIBLING_IDS = 100
"""Of how many messages the siblings are looked up at once: a page of messages has no more."""

RESTS = 2
"""How many times longer than it took to copy messages the copying rests then. SQLite lets no one queue for its lock:
another process that writes looks again after pauses of 1 to 100 ms, and without rests finds the lock taken each time.
"""


class EngineThreads(EngineParts):
    """`api.ThreadOperations` over the store."""

    async def create_thread(self, request: CreateThread, /) -> Thread:
        """Create a thread, with messages if given."""

        def create(tx: Transaction) -> Thread:
            check_files(tx, request)
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
        """Delete a thread with everything in it; an active run is stopped.

        One transaction takes it from all readers. What it has more of than fits into that is deleted in others.
        """
        await self._database.write(lambda tx: thread_changes.delete_thread(tx, thread_id))
        self._deleted.look_now()
        self._caretaker.look_now()
        return Deleted(id=thread_id, object="thread.deleted")

    async def fork_thread(self, thread_id: str, request: ForkThread, /) -> Thread:
        """Create a thread that begins with copies of messages of this one: one transaction, or several if it is long.

        They are not synced to disk before it is returned, which would hold up other writes: the next write that is
        synced includes them. Until the last transaction, which deletes what is replaced and creates the run, nothing
        is to be seen of the branch, and the thread is as it was.
        """
        from app.engine.transactions.threads.forking import begin_fork, copy_more  # late: the list needs neither

        if request.replaces is not None:
            await self._expire_overdue(thread_id)
            await self._caretaker.cancel_abandoned(thread_id)
        begun = time.monotonic()
        fork = await self._database.write(lambda tx: begin_fork(tx, thread_id, request), durable=False)
        self._deleted.look_now()  # a fork that lost its process may have been deleted
        while not fork.is_copied:
            await asyncio.sleep(RESTS * (time.monotonic() - begun))
            begun = time.monotonic()
            fork = await self._database.write(partial(copy_more, fork=fork), durable=False)
        if fork.has_ending:
            await self._end_fork(fork)
            self._deleted.look_now()  # for what is left of large messages that were replaced
        return fork.branch

    async def _end_fork(self, fork: "Fork") -> None:
        """Delete what is replaced and create the run. Raises `Error`; then there is no branch."""
        from app.engine.transactions.threads.forking import end_fork, show  # late, as above

        owner, ttl_s, request = self._this_process.owner, self._run_ttl_s, fork.request

        def end(endpoint: RunEndpoint | None, tx: Transaction) -> str | None:
            run_id = None
            goes_on_id = end_fork(tx, fork)
            if request.run is not None and endpoint is not None:
                run_id = run_changes.create_run(
                    tx, goes_on_id, request.run, owner=owner, endpoint=endpoint, ttl_s=ttl_s
                ).id
            show(tx, fork)  # behind the run, since a thread in which a run begins is listed
            return run_id

        try:
            if request.run is None:
                await self._database.write(partial(end, None))
            elif run_id := await self._write_with_endpoint(request.run.model, end):
                self._runner.start(run_id)
        except Error:
            await self._database.write(lambda tx: thread_changes.delete_one(tx, fork.branch.id), durable=False)
            self._deleted.look_now()
            raise

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
        await self._database.write(lambda tx: thread_changes.modify_message(tx, thread_id, message_id, request))
        return await self.get_message(thread_id, message_id)

    async def delete_message(self, thread_id: str, message_id: str, /) -> Deleted:
        """Delete a message."""
        await self._database.write(lambda tx: thread_changes.delete_message(tx, thread_id, message_id))
        self._deleted.look_now()
        return Deleted(id=message_id, object="thread.message.deleted")
