"""A list to choose from, which can be searched: entries in sections, each with its details beside or below its name.

It draws the rows on screen alone, so that 10,000 entries cost no more than 20. Only Enter and a click choose.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from app.tui.keys.table import bindings
from app.tui.text.columns import Row, Span
from app.tui.text.fuzzy import find_hits
from app.tui.text.listing import Entry, Listing
from app.tui.text.one_line import crop
from app.tui.theme.no_colour import find_look
from app.tui.widgets.clicks import find_clicked_cell
from app.tui.widgets.removed import blank_once_removed

MARGIN_COLS = 4
"""The cells before a name: the cursor, the sign and the space around them."""
END_COLS = 1
"""The cells behind the details."""


@blank_once_removed
class SearchList(ScrollView, can_focus=True):
    """A list of entries with a cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "search-list--cursor",
        "search-list--details",
        "search-list--section",
        "search-list--hit",
    }
    BINDINGS = bindings("choices")

    @dataclass
    class Chosen(Message):
        """An entry was chosen, with Enter or a click."""

        name: str

    @dataclass
    class CursorMoved(Message):
        """The cursor is at an entry, which takes these rows of the list."""

        y: int
        height: int

    def __init__(self) -> None:
        super().__init__()
        self._listing = Listing()
        self._cursor = 0
        """The place among the items of the listing."""
        self._looks: dict[tuple[str, ...], RichStyle] = {}

    @property
    def entry(self) -> Entry | None:
        """The entry under the cursor."""
        return self._listing.get(self._cursor)

    @property
    def hits(self) -> int:
        """How many entries the search has found; all without one."""
        return len(self._listing.places)

    def show(self, entries: Sequence[Entry], *, at: str = "") -> None:
        """Show these entries with the cursor on the one named `at`, else on the first. The query stays."""
        self._listing.show(entries)
        self._begin(at)

    def search(self, query: str) -> None:
        """Show the entries with the words of a query, the best first. The cursor is on that one."""
        if self._listing.search(query):
            self._begin("")

    def _begin(self, at: str) -> None:
        self._cursor = self._listing.find(at)
        self.refresh(layout=self.styles.auto_dimensions)  # a new layout of the screen costs 5 ms
        self._lay_out()

    def action_move(self, by: int) -> None:
        """Move the cursor by so many entries."""
        self._cursor = self._listing.move(self._cursor, by)
        self.refresh()
        self._reveal()

    def action_page(self, direction: int) -> None:
        """Move the cursor by a screenful."""
        self.action_move(direction * max(1, self.size.height - 1))

    def action_take(self) -> None:
        """Choose the entry under the cursor."""
        if self.entry:
            self.post_message(self.Chosen(self.entry.name))

    def on_click(self, event: events.Click) -> None:
        """Choose the clicked entry."""
        cell = find_clicked_cell(self, event)
        found = self._listing.find_item(cell.y + self.scroll_offset.y) if cell else None
        if found and self._listing.get(found[0]):
            self._cursor = found[0]
            self.refresh()
            self.action_take()

    def on_resize(self) -> None:
        """Lay the entries out for the new width."""
        self._lay_out()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the rows that the entries take in this width."""
        return self._listing.lay_out(width - MARGIN_COLS - END_COLS)

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width
        self.virtual_size = Size(width, self._listing.lay_out(width - MARGIN_COLS - END_COLS))
        self._reveal()

    def _reveal(self) -> None:
        """Scroll to the cursor."""
        top, height = self._listing.find_rows(self._cursor)
        if height:
            self.scroll_to_region(Region(0, top, 1, height), animate=False, force=True, immediate=True)
            self.post_message(self.CursorMoved(top, height))

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        width = self.scrollable_content_region.width
        found = self._listing.find_item(y + self.scroll_offset.y)
        if found is None:
            return Strip.blank(width, self._look())
        place, part = found
        item = self._listing.items[place]
        if isinstance(item, str):
            segments = [Segment(crop(f" {item}", width), self._look("section"))]
        else:
            segments = self._draw_entry(item, part, is_chosen=place == self._cursor)
        return Strip(segments).adjust_cell_length(width, self._look())

    def _draw_entry(self, entry: Entry, part: int, *, is_chosen: bool) -> list[Segment]:
        """Draw a row of an entry: the margin with the cursor, its part of the name, its part of the details."""
        row: Row = self._listing.columns.lay_out(entry.label, entry.details)[part]
        looks = ("cursor",) * is_chosen
        margin = " " * MARGIN_COLS
        if part == 0:
            margin = f" {'›' if is_chosen else ' '}{entry.sign or ' ':.1} "
        segments = [Segment(margin, self._look(*looks))]
        cols = 0
        if row.name:
            segments += self._draw_name(entry.label, row.name, looks)
            cols = cell_len(entry.label[row.name.start : row.name.end])
        if row.details:
            indent = self._listing.columns.find_indent(entry.label, entry.details, cols)
            segments.append(Segment(" " * (indent - cols), self._look()))
            segments.append(Segment(entry.details[row.details.start : row.details.end], self._look("details")))
        return segments

    def _draw_name(self, label: str, span: Span, looks: tuple[str, ...]) -> list[Segment]:
        """Draw a part of a name, with what was found in bold."""
        hits = find_hits(label, self._listing.query)
        segments: list[Segment] = []
        for place in range(span.start, span.end):
            style = self._look(*looks, *("hit",) * (place in hits))
            if segments and segments[-1].style == style:
                segments[-1] = Segment(segments[-1].text + label[place], style)
            else:
                segments.append(Segment(label[place], style))
        return segments

    def notify_style_update(self) -> None:
        """Look the styles up again after a change of theme or focus."""
        super().notify_style_update()
        self._looks.clear()

    def _look(self, *names: str) -> RichStyle:
        """Return the style of a piece of a row, cached until the theme changes."""
        if names not in self._looks:
            self._looks[names] = find_look(self, *(f"search-list--{name}" for name in names)).rich_style
        return self._looks[names]
