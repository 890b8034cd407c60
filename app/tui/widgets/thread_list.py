"""The thread list: one line for each thread, drawn without a widget per row, so that 100,000 cost no more than 20.

It is filled page by page, posts messages for what the user does, and knows no store.
"""

import time
from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from app.api.requests import ThreadRow
from app.tui.keys.table import bindings
from app.tui.theme.no_colour import shows_letters
from app.tui.widgets.clicks import find_clicked_cell
from app.tui.widgets.frames.motion import Motion
from app.tui.widgets.list_rows.drawing import count_rows
from app.tui.widgets.list_rows.edges import ListEdges
from app.tui.widgets.list_rows.line_places import Lines, find_row, place_lines
from app.tui.widgets.list_rows.looks import COMPONENT_CLASSES, Looks
from app.tui.widgets.list_rows.moving_signs import MovingSigns
from app.tui.widgets.list_rows.posted import ListMessages, RowAction
from app.tui.widgets.list_rows.row_strips import RowPainter
from app.tui.widgets.list_rows.signs import is_active
from app.tui.widgets.removed import blank_once_removed


@blank_once_removed
class ThreadList(ListMessages, ScrollView, can_focus=True):
    """Rows with a cursor, pinned ones first, newest activity first, under their days. Hits of a search have none."""

    COMPONENT_CLASSES: ClassVar[set[str]] = COMPONENT_CLASSES
    BINDINGS = bindings("list")

    def __init__(self, *, id: str | None = None, motion: Motion | None = None) -> None:
        super().__init__(id=id)
        self.rows: Sequence[ThreadRow] = ()
        self.open_id: str | None = None
        self.unread: set[str] = set()
        self.empty_text = ""
        self.query_text = ""
        self.unindexed = 0
        self.is_archive = False
        self._cursor = 0
        self._edges = ListEdges()
        self._lines = Lines(0)
        self._open_is_active = False
        self._signs = MovingSigns(self, motion or Motion())
        self._looks = Looks(self)

    @property
    def row(self) -> ThreadRow | None:
        """The row under the cursor."""
        return self.rows[self._cursor] if self.rows else None

    @property
    def is_partial(self) -> bool:
        """Whether there are more rows than these."""
        return self._edges.is_partial

    def show(self, rows: Sequence[ThreadRow], *, more: bool, more_above: bool = False) -> None:
        """Show these rows, of a list that may go on behind them. The cursor stays on its thread if it can."""
        at = self.row.id if self.row else self.open_id
        place, before = self._lines.find_row(self._cursor) - self.scroll_offset.y, self._cursor
        self.rows = rows
        beyond = self._edges.show(above=more_above, below=more)
        found = next((i for i, row in enumerate(rows) if row.id == at), None)
        self._cursor = min(before, max(0, len(rows) - 1)) if found is None else found
        self._place_lines()
        if found is not None and found != before and self.scroll_offset.y:  # rows were put in above: keep the view
            self.scroll_to(y=self._lines.find_row(found) - place, animate=False, force=True, immediate=True)
        self._lay_out()
        if beyond:
            self.action_move(beyond)

    def mark_open(self, thread_id: str | None) -> None:
        """Mark the thread that is on the screen, and move the cursor to it. Only these rows look different."""
        before = find_row(self.rows, self.open_id, self._cursor), self._cursor
        self.open_id = thread_id
        self.unread.discard(thread_id or "")
        self._cursor = find_row(self.rows, thread_id, self._cursor)
        self._watch_runs()
        self._reveal(*before, self._cursor)

    def find_neighbour(self, step: int, thread_id: str | None) -> str | None:
        """Return the id of the thread above (-1) or below (1) this one."""
        to = find_row(self.rows, thread_id, -1 if step > 0 else 1) + step
        return self.rows[to].id if 0 <= to < len(self.rows) else None

    def find_nearest(self, thread_id: str) -> str | None:
        """Return the id of the thread below this one, else of the one above it; None if there is no other."""
        return self.find_neighbour(1, thread_id) or self.find_neighbour(-1, thread_id)

    def choose(self, thread_id: str) -> None:
        """Move the cursor to a thread, if it is among the rows."""
        before, self._cursor = self._cursor, find_row(self.rows, thread_id, self._cursor)
        self._edges.stay()
        self._reveal(before, self._cursor)

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        before, self._cursor = self._cursor, self._edges.limit(self._cursor + by, len(self.rows))
        self._reveal(before, self._cursor)

    def action_move_to_end(self, direction: int) -> None:
        """Move the cursor to the first row of the whole list (-1), or to the last (1)."""
        self._edges.stay()
        if where := self._edges.take_end(direction):
            self.post_message(self.PageRequested(where))
        else:
            self.action_move(direction * len(self.rows))
            self._edges.stay()

    def action_page(self, direction: int) -> None:
        """Move the cursor by a screenful."""
        self.action_move(direction * max(1, self.size.height // self._lines.height - 1))

    def action_open(self) -> None:
        """Open the thread under the cursor."""
        if self.row:
            self.post_message(self.Opened(self.row.id))

    def action_request(self, action: RowAction) -> None:
        """Post `RowActionRequested` for the row under the cursor."""
        self.post_message(self.RowActionRequested(action, self.row))

    def on_click(self, event: events.Click) -> None:
        """Open the clicked row."""
        place = find_clicked_cell(self, event)
        if place is None:
            return
        line = self._lines.at(place.y + self.scroll_offset.y)
        if line is not None and line.row is not None:
            self._cursor = line.row
            self.refresh()
            self.action_open()

    def on_resize(self) -> None:
        """Lay the rows out for the new width."""
        self._lay_out()

    def show_time(self) -> None:
        """Show the ages and the days as they are now."""
        if not self.query_text:
            self._place_lines()
            self._watch_runs()
        self.refresh()

    def _lay_out(self) -> None:
        self._place_lines()
        self.border_subtitle = count_rows(
            len(self.rows),
            more=self._edges.is_partial,
            is_search=bool(self.query_text),
            unindexed=self.unindexed,
        )
        self._watch_runs()
        self._reveal()

    def _place_lines(self) -> None:
        self._lines = place_lines(
            self.rows, is_search=bool(self.query_text), is_archive=self.is_archive, now=time.time()
        )
        self.virtual_size = Size(self.scrollable_content_region.width, self._lines.total)

    def _reveal(self, *changed: int) -> None:
        """Scroll to the cursor, and paint the rows that changed; all if none is given."""
        line, height = self._lines.find_row(self._cursor), self._lines.height
        if self._lines.has_heading(self._cursor):
            line, height = line - 1, height + 1
        self.scroll_to_region(Region(0, line, 1, height), animate=False, force=True)
        size, top = self.scrollable_content_region.size, self.scroll_offset.y
        for place in (self._lines.find_region(row, top, size) for row in changed):
            self.refresh(place, repaint=bool(place))
        if not changed:
            self.refresh()
        for where in self._edges.take_needed(self._cursor, len(self.rows)):
            self.post_message(self.PageRequested(where))

    # Active runs.

    def _watch_runs(self) -> None:
        """Post whether the run on the screen is active, and have the signs move that do."""
        active = [at for at, row in enumerate(self.rows) if is_active(row.run_status)]
        open_is_active = any(self.rows[at].id == self.open_id for at in active)
        if open_is_active != self._open_is_active:
            self._open_is_active = open_is_active
            self.post_message(self.OpenRunChanged(open_is_active))
        self._signs.show(active, self._lines)

    def on_unmount(self) -> None:
        """Move no more."""
        self._signs.close()

    # Painting.

    def render_line(self, y: int) -> Strip:
        """Draw one line of the list."""
        width = self.scrollable_content_region.width
        line = self._lines.at(y + self.scroll_offset.y)
        if line is None:
            return self._draw_empty(y, width)
        if line.row is None:
            return self._looks.make_strip([(f" {line.heading}", "heading")], width)
        row = self.rows[line.row]
        looks: list[str] = []
        if row.id == self.open_id:
            looks.append("open")
        if line.row == self._cursor and self.has_focus:
            looks = ["cursor"]
        painter = RowPainter(self._looks, width, self.query_text)
        if line.part:
            return painter.paint_match(row, looks)
        return painter.paint_title(row, looks, unread=row.id in self.unread, letters=shows_letters(self))

    def _draw_empty(self, y: int, width: int) -> Strip:
        """Draw a line of the text of an empty list, which begins on the second line."""
        lines = ["", *self.empty_text.split("\n")]
        text = ""
        if not self.rows and y < len(lines):
            text = lines[y]
        return self._looks.make_strip([(f" {text}", "dim")], width)

    def notify_style_update(self) -> None:
        """Look the styles up again after a change of theme or focus."""
        super().notify_style_update()
        self._looks.forget()
