"""The popup above the message box that completes what is typed there, and the list of items that it shows.

The box keeps the focus and the keys: it calls `move` and `take`. While the popup is closed it is not laid out or drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from app.tui.text.one_line import crop, one_line
from app.tui.theme.no_colour import find_look
from app.tui.widgets.clicks import find_clicked_cell
from app.tui.widgets.removed import blank_once_removed

MAX_ROWS = 8
"""Items of the popup that are shown at once."""
MARK_COLS = 3
"""Cells of the cursor and the space around it."""
GAP_COLS = 2
"""Cells between label, description and key."""
LABEL_SHARE = 0.6
"""Of the width, at most so much is for labels, unless one is longer."""
MIN_DESCRIPTION_COLS = 10
"""A description that has less room is left out."""


class Item(NamedTuple):
    """What can be chosen: its name, its label, a description, and a key at the right. `section`: its heading."""

    name: str
    label: str
    description: str = ""
    key: str = ""
    section: str = ""


@blank_once_removed
class ItemList(Widget):
    """Items with a cursor, one row each, and a row above the first item of each section."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "item-list--cursor",
        "item-list--dim",
        "item-list--section",
    }

    @dataclass
    class Clicked(Message):
        """An item was clicked; the cursor is on it."""

        item: Item

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.items: Sequence[Item] = ()
        self._rows: list[Item | str] = []
        """What each row shows: an item, or the heading of a section."""
        self._cursor = 0
        self._top = 0
        """The first row in view."""
        self._label_cols = 0
        self.empty_text = ""

    @property
    def item(self) -> Item | None:
        """The item under the cursor."""
        if not self.items:
            return None
        return self.items[self._cursor]

    def show(self, items: Sequence[Item], *, at: str = "") -> None:
        """Show these items with the cursor on the one of this name, else on the first."""
        self.items = items
        self._cursor = next((place for place, one in enumerate(items) if one.name == at), 0)
        self._top = 0
        self._label_cols = max((cell_len(one_line(one.label)) for one in items), default=0)
        self._rows = []
        section = ""
        for one in items:
            if one.section != section:
                section = one.section
                self._rows.append(section)
            self._rows.append(one)
        self.refresh()

    def move(self, by: int) -> None:
        """Move the cursor; beyond an end it goes on at the other one."""
        if self.items:
            self._cursor = (self._cursor + by) % len(self.items)
            self.refresh()

    def move_page(self, direction: int) -> None:
        """Move the cursor by a screenful, at most to the end."""
        at = self._cursor + direction * max(1, self.size.height - 1)
        self._cursor = max(0, min(len(self.items) - 1, at))
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Choose the clicked item."""
        place = find_clicked_cell(self, event)
        if place is None:
            return
        event.stop()
        at = self._top + place.y
        if at < len(self._rows) and isinstance(row := self._rows[at], Item):
            self._cursor = next(place for place, one in enumerate(self.items) if one is row)
            self.refresh()
            self.post_message(self.Clicked(row))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move down with the wheel."""
        event.stop()
        self._cursor = min(len(self.items) - 1, self._cursor + 1)
        self.refresh()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move up with the wheel."""
        event.stop()
        self._cursor = max(0, self._cursor - 1)
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw the rows around the cursor."""
        self._keep_cursor_in_view()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Draw a row."""
        width = self.size.width
        at = self._top + y
        if y == 0 and not self._rows:
            return self._make_strip([(f" {self.empty_text}", "dim")], width)
        if at >= len(self._rows):
            return Strip.blank(width, self._look())
        row = self._rows[at]
        if isinstance(row, str):
            return self._make_strip([(f" {row}", "section")], width)
        return self._draw_item(row, width)

    def _draw_item(self, item: Item, width: int) -> Strip:
        """Draw label, description and key; in a narrow window the description is left out first."""
        is_here = item is self.item
        mark = " › " if is_here else "   "
        key = f"{item.key} " if item.key else ""
        room = max(0, width - MARK_COLS - cell_len(key))
        label_cols = min(room, max(self._label_cols, 1))
        if item.description and room - label_cols < MIN_DESCRIPTION_COLS + 2 * GAP_COLS:
            label_cols = max(min(label_cols, int(width * LABEL_SHARE)), min(room, cell_len(one_line(item.label))))
        label = set_cell_size(crop(one_line(item.label), label_cols), label_cols)
        rest = room - label_cols
        description = ""
        if rest >= min(MIN_DESCRIPTION_COLS, cell_len(item.description)) + 2 * GAP_COLS:
            description = " " * GAP_COLS + crop(one_line(item.description), rest - 2 * GAP_COLS)
        pieces = [(f"{mark}{label}", ""), (set_cell_size(description, rest), "dim"), (key, "dim")]
        if is_here:
            pieces = [(text, "cursor") for text, _ in pieces]
        return self._make_strip(pieces, width)

    def _keep_cursor_in_view(self) -> None:
        """Scroll so that the item under the cursor is in view, the heading above it too."""
        height, item = self.size.height, self.item
        if item is None or not height:
            self._top = 0
            return
        at = next(place for place, row in enumerate(self._rows) if row is item)
        first = at - 1 if at and isinstance(self._rows[at - 1], str) and height > 1 else at
        self._top = max(min(self._top, first), at - height + 1, 0)

    def _make_strip(self, pieces: list[tuple[str, str]], width: int) -> Strip:
        base = pieces[0][1] if pieces[0][1] == "cursor" else ""
        return Strip([Segment(text, self._look(look)) for text, look in pieces if text]).adjust_cell_length(
            width, self._look(base)
        )

    def _look(self, name: str = "") -> Style:
        if not name:
            return self.visual_style.rich_style
        return find_look(self, f"item-list--{name}").rich_style


class Completion(ItemList):
    """The popup. It floats above the message box, and `place` puts it there."""

    def on_mount(self) -> None:
        """Be closed."""
        self.display = False

    @property
    def is_open(self) -> bool:
        """Whether it shows items."""
        return bool(self.items)

    def show(self, items: Sequence[Item], *, at: str = "") -> None:
        """Show these items; without any it closes."""
        super().show(items, at=at)
        self.display = bool(items)

    def close(self) -> bool:
        """Close. False if it was not open."""
        was_open = self.is_open
        if was_open:
            self.show(())
        return was_open

    def take(self) -> Item | None:
        """Return the item under the cursor, and close."""
        item = self.item
        self.close()
        return item

    def place(self, box: Region) -> None:
        """Lay the popup out above this region of the screen, with its left edge and its width."""
        rows = min(len(self.items), MAX_ROWS, max(1, box.y))
        self.styles.width, self.styles.height = box.width, rows
        self.styles.offset = Offset(box.x, max(0, box.y - rows))
