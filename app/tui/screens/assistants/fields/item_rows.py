"""A list of items, one row each, drawn without a widget per row. It has no focus: the line above it has the keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from app.tui.text.one_line import crop, one_line
from app.tui.theme.no_colour import find_look
from app.tui.widgets.clicks import find_clicked_cell
from app.tui.widgets.removed import blank_once_removed

MARGIN_COLS = 3
"""The cells before a label: the cursor, or the mark of the chosen item."""
LABEL_COLS = 28
"""Of a label that has details beside it."""
MAX_TEXT_CHARS = 400
"""Of a label or of details; no terminal is wider."""


class Item(NamedTuple):
    """A row: its label, details in dim text, and whether it is marked as the one in use."""

    label: str
    details: str = ""
    is_marked: bool = False


@blank_once_removed
class ItemRows(ScrollView, can_focus=False):
    """Rows with a cursor. `at` is the index under it; -1 where nothing is selected yet."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"item-rows--cursor", "item-rows--details"}

    @dataclass
    class Clicked(Message):
        """A row was clicked; the cursor is there."""

        rows: "ItemRows"

    def __init__(self, *, empty_text: str = "") -> None:
        super().__init__()
        self.items: Sequence[Item] = ()
        self.at = 0
        self.empty_text = empty_text

    def show(self, items: Sequence[Item], at: int = 0) -> None:
        """Show these items, with the cursor at an index."""
        self.items = items
        self.at = min(at, len(items) - 1)
        self._lay_out()

    def move(self, by: int) -> None:
        """Move the cursor; from no selection to the first item."""
        self.at = min(len(self.items) - 1, max(0, self.at + by))
        self._reveal()

    def move_page(self, direction: int) -> None:
        """Move the cursor by what is on screen."""
        self.move(direction * max(1, self.size.height - 1))

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the clicked row, and post `Clicked`."""
        place = find_clicked_cell(self, event)
        if place is not None and place.y + self.scroll_offset.y < len(self.items):
            self.at = place.y + self.scroll_offset.y
            self.refresh()
            self.post_message(self.Clicked(self))

    def on_resize(self) -> None:
        """Lay the rows out for the new size."""
        self._lay_out()

    def _lay_out(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, len(self.items))
        self._reveal()

    def _reveal(self) -> None:
        self.scroll_to_region(Region(0, max(0, self.at), 1, 1), animate=False, force=True)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        width = self.scrollable_content_region.width
        index = y + self.scroll_offset.y
        base = self.visual_style.rich_style
        dim = find_look(self, "item-rows--details").rich_style
        if index >= len(self.items):
            words = self.empty_text if y == 0 and not self.items else ""
            return Strip([Segment(crop(f"   {words}", width), dim)]).adjust_cell_length(width, base)
        item = self.items[index]
        if index == self.at:
            base = dim = find_look(self, "item-rows--cursor").rich_style
        room = max(0, width - MARGIN_COLS)
        label = crop_text(item.label, min(LABEL_COLS, room) if item.details else room)
        details = crop_text(item.details, max(0, room - cell_len(label) - 2))
        mark = "●" if item.is_marked else " "
        cursor = "›" if index == self.at else " "
        pieces = [Segment(f"{cursor}{mark} {label}", base), Segment(f"  {details}", dim)]
        return Strip(pieces).adjust_cell_length(width, base)


def crop_text(text: str, cols: int) -> str:
    """Return the beginning of any text as one harmless line of at most `cols` cells."""
    return crop(one_line(text[:MAX_TEXT_CHARS]), cols)
