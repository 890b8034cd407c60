"""The thread list: one line for each thread, drawn without a widget per row, so that 100,000 cost no more than 20.

It is filled page by page, posts messages for what the user does, and knows no store.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from app.api.objects import RunStatus
from app.api.requests import ThreadRow
from app.tui.keys.table import bindings
from app.tui.no_colour import find_look
from app.tui.text.one_line import crop, crop_around, format_age, one_line
from app.tui.widgets.clicks import find_clicked_cell
from app.tui.widgets.removed import blank_once_removed

ROWS_AHEAD = 20
"""Rows left below the cursor when the next page is requested."""
SIGNS: dict[RunStatus, tuple[str, str]] = {
    "queued": ("q", "active"),
    "in_progress": ("r", "active"),
    "requires_action": ("a", "waiting"),
    "cancelling": ("c", "active"),
    "cancelled": ("c", "dim"),
    "failed": ("f", "failed"),
    "expired": ("e", "failed"),
    "incomplete": ("i", "failed"),
}
"""Letter and style for the status of the newest run; a completed run needs none."""
NO_SIGN = (" ", "dim")
UNREAD_SIGN = ("•", "unread")


@blank_once_removed
class ThreadList(ScrollView, can_focus=True):
    """Rows with a cursor, newest activity first."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "thread-list--cursor",
        "thread-list--open",
        "thread-list--dim",
        "thread-list--active",
        "thread-list--waiting",
        "thread-list--failed",
        "thread-list--unread",
    }
    BINDINGS = bindings("list")

    @dataclass
    class Opened(Message):
        """A row was opened, with Enter or a click."""

        thread_id: str

    @dataclass
    class RowActionRequested(Message):
        """A key asks to delete or rename a row, or to undo a deletion. `row` is None in an empty list."""

        action: Literal["delete", "undo", "rename"]
        row: ThreadRow | None

    class NextPageRequested(Message):
        """The cursor is near the last row that was read."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.rows: Sequence[ThreadRow] = ()
        self.open_id: str | None = None
        self.unread: set[str] = set()
        self.empty_text = ""
        self.query_text = ""
        self._cursor = 0
        self._more = False
        self._looks: dict[tuple[str, ...], RichStyle] = {}

    @property
    def row(self) -> ThreadRow | None:
        """The row under the cursor."""
        if not self.rows:
            return None
        return self.rows[self._cursor]

    def show(self, rows: Sequence[ThreadRow], *, more: bool) -> None:
        """Show these rows. The cursor stays on its thread if that is among them."""
        at = self.row.id if self.row else self.open_id
        self.rows, self._more = rows, more
        self._cursor = next((i for i, row in enumerate(rows) if row.id == at), min(self._cursor, max(0, len(rows) - 1)))
        self._lay_out()

    def mark_open(self, thread_id: str | None) -> None:
        """Mark the thread that is on the screen, and move the cursor to it."""
        self.open_id = thread_id
        self.unread.discard(thread_id or "")
        self._cursor = next((i for i, row in enumerate(self.rows) if row.id == thread_id), self._cursor)
        self._lay_out()

    def find_neighbour(self, step: int) -> str | None:
        """Return the id of the thread above (-1) or below (1) the open one."""
        at = next((i for i, row in enumerate(self.rows) if row.id == self.open_id), -1 if step > 0 else 1)
        to = at + step
        return self.rows[to].id if 0 <= to < len(self.rows) else None

    def find_nearest(self) -> str | None:
        """Return the id of the thread below the open one, else of the one above it; None if there is no other."""
        return self.find_neighbour(1) or self.find_neighbour(-1)

    def choose(self, thread_id: str) -> None:
        """Move the cursor to a thread, if it is among the rows."""
        self._cursor = next((i for i, row in enumerate(self.rows) if row.id == thread_id), self._cursor)
        self._reveal()

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self._cursor = max(0, min(len(self.rows) - 1, self._cursor + by))
        self._reveal()

    def action_page(self, direction: int) -> None:
        """Move the cursor by a screenful."""
        self.action_move(direction * max(1, self.size.height // self._row_height - 1))

    def action_open(self) -> None:
        """Open the thread under the cursor."""
        if self.row:
            self.post_message(self.Opened(self.row.id))

    def action_request(self, action: Literal["delete", "undo", "rename"]) -> None:
        """Post `RowActionRequested` for the row under the cursor."""
        self.post_message(self.RowActionRequested(action, self.row))

    def on_click(self, event: events.Click) -> None:
        """Open the clicked row."""
        place = find_clicked_cell(self, event)
        if place is None:
            return
        at = (place.y + self.scroll_offset.y) // self._row_height
        if at < len(self.rows):
            self._cursor = at
            self.refresh()
            self.action_open()

    def on_resize(self) -> None:
        """Lay the rows out for the new width."""
        self._lay_out()

    @property
    def _row_height(self) -> int:
        """Lines of a row: a search shows the matching line below the title."""
        if any(row.match for row in self.rows):
            return 2
        return 1

    def _lay_out(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, len(self.rows) * self._row_height)
        self._reveal()

    def _reveal(self) -> None:
        height = self._row_height
        self.scroll_to_region(Region(0, self._cursor * height, 1, height), animate=False, force=True)
        self.refresh()
        if self._more and self._cursor >= len(self.rows) - ROWS_AHEAD:
            self._more = False
            self.post_message(self.NextPageRequested())

    def render_line(self, y: int) -> Strip:
        """Draw one line of the list."""
        width = self.scrollable_content_region.width
        index, line = divmod(y + self.scroll_offset.y, self._row_height)
        if index >= len(self.rows):
            return self._draw_empty(y, width)
        row = self.rows[index]
        looks: list[str] = []
        if row.id == self.open_id:
            looks.append("open")
        if index == self._cursor and self.has_focus:
            looks.append("cursor")
        if line:
            found = crop_around(one_line(row.match or ""), self.query_text, width - 4)
            return self._make_strip([(f"   {found}", "dim")], width, *looks)
        return self._draw_row(row, width, looks)

    def _draw_empty(self, y: int, width: int) -> Strip:
        """Draw a line of the text of an empty list, which begins on the second line."""
        lines = ["", *self.empty_text.split("\n")]
        text = ""
        if not self.rows and y < len(lines):
            text = lines[y]
        return self._make_strip([(f" {text}", "dim")], width)

    def _draw_row(self, row: ThreadRow, width: int, looks: Sequence[str]) -> Strip:
        """Draw the sign of the newest run, the title and the age."""
        sign, look = NO_SIGN
        if row.run_status:
            sign, look = SIGNS.get(row.run_status, NO_SIGN)
        if sign == " " and row.id in self.unread:
            sign, look = UNREAD_SIGN
        age = format_age(time.time() - row.last_active_at)
        room = max(0, width - 5 - cell_len(age))
        title = crop(one_line(row.title) or "New conversation", room)
        pieces = [(f" {sign} ", look), (set_cell_size(title, room), ""), (f" {age} ", "dim")]
        return self._make_strip(pieces, width, *looks)

    def notify_style_update(self) -> None:
        """Look the styles up again after a change of theme or focus."""
        super().notify_style_update()
        self._looks.clear()

    def _make_strip(self, pieces: list[tuple[str, str]], width: int, *bases: str) -> Strip:
        segments = [Segment(text, self._look(*bases, look)) for text, look in pieces]
        return Strip(segments).adjust_cell_length(width, self._look(*bases))

    def _look(self, *names: str) -> RichStyle:
        """Return the style of a piece of a row, cached until the theme changes."""
        if names not in self._looks:
            classes = [f"thread-list--{name}" for name in names if name]
            self._looks[names] = find_look(self, *classes).rich_style
        return self._looks[names]
