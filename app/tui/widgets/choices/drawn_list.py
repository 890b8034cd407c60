"""The rows of a list to choose from, drawn without a widget for each: those on screen alone."""

from typing import ClassVar, cast

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.geometry import Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from app.tui.text.fuzzy import find_hits
from app.tui.text.listing import Entry, Listing, Piece, RowLayout
from app.tui.text.one_line import crop
from app.tui.theme.no_colour import find_look
from app.tui.widgets.removed import blank_once_removed

MARGIN_COLS = 4
"""The cells before a name: the cursor, the sign and the space around them."""


@blank_once_removed
class DrawnList(ScrollView):
    """Draws entries with a cursor. Which ones, and where the cursor is, its subclass says."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "search-list--cursor",
        "search-list--details",
        "search-list--section",
        "search-list--hit",
    }

    def __init__(self, layout: RowLayout, empty_text: str, id: str | None) -> None:
        """`empty_text`: what is shown without an entry."""
        super().__init__(id=id)
        self.empty_text = empty_text
        self._listing = Listing(layout)
        self._cursor = 0
        """The place among the items of the listing."""
        self._looks: dict[tuple[str, ...], RichStyle] = {}

    def set_size(self, size: Size) -> None:
        """Set the size of all rows. With a scrollbar that is always there only that depends on it."""
        if size == self.virtual_size:
            return
        if self.is_mounted and cast(str, self.styles.overflow_y) == "scroll":
            # Assigning it would lay out and paint the whole screen.
            self.set_reactive(cast(Reactive[Size], ScrollView.virtual_size), size)
            self.vertical_scrollbar.window_virtual_size = size.height
            self.refresh()
        else:
            self.virtual_size = size

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        width = self.scrollable_content_region.width
        found = self._listing.find_item(y + self.scroll_offset.y)
        if found is None:
            text = f" {self.empty_text}" if y == 0 and not self._listing.items else ""
            segments = [Segment(crop(text, width), self._look("details"))]
        else:
            place, part = found
            item = self._listing.items[place]
            if isinstance(item, str):
                segments = [Segment(crop(f" {item}", width), self._look("section"))]
            else:
                segments = self._draw_entry(item, part, is_chosen=place == self._cursor)
        return Strip(segments).adjust_cell_length(width, self._look())

    def _draw_entry(self, entry: Entry, part: int, *, is_chosen: bool) -> list[Segment]:
        """Draw a row of an entry: the margin with the cursor, then what its layout shows there."""
        looks = ("cursor",) * is_chosen
        margin = " " * MARGIN_COLS
        if part == 0:
            margin = f" {'›' if is_chosen else ' '}{entry.sign or ' ':.1} "
        segments = [Segment(margin, self._look(*looks))]
        for piece in self._listing.layout.draw(entry, part):
            if piece.look == "name":
                segments += self._draw_name(entry.label, piece, looks)
            elif piece.text:
                segments.append(Segment(piece.text, self._look(*(piece.look,) * bool(piece.look))))
        return segments

    def _draw_name(self, label: str, piece: Piece, looks: tuple[str, ...]) -> list[Segment]:
        """Draw a part of a name, with what was found in bold."""
        if not self._listing.query:
            return [Segment(piece.text, self._look(*looks))]
        hits = find_hits(label, self._listing.query)
        segments: list[Segment] = []
        for place, letter in enumerate(piece.text, piece.start):
            style = self._look(*looks, *("hit",) * (place in hits))
            if segments and segments[-1].style == style:
                segments[-1] = Segment(segments[-1].text + letter, style)
            else:
                segments.append(Segment(letter, style))
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
