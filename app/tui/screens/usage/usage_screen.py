"""The dialog with tokens and cost: of the open conversation, and of a month, which ← and → change."""

import time
from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical

from app.api.conversation.month_days import Month, month_of
from app.api.errors import Error
from app.api.operations.usage_sums import UsageQuery, UsageRow
from app.api.services import Assistants
from app.tui.keys.table import bindings
from app.tui.screens.dialog import Dialog
from app.tui.screens.runs.clickable_keys import ClickableKeys, Offer
from app.tui.screens.runs.report_view import ReportView
from app.tui.screens.usage.usage_report import describe_usage, name_month

READING = "Reading …"
MARGIN_COLS = 8
"""What the box, its border and its page leave of a narrow screen."""
MAX_COLS = 112
"""Of the page in the widest box."""


class UsageScreen(Dialog[None]):
    """A page of sums. It is read again for each month."""

    BINDINGS = bindings("usage")

    def __init__(self, assistants: Assistants, open_id: str | None) -> None:
        """`open_id`: the open conversation, None for a new one."""
        super().__init__()
        self._assistants = assistants
        self._open_id = open_id
        self._newest = self._month = month_of(time.time())
        self._shown: Month | None = None
        """The month of the rows; None until they were read."""
        self._thread_rows: Sequence[UsageRow] | None = None
        self._rows: Sequence[UsageRow] = ()
        self._sentence = READING

    def compose(self) -> ComposeResult:
        """Yield a box with the page and the keys."""
        with Vertical(id="usage"):
            yield ReportView()
            yield ClickableKeys(id="usage-keys")

    def on_mount(self) -> None:
        """Read the sums."""
        self.query_one("#usage").border_title = "Tokens and cost"
        self.set_focus(self.query_one(ReportView))
        self._read()

    def on_resize(self) -> None:
        """Draw the chart for the new width."""
        self._show()

    def action_step_month(self, months: int) -> None:
        """Show another month; none after this one."""
        month = min(self._month.step(months), self._newest)
        if month != self._month:
            self._month, self._sentence = month, f"{name_month(month)}: {READING}"
            self._show()
            self._read()

    def action_leave(self) -> None:
        """Close."""
        self.dismiss(None)

    def _read(self) -> None:
        self.run_worker(self._read_sums, exclusive=True, exit_on_error=True)

    async def _read_sums(self) -> None:
        month = self._month
        try:
            if self._open_id is not None and self._thread_rows is None:
                self._thread_rows = (await self._assistants.usage(UsageQuery(thread_id=self._open_id))).data
            rows = (await self._assistants.usage(UsageQuery(days=month.days()))).data
        except Error as error:
            self._sentence = str(error)
        else:
            self._rows, self._shown, self._sentence = rows, month, ""
        self._show()

    def _show(self) -> None:
        if self.is_closed:
            return
        if self._shown is not None:
            width = min(self.size.width - MARGIN_COLS, MAX_COLS)
            self.query_one(ReportView).show(describe_usage(self._thread_rows, self._shown, self._rows, width))
        offers = [Offer("usage.previous", "Month before", "screen.step_month(-1)")]
        if self._month != self._newest:
            offers.append(Offer("usage.next", "Month after", "screen.step_month(1)"))
        offers.append(Offer("usage.leave", "Close", "screen.leave"))
        self.query_one(ClickableKeys).show(self._sentence, offers, self.active_bindings)
