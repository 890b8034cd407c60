"""The line above the message box: notices, and what is below the view; above it the queued messages.

A notice that is too long for the line has rows of its own above it, which the history makes room for: nothing lies over
anything. The run has its line in the history.
"""

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

from app.tui.text.escapes import to_rows
from app.tui.text.one_line import crop_text
from app.tui.theme.no_colour import find_look
from app.tui.widgets.clicks import find_clicked_cell
from app.tui.widgets.edge_rows.queue_rows import MAX_ROWS, QueueRow, make_rows
from app.tui.widgets.removed import blank_once_removed

MAX_NOTICE_ROWS = 6
"""Rows for a long notice; what is beyond is cut off."""
MAX_NOTICE_CHARS = 4_000
"""More than those rows hold: a server's error may have a line of a megabyte."""


@blank_once_removed
class StatusLine(Widget):
    """One row, and more for a long notice: the notice, and what is below the view."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "status-line--bad",
        "status-line--notice",
        "status-line--below",
        "status-line--queued",
        "status-line--button",
    }

    class BelowClicked(Message):
        """The notice about messages below was clicked."""

    class QueueClicked(Message):
        """A button of a queued message was clicked. `number`: its place in the queue, from 0 on."""

        def __init__(self, number: int, label: str) -> None:
            super().__init__()
            self.number = number
            self.label = label

    def __init__(self, *, end_key: str = "", id: str | None = None) -> None:
        """`end_key`: the key that shows the newest message."""
        super().__init__(id=id)
        self._end_key = end_key
        self._queued: Sequence[str] = ()
        self._queue_hint = ""
        self._max_queue_rows = MAX_ROWS
        self._max_notice_rows = MAX_NOTICE_ROWS
        self._queue: Sequence[QueueRow] = ()
        self._notice = ""
        self._notice_look = "notice"
        self._notice_timer: Timer | None = None
        self._rows: Sequence[Content] = []
        """The notice, if it has rows of its own."""
        self._below = ""

    def show_notice(self, notice: str, *, seconds: float = 0.0, is_error: bool = False) -> None:
        """Show a notice for a time, or until the run is over; a newer one replaces it, an empty one removes it."""
        if self._notice_timer:
            self._notice_timer.stop()
            self._notice_timer = None
        if seconds:
            self._notice_timer = self.set_timer(seconds, partial(self.show_notice, ""))
        self._notice = to_rows(notice[:MAX_NOTICE_CHARS])
        self._notice_look = "bad" if is_error else "notice"
        self._make_room()

    def show_queue(self, texts: Sequence[str], hint: str) -> None:
        """Show the messages that wait for the end of the run, and below them what the user can do about them."""
        if (texts, hint) != (self._queued, self._queue_hint):
            self._queued, self._queue_hint = texts, hint
            self._make_room()

    def allow_queue_rows(self, rows: int) -> None:
        """Set how many rows the queue may take."""
        if rows != self._max_queue_rows:
            self._max_queue_rows = rows
            self._make_room()

    def allow_notice_rows(self, rows: int) -> None:
        """Set how many rows a notice and the queue may take together, at most `MAX_NOTICE_ROWS` for the notice."""
        if rows != self._max_notice_rows:
            self._max_notice_rows = rows
            self._make_room()

    def withdraw(self, notice: str) -> None:
        """Remove this notice, if it is still shown."""
        if notice and self._notice == to_rows(notice[:MAX_NOTICE_CHARS]):
            self.show_notice("")

    def drop_hint(self) -> None:
        """Remove a notice that is shown until the run is over."""
        if not self._notice_timer:
            self._notice = ""
        self._make_room()

    def on_resize(self) -> None:
        """Find out anew whether the notice fits in the line."""
        self._make_room()

    def _make_room(self) -> None:
        """Give a notice that does not fit in the line rows of its own."""
        self._rows = []
        width = max(1, self.size.width - 2)
        cols = sum(cell_len(text) for text, _ in self._find_pieces())
        self._queue = make_rows(self._queued, width, self._max_queue_rows)
        if self._notice and (cols > width or "\n" in self._notice):
            left = self._max_notice_rows - len(self._queue) - bool(self._queue_hint)
            self._rows = Content(self._notice).wrap(width)[: max(1, min(left, MAX_NOTICE_ROWS))]
        self.styles.height = 1 + len(self._queue) + bool(self._queue_hint) + len(self._rows)
        self.refresh()

    def show_below(self, away: bool, count: int) -> None:
        """Show whether the view is away from the end, and how many messages have arrived below it since."""
        below = ""
        if count:
            below = " · ".join(filter(None, (f"↓ {count} new", self._end_key)))
        elif away:
            below = f"↓ {self._end_key}"
        if below != self._below:
            self._below = below
            self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Press a button of a queued message, or post `BelowClicked` when the view is away from the end."""
        cell = find_clicked_cell(self, event)
        if cell is None:
            return
        if self._below and cell.y == self.size.height - 1:
            self.post_message(self.BelowClicked())
        for row in self._queue[cell.y : cell.y + 1]:
            for button in row.buttons:
                if button.start <= cell.x - 1 < button.end:
                    self.post_message(self.QueueClicked(row.number, button.label))

    def render(self) -> Content:
        """Draw the row, and above it the queue and the rows of a long notice."""
        rows = [self._render_queued(row) for row in self._queue]
        if self._queue_hint:
            hint = crop_text(self._queue_hint, max(1, self.size.width - 2))
            rows.append(Content(f" {hint}").stylize(self._style("notice")))
        rows += [Content.assemble(" ", row).stylize(self._style(self._notice_look)) for row in self._rows]
        return Content("\n").join([*rows, self._render_line()])

    def _render_queued(self, row: QueueRow) -> Content:
        line = Content(f" {row.text}").stylize(self._style("queued"))
        for button in row.buttons:
            line = Content.assemble(line, " ", Content(f" {button.label} ").stylize(self._style("button")))
        return line

    def _render_line(self) -> Content:
        return Content.assemble(
            *(Content(text).stylize(self._style(look)) if look else text for text, look in self._find_pieces())
        )

    def _find_pieces(self) -> Iterator[tuple[str, str]]:
        """Yield the texts of the line with their looks: the notice, and what is below."""
        if self._notice and not self._rows:
            yield f" {self._notice}", self._notice_look
        if self._below:
            yield "  ", ""
            yield f" {self._below} ", "below"

    def _style(self, look: str) -> Style:
        return find_look(self, f"status-line--{look}")
