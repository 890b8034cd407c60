"""A page that scrolls above the chat: sections of names with descriptions, in as many columns as fit."""

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from app.tui.keys.table import bindings
from app.tui.screens.dialog import Dialog, show_subtitle, show_title
from app.tui.text.widths.page_columns import Line, Section, lay_out
from app.tui.theme.no_colour import find_look
from app.tui.widgets.removed import blank_once_removed

WIDTH_SHARE = 0.96
"""Of the screen that the box takes, as in styles.tcss."""
BORDER_COLS = 6
"""Of the lower border beside its words: corners, a line and a blank on each side."""


class PageScreen(Dialog[None]):
    """A page in a box; Esc, F1, Enter or q closes it."""

    BINDINGS = bindings("help")

    def __init__(self, title: str, footer: str, sections: Sequence[Section]) -> None:
        super().__init__()
        self._title, self._footer = title, footer
        self._sections = sections

    def compose(self) -> ComposeResult:
        """Yield a box in the middle."""
        yield Page(self._sections)

    def on_mount(self) -> None:
        """Focus the page, so that arrows scroll it."""
        page = self.query_one(Page)
        show_title(page, self._title)
        self.set_focus(page)

    def on_resize(self, event: events.Resize) -> None:
        """Show in the border what fits there whole: the key that closes, and more words beside it."""
        keys = self.key_names.describe({"help.close": "Close"})
        words = " · ".join(filter(None, (keys, self._footer)))
        if cell_len(words) + BORDER_COLS > event.size.width * WIDTH_SHARE:
            words = keys
        show_subtitle(self.query_one(Page), words)


@blank_once_removed
class Page(ScrollView, can_focus=True):
    """The sections in as many columns as fit. Only the rows on screen are drawn."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"page--heading", "page--name"}

    def __init__(self, sections: Sequence[Section]) -> None:
        super().__init__()
        self.sections = sections
        self._lines: dict[int, list[Line]] = {}
        """By width: the one asked about for the height has no room for the scrollbar."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the number of rows in this width."""
        return len(self._lay_out(width))

    def on_resize(self) -> None:
        """Lay the page out for the new width."""
        self._lines.clear()
        width = self.scrollable_content_region.width
        self.virtual_size = Size(width, len(self._lay_out(width)))

    def _lay_out(self, width: int) -> list[Line]:
        if width not in self._lines:
            self._lines[width] = lay_out(self.sections, width)
        return self._lines[width]

    def render_line(self, y: int) -> Strip:
        """Draw a row."""
        width, at = self.scrollable_content_region.width, y + self.scroll_offset.y
        lines = self._lay_out(width)
        if at >= len(lines):
            return Strip.blank(width, self._look())
        segments = [Segment(piece.text, self._look(piece.look)) for piece in lines[at]]
        return Strip(segments).adjust_cell_length(width, self._look())

    def _look(self, name: str = "") -> Style:
        if not name:
            return self.visual_style.rich_style
        return find_look(self, f"page--{name}").rich_style
