"""The rows on screen: painting them and selecting their text. One widget paints all, with no child per message."""

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual.app import App
from textual.geometry import Offset, Region
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style

from app.tui.history.document.document import Document, Place
from app.tui.history.render.rows import GUTTER, Painter, Row
from app.tui.history.selection import address, addressed, around, selected, text_between
from app.tui.widgets.removed import blank_once_removed


@blank_once_removed
class Canvas(ScrollView, can_focus=True):
    """Shows the rows of a document from a place on. It takes no border at its sides and no padding."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "history--user",
        "history--assistant",
        "history--heading",
        "history--subheading",
        "history--prefix",
        "history--rule",
        "history--link",
        "history--address",
        "history--inline-code",
        "history--code",
        "history--code-header",
        "history--more",
        "history--mark",
        "history--status",
        "history--error",
        "history--cursor",
    }

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.document = Document(Painter(0, 0, Style.null(), Style.parse))
        self._top = Place(0, 0)
        self._view: list[tuple[int, Row]] | None = None
        self._selection: Selection | None = None
        self._look: tuple[object, ...] = ()
        self._look_stale = True

    @property
    def allow_select(self) -> bool:
        """Rows can be selected with the mouse (containers cannot, by default)."""
        return True

    @property
    def terminal(self) -> App[object]:
        """The app."""
        return self.app  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]  # Textual leaves a type out

    @property
    def place(self) -> Place:
        """What is at the top of the view."""
        return self._top

    # Theme.
    def _painter(self) -> Painter:
        """A painter for the present width and theme."""
        room = self.scrollable_content_region.width  # without the scrollbar, under which rows go on
        return Painter(self.size.width, room, self.visual_style, self._look_up)

    def _look_up(self, name: str) -> Style:
        return self.get_visual_style(name) if name.startswith("history--") else Style.parse(name)

    def notify_style_update(self) -> None:
        """Styles were applied; whether they differ is seen when painting, after the component classes got theirs."""
        super().notify_style_update()
        self._look_stale = True

    def _check_look(self) -> None:
        """Make rows anew if the theme has changed. Focus and hover apply styles too, and change nothing."""
        if not self._look_stale:
            return
        self._look_stale = False
        classes = sorted(self.COMPONENT_CLASSES)
        look = (self.terminal.theme, self.visual_style, *(self.get_visual_style(name) for name in classes))
        if look != self._look:
            self._look = look
            self._view = None
            self.document.repaint(self._painter())

    # Painting.
    def rows_shown(self) -> list[tuple[int, Row]]:
        """The rows on screen with their messages' positions."""
        if self._view is None:
            self._view = self.document.visible(self._top, self.size.height)
        return self._view

    def _paint_changes(self, before: Sequence[tuple[int, Row]] | None) -> None:
        """Have those rows painted that differ from what was on screen."""
        self._view = None
        if before is None or not self.is_mounted:
            self.refresh()
            return
        after = self.rows_shown()
        width, last = self.size.width, max(len(before), len(after))
        regions = [
            Region(0, y, width, 1)
            for y in range(last)
            if y >= len(before)
            or y >= len(after)
            or (before[y] is not after[y] and before[y] != after[y] and not _same(before[y][1], after[y][1]))
        ]
        if regions:
            self.refresh(*regions)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Paint. Not through the inherited cache: it makes new strips of ours, which lose what they know.

        A strip keeps its divided and its encoded form, so a row that was painted before costs next to nothing.
        """
        self._check_look()
        filters, background = self.get_line_filters(), self.background_colors[1]
        top, height = self.gutter.top, self.size.height
        strips: list[Strip] = []
        for y in crop.line_range:
            if top <= y < top + height:
                strip = self.paint_row(y - top)
                for line_filter in filters:
                    strip = strip.apply_filter(line_filter, background)
                strips.append(strip)
            else:  # the border, with the title
                strips += super().render_lines(Region(0, y, self.region.width, 1))
        if crop.column_span != (0, self.region.width):
            strips = [strip.crop(*crop.column_span) for strip in strips]
        return strips

    def paint_row(self, y: int) -> Strip:
        """One row as it looks now."""
        view = self.rows_shown()
        if not 0 <= y < len(view):
            return self.document.painter.blank.strip
        slot, row = view[y]
        strip = row.strip
        if row.line >= 0 and self._selection is not None:
            span = self._selection.get_span(address(self.document.first + slot, row.line))
            if span is not None:
                strip = selected(row, *span, self.screen.get_component_rich_style("screen--selection"))
        return strip

    def render_line(self, y: int) -> Strip:
        """One row for the screen's question what is under the mouse."""
        self._check_look()
        view = self.rows_shown()
        if 0 <= y < len(view) and view[y][1].line >= 0:
            slot, row = view[y]
            return addressed(row, address(self.document.first + slot, row.line))
        return self.paint_row(y)

    def selection_updated(self, selection: Selection | None) -> None:
        """Something else is selected. Kept, since asking the screen for each row of each frame is dear."""
        self._selection = selection
        self.refresh()

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, and what ends it."""
        return text_between(self.document, selection), "\n"

    def select_at(self, place: Offset, *, word: bool) -> None:
        """Select the word or the paragraph at a place of the screen."""
        widget, offset = self.screen.get_widget_and_offset_at(*place)
        if widget is self and offset is not None and (found := around(self.document, offset, word=word)):
            self.screen.selections = {self: found}

    def marked(self, strip: Strip) -> Strip:
        """The row with the mark of the chosen message in its gutter."""
        if strip is self.document.painter.blank.strip:
            return strip
        mark = Segment("▎ ", self.document.painter.style("history--cursor").rich_style)
        return Strip([mark, *strip.crop(GUTTER)], strip.cell_length)


def _same(one: Row, other: Row) -> bool:
    return one.strip is other.strip or one.strip == other.strip
