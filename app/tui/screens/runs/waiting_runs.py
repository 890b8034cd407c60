"""The runs that wait for the user, over all conversations."""

import time

from textual.app import ComposeResult
from textual.containers import Vertical

from app.api.errors import Error
from app.api.requests import ThreadQuery, ThreadRow
from app.api.services import Assistants
from app.tui.keys.table import bindings
from app.tui.screens.runs.clickable_keys import ClickableKeys, Offer
from app.tui.screens.search_dialog import SearchDialog
from app.tui.text.listing import Entry
from app.tui.text.one_line import format_age
from app.tui.widgets.choices.search_line import SearchLine
from app.tui.widgets.choices.search_list import SearchList
from app.tui.widgets.choices.single_rows import SingleRows
from app.tui.widgets.line_input import LineInput

PAGE_SIZE = 100
LOOK_S = 2.0
"""How often the list is read again: another program may answer, and others begin to wait."""
OFFERS = (Offer("line.accept", "Open and answer", "screen.take"), Offer("line.leave", "Close", "screen.leave_list"))
NO_TITLE = "New conversation"


class WaitingSearch(SearchLine):
    """The search of the runs that wait."""

    BINDINGS = bindings("waiting")


class WaitingRuns(SearchDialog[ThreadRow | None]):
    """A dialog that returns the conversation whose run is to be answered, or None if the user chose none."""

    def __init__(self, assistants: Assistants, open_id: str | None) -> None:
        """`open_id`: the conversation on the screen, which is the first if it waits."""
        choices = SearchList(SingleRows(), can_focus=False, empty_text="Reading …")
        super().__init__(WaitingSearch(placeholder="Search"), choices)
        self._assistants = assistants
        self._open_id = open_id
        self._rows: dict[str, ThreadRow] = {}
        self._is_choosing = False
        """Whether Enter was pressed before the list was read."""
        self._has_read = False

    def compose(self) -> ComposeResult:
        """Yield a box in the middle."""
        with Vertical(id="waiting"):
            yield self.line
            yield self.list
            yield ClickableKeys(id="waiting-keys")

    def on_mount(self) -> None:
        """Read the list, now and again."""
        self.query_one("#waiting").border_title = "Runs that wait for you"
        self._read()
        self.set_interval(LOOK_S, self._read)

    def _read(self) -> None:
        self.run_worker(self._read_pages, exclusive=True, exit_on_error=True)

    async def _read_pages(self) -> None:
        """Read all pages: few runs wait at a time."""
        rows, after, has_more = list[ThreadRow](), None, True
        try:
            while has_more:
                query = ThreadQuery(limit=PAGE_SIZE, run_status="requires_action", after=after)
                page = await self._assistants.list_threads(query)
                waiting = [row for row in page.data if row.run_status == "requires_action"]
                rows += waiting
                # An older server has no such filter: of its conversations the newest are looked at.
                after, has_more = page.last_id, page.has_more and len(waiting) == len(page.data)
        except Error as error:
            self._show(str(error))
            return
        rows.sort(key=lambda row: row.id != self._open_id)
        self._rows = {row.id: row for row in rows}
        self._has_read = True
        self._show("" if rows else "No run waits for you.")
        if self._is_choosing:
            self.list.action_take()

    def _show(self, sentence: str) -> None:
        if self.is_closed:
            return
        at = self.list.entry.name if self.list.entry else ""
        now = time.time()
        entries = [
            Entry(row.id, row.title or NO_TITLE, format_age(now - row.last_active_at), sign="!")
            for row in self._rows.values()
        ]
        self.list.show(entries, at=at)
        self.query_one(ClickableKeys).show(sentence, OFFERS, self.active_bindings)

    def on_line_input_submitted(self, event: LineInput.Submitted) -> None:
        """Choose the conversation under the cursor; before the list is read, its first one."""
        self._is_choosing = not self._has_read
        super().on_line_input_submitted(event)

    def on_search_list_chosen(self, event: SearchList.Chosen) -> None:
        """Return the conversation."""
        self.dismiss(self._rows.get(event.name))

    def action_take(self) -> None:
        """Choose the conversation under the cursor."""
        self.list.action_take()

    def action_leave_list(self) -> None:
        """Close."""
        self.dismiss(None)
