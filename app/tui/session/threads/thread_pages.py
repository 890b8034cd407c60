"""The rows of the thread list, read page by page. The store filters and sorts them."""

import asyncio
from collections.abc import Container, Iterable, Iterator, Sequence

from msgspec import structs

from app.api.errors import NotFound
from app.api.message_text import TITLE_KEY
from app.api.objects import TERMINAL_STATUSES, Run, RunStatus, Thread
from app.api.requests import ModifyThread, ThreadQuery, ThreadRow
from app.api.services import Assistants
from app.tui.session.runs.run_stopped import RunStopped, stops
from app.tui.session.threads.current_thread import NEW_TITLE, CurrentThread
from app.tui.session.threads.listed_rows import PAGE_SIZE, ListedRows
from app.tui.text.one_line import one_line
from app.tui.widgets.list_rows.edges import Where
from app.tui.widgets.thread_list import ThreadList

SEARCH_DELAY_S = 0.1
"""Debounce: the search starts this long after the last key."""
MAX_TITLE_CHARS = 512
"""The limit of a metadata value in the API."""
EMPTY = "No conversations yet.\nType a message to start one."
NONE_ARCHIVED = "No archived conversations."


class ThreadPages:
    """The pages read so far, without the threads in `hidden` (deleted, and the deletion can still be undone)."""

    def __init__(
        self, assistants: Assistants, view: ThreadList, current: CurrentThread, hidden: Container[str]
    ) -> None:
        self._assistants = assistants
        self._view = view
        self._current = current
        self._hidden = hidden
        self._query = ""
        self._read = ListedRows()
        self._search: asyncio.Task[None] | None = None

    @property
    def rows(self) -> Sequence[ThreadRow]:
        """The rows shown, newest activity first."""
        return [row for row in self._read.rows if row.id not in self._hidden]

    @property
    def is_searching(self) -> bool:
        """Whether the list shows the hits of a search."""
        return bool(self._query)

    async def refresh(self, *, to_newest: bool = False) -> None:
        """Read the newest page again; other rows stay. `to_newest`: show it, wherever the list was."""
        query = self._query
        if to_newest and self._read.is_archive:
            self._read.clear()
            self._read.is_archive = False
        is_archive = self._read.is_archive
        listing = await self._assistants.list_threads(self._read.make_query("first", query or None))
        if query != self._query or is_archive != self._read.is_archive:
            return
        if to_newest and self._read.more_above:
            self._read.add("first", listing)
        else:
            self._read.renew(listing, is_search=bool(query))
        self.show()

    async def read(self, where: Where) -> None:
        """Read a page, and move the cursor to the end that was asked for. The hits of a search are read in order."""
        query, asked = self._query, where
        if query and where == "last":
            where = "next"  # from their end the store would have to find all of them
        border_id = self._read.find_border(where)
        listing = await self._assistants.list_threads(self._read.make_query(where, query or None))
        if query != self._query or border_id != self._read.find_border(where):
            self.show()  # so that the page is requested again
            return
        self._read.add(where, listing)
        self.show()
        if asked in ("first", "last") and (rows := self.rows):
            self._view.choose(rows[-1 if asked == "last" else 0].id)

    @property
    def is_archive(self) -> bool:
        """Whether the archived threads are listed, in place of the others."""
        return self._read.is_archive

    async def show_archived(self, is_archive: bool) -> None:
        """List the archived threads, or the others. Raises `Error`."""
        self._read.clear()
        self._read.is_archive = is_archive
        await self.refresh()

    async def show_labels(self, thread: Thread) -> None:
        """Show what was changed in the metadata of a thread, where it belongs now. Raises `Error`."""
        row = self.find(thread.id)
        if row is not None and self._query:
            self._read.change(thread.id, lambda row: structs.replace(row, metadata=thread.metadata))
        elif row is not None:
            self._read.move(structs.replace(row, metadata=thread.metadata))
        await self.refresh()

    async def search(self, text: str) -> None:
        """List the hits of this text; an empty one lists all threads. The search before it is cancelled."""
        if self._search is not None:
            self._search.cancel()
        self._query = text.strip()
        self._read.clear()
        search = self._search = asyncio.create_task(self._search_later())
        await asyncio.wait([search])
        if not search.cancelled():
            search.result()

    async def finish_search(self, text: str) -> None:
        """Wait until the hits of this text are listed. An error is reported where the search was started."""
        if self._search is None or text.strip() != self._query:
            await self.search(text)
        else:
            await asyncio.wait([self._search])

    async def _search_later(self) -> None:
        """Search once typing pauses, and put the cursor on the best hit."""
        if self._query:
            await asyncio.sleep(SEARCH_DELAY_S)
        await self.refresh()
        if self._query and self.rows:
            self._view.choose(self.rows[0].id)

    async def find_in_store(self, text: str) -> Sequence[ThreadRow]:
        """Return the threads with this text, without a change of the list. Raises `Error`."""
        listing = await self._assistants.list_threads(ThreadQuery(limit=PAGE_SIZE, q=text.strip() or None))
        return [row for row in listing.data if row.id not in self._hidden]

    def drop(self, thread_id: str) -> None:
        """Remove the row of a deleted thread."""
        self._read.drop(thread_id)

    def find(self, thread_id: str | None) -> ThreadRow | None:
        """Return the row of a thread, if it was read."""
        return self._read.find(thread_id)

    async def get(self, thread_id: str) -> ThreadRow:
        """Return the row of any thread, also of one that is on no page read so far. Raises `NotFound`."""
        return self.find(thread_id) or await self._read_row(thread_id)

    async def _read_row(self, thread_id: str) -> ThreadRow:
        row = (await self._assistants.list_threads(ThreadQuery(thread_id=thread_id))).data[0]
        return structs.replace(row, title=one_line(row.title))

    def ended_elsewhere(self, rows: Sequence[ThreadRow]) -> Iterator[str]:
        """Yield the threads of these rows, except the open one, in which a run has ended since the list was read."""
        for row in rows:
            before = self.find(row.id)
            is_known = before and (before.run_id, before.run_status) == (row.run_id, row.run_status)
            if row.run_status in TERMINAL_STATUSES and not is_known and row.id != self._current.id:
                yield row.id

    def report(self, thread_id: str, run: Run) -> None:
        """Show the status of a thread's newest run at once, and post that it is over or waits."""
        if stops(run.status):
            row = self.find(thread_id)
            title = one_line(row.title if row else "") or NEW_TITLE
            self._view.post_message(RunStopped(title, run.id, run.status))
        self.set_status(thread_id, run.id, run.status)

    def set_status(self, thread_id: str, run_id: str, status: RunStatus) -> None:
        """Show the status of a thread's newest run at once."""
        if self._read.change(thread_id, lambda row: structs.replace(row, run_id=run_id, run_status=status)):
            self.show()

    async def rename(self, thread_id: str, title: str) -> None:
        """Store a title; an empty one goes back to the first message. Other metadata stays. Raises `Error`."""
        metadata = dict((await self._assistants.get_thread(thread_id)).metadata)
        metadata.pop(TITLE_KEY, None)
        title = title[:MAX_TITLE_CHARS]
        if title:
            metadata[TITLE_KEY] = title
        await self._assistants.modify_thread(thread_id, ModifyThread(metadata=metadata))
        if title:
            self._set_title(thread_id, title)  # shown at once, even if the thread is not on the first page
        await self.refresh()
        await self.show_title()

    def _set_title(self, thread_id: str, title: str) -> None:
        self._read.change(thread_id, lambda row: structs.replace(row, title=title))

    def update(self, rows: Iterable[ThreadRow]) -> None:
        """Show title and status of these rows where a search has found them; their order and their hits stay."""
        self._read.update(rows)
        self.show()

    async def read_title(self, thread_id: str) -> None:
        """Read the title of a thread again: it may have another. Raises `NotFound`."""
        title = (await self._read_row(thread_id)).title
        row = self.find(thread_id)
        if title and (row is None or row.title != title):
            self._set_title(thread_id, title)
            self.show()
            await self.show_title()

    async def show_title(self) -> None:
        """Show the title of the open thread at the top; of one just deleted, the last one. Raises `Error`."""
        visit = self._current.visit
        title = ""
        if visit.thread_id:
            try:
                title = (await self.get(visit.thread_id)).title
            except NotFound:
                return
        if visit is self._current.visit:
            self._current.show_title(title)

    def show(self) -> None:
        """Put the rows into the widget."""
        self._view.empty_text = NONE_ARCHIVED if self._read.is_archive else EMPTY
        self._view.is_archive = self._read.is_archive
        if self._query:
            self._view.empty_text = f"Nothing found for\n“{one_line(self._query)}”."
            if self._read.unindexed:
                self._view.empty_text += f"\n{self._read.unindexed:,} messages are\nnot indexed yet."
        self._view.query_text = self._query
        self._view.unindexed = self._read.unindexed
        self._view.show(self.rows, more=self._read.more_below, more_above=self._read.more_above)
