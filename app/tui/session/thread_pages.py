"""Reads the thread list page by page and puts it into the widget: `Session` asks, the store filters and orders."""

import asyncio
from collections.abc import Container, Sequence

from msgspec import structs

from app.api.assistants import Assistants
from app.api.message_text import derive_title
from app.api.objects import RunStatus
from app.api.requests import Page, ThreadQuery, ThreadRow
from app.tui.session.titles import TITLE
from app.tui.text.one_line import one_line
from app.tui.widgets.thread_list import ThreadList

PAGE = 100
PAUSE = 0.1
"""Seconds between the last key of a query and its search."""
FIRST_WORDS = "No conversations yet.\nType a message, Enter."


class ThreadPages:
    """The pages read so far, without the threads in `hidden` (deleted, and still to be undone)."""

    def __init__(self, assistants: Assistants, view: ThreadList, hidden: Container[str]) -> None:
        self._assistants = assistants
        self._view = view
        self._hidden = hidden
        self._query = ""
        self._rows: list[ThreadRow] = []
        self._more = False
        self._search: asyncio.Task[None] | None = None

    @property
    def rows(self) -> Sequence[ThreadRow]:
        """What is shown, newest activity first."""
        return [row for row in self._rows if row.id not in self._hidden]

    @property
    def searching(self) -> bool:
        """The list shows what a search found."""
        return bool(self._query)

    async def refresh(self) -> None:
        """Read the first page again; pages read before stay below it."""
        query = self._query
        listing = await self._assistants.list_threads(ThreadQuery(limit=PAGE, q=query or None))
        if query != self._query:
            return
        fresh = {row.id for row in listing.data}
        end = listing.data[-1].last_active_at if listing.has_more else float("-inf")
        # What was active since the page's last row and is not on the page is gone; a search has another order.
        older = [row for row in self._rows if row.id not in fresh and (query or row.last_active_at <= end)]
        self._rows = [*listing.data, *older]
        self._more = listing.has_more
        self.show()

    async def more(self) -> None:
        """Read the next page."""
        query = self._query
        after = self._rows[-1].id if self._rows else None
        listing = await self._assistants.list_threads(ThreadQuery(limit=PAGE, q=query or None, after=after))
        if query != self._query:
            return
        known = {row.id for row in self._rows}
        self._rows += [row for row in listing.data if row.id not in known]
        self._more = listing.has_more
        self.show()

    async def search(self, text: str) -> None:
        """List what the store finds for this text; an empty one lists all. The search before it is given up."""
        if self._search is not None:
            self._search.cancel()
        self._query = text.strip()
        self._rows = []
        search = self._search = asyncio.create_task(self._soon())
        await asyncio.wait([search])
        if not search.cancelled():
            search.result()

    async def _soon(self) -> None:
        """Whoever types on wants no list of half a word."""
        if self._query:
            await asyncio.sleep(PAUSE)
        await self.refresh()

    def drop(self, thread_id: str) -> None:
        """A thread is deleted."""
        self._rows = [row for row in self._rows if row.id != thread_id]

    def find(self, thread_id: str) -> ThreadRow | None:
        """The row of a thread, if it was read."""
        return next((row for row in self._rows if row.id == thread_id), None)

    async def row(self, thread_id: str) -> ThreadRow:
        """The row of any thread, made from the thread itself where no page read so far has it. Raises `NotFound`."""
        if found := self.find(thread_id):
            return found
        thread = await self._assistants.get_thread(thread_id)
        first = (await self._assistants.list_messages(thread_id, Page(limit=1, order="asc"))).data
        title = thread.metadata.get(TITLE) or (derive_title(first[0].text) if first else "")
        created = thread.created_at
        return ThreadRow(id=thread_id, created_at=created, title=one_line(title), last_active_at=created)

    def set_status(self, thread_id: str, run_id: str, status: RunStatus) -> None:
        """Show at once how the newest run of a thread stands."""
        for at, row in enumerate(self._rows):
            if row.id == thread_id and (row.run_id, row.run_status) != (run_id, status):
                self._rows[at] = structs.replace(row, run_id=run_id, run_status=status)
                self.show()

    def set_title(self, thread_id: str, title: str) -> None:
        """Show a new title at once."""
        self._rows = [structs.replace(row, title=title) if row.id == thread_id else row for row in self._rows]
        self.show()

    def show(self) -> None:
        """Put the rows into the widget."""
        self._view.empty = f"Nothing found for\n“{self._query}”." if self._query else FIRST_WORDS
        self._view.sought = self._query
        self._view.show(self.rows, more=self._more)
