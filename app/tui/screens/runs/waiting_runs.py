"""The runs that wait for the user, over all conversations."""

import time

from textual.app import ComposeResult
from textual.containers import Vertical

from app.api.errors import Error
from app.api.objects import Run
from app.api.requests import ThreadQuery, ThreadRow
from app.api.services import Assistants
from app.tui.keys.table import bindings
from app.tui.screens.runs.clickable_keys import ClickableKeys, Offer
from app.tui.screens.search_dialog import SearchDialog
from app.tui.text.listing import Entry
from app.tui.text.one_line import crop_text, format_age
from app.tui.widgets.choices.search_line import SearchLine
from app.tui.widgets.choices.search_list import SearchList
from app.tui.widgets.choices.single_rows import SingleRows
from app.tui.widgets.line_input import LineInput

PAGE_SIZE = 100
LOOK_S = 2.0
"""How often the list is read again: another program may answer, and others begin to wait."""
OFFERS = (Offer("line.accept", "Open and answer", "screen.take"), Offer("line.leave", "Close", "screen.leave_list"))
MAX_NAMES = 4
"""Functions that are named of one run."""
MAX_NAME_COLS = 30
MAX_TITLE_COLS = 48
"""Half of the dialog: a longer title leaves no room for what the run waits for."""
NO_TITLE = "New conversation"
NONE_WAITS = "No run waits for you."


def describe_calls(run: Run) -> str:
    """Return the names of the functions that a run waits for, each once."""
    if run.required_action is None:
        return ""
    names = dict.fromkeys(call.function.name for call in run.required_action.submit_tool_outputs.tool_calls)
    return ", ".join(crop_text(name, MAX_NAME_COLS) for name in [*names][:MAX_NAMES]) + ", …" * (len(names) > MAX_NAMES)


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
        self._called: dict[str, str] = {}
        """What a run has called, by its id."""
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
            self.list.empty_text = ""
            self._show(str(error))
            return
        rows.sort(key=lambda row: row.id != self._open_id)
        self._rows = {row.id: row for row in rows}
        self._has_read = True
        self.list.empty_text = "Nothing found." if rows else NONE_WAITS
        self._show("")
        if self._is_choosing:
            self.list.action_take()
        await self._read_calls()

    async def _read_calls(self) -> None:
        """Read what the runs have called that are new. One that waits again later calls something else."""
        waiting = {row.run_id for row in self._rows.values()}
        self._called = {one: called for one, called in self._called.items() if one in waiting}
        for row in [*self._rows.values()]:
            if row.run_id is None or row.run_id in self._called:
                continue
            try:
                run = await self._assistants.get_run(row.id, row.run_id)
            except Error:  # its conversation was deleted meanwhile: the next look does not list it
                continue
            self._called[row.run_id] = describe_calls(run)
            self._show("")

    def _show(self, sentence: str) -> None:
        if self.is_closed:
            return
        at = self.list.entry.name if self.list.entry else ""
        now = time.time()
        entries = [
            Entry(
                row.id,
                crop_text(row.title or NO_TITLE, MAX_TITLE_COLS),
                " · ".join(filter(None, (self._called.get(row.run_id or ""), format_age(now - row.last_active_at)))),
                sign="!",
            )
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
