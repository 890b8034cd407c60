"""The line above the message box: the status of the run, notices, messages below the view.

Statuses are the API's own words, in the order in which the run passed through them. A notice that is too long for the
line has rows of its own above it, which the history makes room for: nothing lies over anything.
"""

import time
from collections.abc import Iterator, Sequence
from functools import partial
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.style import Style
from textual.timer import Timer
from textual.widget import Widget

from app.api.objects import TERMINAL_STATUSES, Run, RunStatus
from app.tui.theme.no_colour import find_look
from app.tui.widgets.clicks import find_clicked_cell
from app.tui.widgets.removed import blank_once_removed

TICK_S = 1.0
"""Time between updates of the elapsed time. No timer runs without an active run."""

MAX_NOTICE_ROWS = 6
"""Rows for a long notice; what is beyond is cut off."""


@blank_once_removed
class StatusLine(Widget):
    """One row, and more for a long notice: the run, a notice, what is below the view."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "status-line--dim",
        "status-line--now",
        "status-line--good",
        "status-line--bad",
        "status-line--notice",
        "status-line--below",
    }

    class BelowClicked(Message):
        """The notice about messages below was clicked."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._trail: list[RunStatus] = []
        self._run: Run | None = None
        self._began_at = 0.0
        self._duration = ""
        self._notice = ""
        self._notice_look = "notice"
        self._notice_timer: Timer | None = None
        self._rows: Sequence[Content] = []
        """The notice, if it has rows of its own."""
        self._below = ""
        self._timer: Timer | None = None

    def show_run(self, run: Run | None) -> None:
        """Show the status of a run; None for no run. A new status of the same run is added to its trail."""
        if run is None or self._run is None or run.id != self._run.id:
            self._trail = []
            self._duration = ""
            self._began_at = _find_start(run)
        self._run = run
        if run:
            self._add_status(run.status)
        self._update_time(run)
        self.drop_hint()

    def show_sending(self) -> None:
        """Clear the run: a message is being sent."""
        self._run, self._trail, self._duration = None, [], ""
        self.drop_hint()

    def show_notice(self, notice: str, *, seconds: float = 0.0, is_error: bool = False) -> None:
        """Show a notice for a time, or until the status changes; a newer one replaces it, an empty one removes it."""
        if self._notice_timer:
            self._notice_timer.stop()
            self._notice_timer = None
        if seconds:
            self._notice_timer = self.set_timer(seconds, partial(self.show_notice, ""))
        self._notice = notice
        self._notice_look = "bad" if is_error else "notice"
        self._make_room()

    def drop_hint(self) -> None:
        """Remove a notice that is shown until the status changes."""
        if not self._notice_timer:
            self._notice = ""
        self._make_room()

    def on_resize(self) -> None:
        """Find out anew whether the notice fits beside the run."""
        self._make_room()

    def _make_room(self) -> None:
        """Give a notice that does not fit beside the run rows of its own."""
        self._rows = []
        width = max(1, self.size.width - 2)
        cols = sum(cell_len(text) for text, _ in self._find_pieces(self._trail[-1:]))
        if self._notice and (cols > width or "\n" in self._notice):
            self._rows = Content(self._notice).wrap(width)[:MAX_NOTICE_ROWS]
        self.styles.height = 1 + len(self._rows)
        self.refresh()

    def show_below(self, away: bool, count: int) -> None:
        """Show whether the view is away from the end, and how many messages have arrived below it since."""
        below = ""
        if count:
            below = f"↓ {count} new · Ctrl+End"
        elif away:
            below = "↓ Ctrl+End"
        if below != self._below:
            self._below = below
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Post `BelowClicked` when the view is away from the end."""
        cell = find_clicked_cell(self, event)
        if self._below and cell is not None and cell.y == len(self._rows):
            self.post_message(self.BelowClicked())

    def _add_status(self, status: RunStatus) -> None:
        if status == "queued":
            self._trail = []  # the run is new, or was taken over and starts again
        elif status in self._trail:  # a cancel that failed
            del self._trail[self._trail.index(status) :]
        self._trail.append(status)

    def _update_time(self, run: Run | None) -> None:
        over = run is None or run.status in TERMINAL_STATUSES
        if over and run and not self._duration:
            ended = run.completed_at or run.failed_at or run.cancelled_at
            if len(self._trail) > 1:
                self._duration = f"{time.time() - self._began_at:.1f} s"
            elif ended:  # the API has no time for expired and incomplete runs
                self._duration = f"{ended - run.created_at} s"
        if over and self._timer:
            self._timer.stop()
            self._timer = None
        elif not over and self._timer is None:
            self._timer = self.set_interval(TICK_S, self.refresh)

    def render(self) -> Content:
        """Draw the row, and those of a long notice above it."""
        rows = [Content.assemble(" ", row).stylize(self._style(self._notice_look)) for row in self._rows]
        return Content("\n").join([*rows, self._render_line()])

    def _render_line(self) -> Content:
        left = self._compose_left(self._trail)
        if left.cell_length > self.size.width - 1:
            left = self._compose_left(self._trail[-1:])
        return left

    def _compose_left(self, trail: Sequence[RunStatus]) -> Content:
        return Content.assemble(
            *(Content(text).stylize(self._style(look)) if look else text for text, look in self._find_pieces(trail))
        )

    def _find_pieces(self, trail: Sequence[RunStatus]) -> Iterator[tuple[str, str]]:
        """Yield the texts of the left part with their looks: the run with these statuses, the notice, the pill."""
        has_notice = bool(self._notice and not self._rows)
        if self._run:
            *past, now = trail
            look, elapsed, hint = "now", f"{time.time() - self._began_at:.0f} s", " · Esc to cancel"
            if now in TERMINAL_STATUSES:
                look, elapsed, hint = "bad", self._duration, ""
            if now == "completed":
                look = "good"
            if has_notice:
                hint = " ·"
            before = "".join(f"{status} → " for status in past)
            yield f" {before}", "dim"
            yield now, look
            yield f" {elapsed}", "dim"
            yield hint, "dim"
        if has_notice:
            yield f" {self._notice}", self._notice_look
        if self._below:
            yield "  ", ""
            yield f" {self._below} ", "below"

    def _style(self, look: str) -> Style:
        return find_look(self, f"status-line--{look}")


def _find_start(run: Run | None) -> float:
    """Return when the run began, in seconds since the epoch; the API's whole seconds unless it is queued now."""
    if run is None:
        return 0.0
    if run.status == "queued":
        return time.time()
    return run.created_at
