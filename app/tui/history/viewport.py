"""The part of the history on screen: one widget that paints rows itself, with no child per message.

The view is anchored at a message and a row of it, not at `scroll_y`: heights above are estimates, and when they become
exact nothing on screen may shift. A scroll is walked from the old top; then `scroll_y` follows.
"""

from collections.abc import Sequence
from typing import ClassVar, cast

from rich.segment import Segment
from textual.app import App
from textual.geometry import Region, Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.style import Style

from app.tui.history.document import Document, Place
from app.tui.history.rows import Painter, Row
from app.tui.history.selection import address, addressed, selected, text_between


class Viewport(ScrollView, can_focus=True):
    """Scrolling, painting and selecting. It takes no border at its sides and no padding."""

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
        self._syncing = False
        self._bar = (0, 0)
        self._shown = Size(0, 0)
        self._look: tuple[object, ...] = ()
        self._look_stale = True

    @property
    def allow_select(self) -> bool:
        """Rows can be selected with the mouse (containers cannot, by default)."""
        return True

    @property
    def terminal(self) -> App[object]:
        """The app."""
        return self.app  # pyright: ignore  # Textual leaves out what its App returns

    @property
    def following(self) -> bool:
        """At the end, or on the way there, so that new text keeps the view there.

        Not a state: the target of a scroll moves at once on Page Up, a turn of the wheel or End, and so does this.
        """
        return self.scroll_target_y >= self.max_scroll_y - 1

    @property
    def place(self) -> Place:
        """What is at the top of the view."""
        return self._top

    # Moving.
    def moved(self) -> None:
        """The view or the size of the history has changed."""

    def to_end(self) -> None:
        """Show the end."""
        before = self._view
        height = self._height
        if height:
            self._top = self.document.end(height)
        self._sync(max(0, self.document.heights.total - height))
        self._paint_changes(before)

    def go(self, place: Place) -> None:
        """Show this place at the top, or the end if it is nearer."""
        self._top = place
        self._measure_down()
        if self.document.above(place) > self.document.heights.total - self._height:
            self.to_end()
            return
        before = self._view
        self._sync(self.document.above(place))
        self._paint_changes(before)

    def grown(self, follow: bool) -> None:
        """Rows of the document have changed. `follow`: stay at the end."""
        if follow:
            self.to_end()
        else:
            self.go(self.document.walk(self._top, 0))  # where the top was may be gone

    @property
    def _height(self) -> int:
        return self.scrollable_content_region.height

    def _measure_down(self) -> None:
        slot, row = self._top
        left = self._height + row
        while left > 0 and slot <= len(self.document.entries):
            left -= len(self.document.rows(slot))
            slot += 1

    def _sync(self, y: float | None = None) -> None:
        """Tell Textual how high the history is and where its top is."""
        self._syncing = True
        try:
            size = Size(self.scrollable_content_region.width, self.document.heights.total)
            if size != self.virtual_size:
                # Assigning `virtual_size` would lay out and paint the whole screen for each line. Only the scrollbar
                # depends on it here, since `overflow-y: scroll` keeps the width.
                self.set_reactive(cast(Reactive[Size], ScrollView.virtual_size), size)
            if y is not None and y != self.scroll_y:
                self.scroll_y = self.scroll_target_y = y
        finally:
            self._syncing = False
        self._sync_bar()
        self.moved()

    def _sync_bar(self) -> None:
        """Tell the scrollbar, when that moves it by half a cell: it paints itself whole, which costs as much as we."""
        total, height = max(1, self.virtual_size.height), self._height
        bar = round(2 * height * self.scroll_y / total), round(2 * height * height / total)
        if bar != self._bar and self.is_mounted:
            self._bar = bar
            self.vertical_scrollbar.window_virtual_size = self.virtual_size.height
            self.vertical_scrollbar.position = self.scroll_y

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Textual scrolled: by a key, the wheel, the bar or an animation."""
        if self._syncing:
            return  # the inherited watcher would paint every row, also those that look as before
        super().watch_scroll_y(old_value, new_value)
        step = round(new_value) - round(old_value)
        height = self._height
        document = self.document
        # A long way is jumped by the estimates, a short one walked by exact heights.
        self._top = document.jump(round(new_value)) if abs(step) > 4 * height else document.walk(self._top, step)
        self._measure_down()
        y = document.above(self._top)
        if y >= max(0, document.heights.total - height) or (new_value >= self.max_scroll_y and step > 0):
            self.to_end()
            return
        self._view = None
        target, shift = self.scroll_target_y, y - round(new_value)
        self._sync(y if shift else None)
        if shift and target != new_value:  # an animation is on its way: its aim has moved as well
            self.scroll_target_y = target + shift

    # Size and theme.
    def on_resize(self) -> None:
        """Keep the end, or the row at the top, where it is."""
        old, self._shown = self._shown, self.size
        # Following is judged by the old height too: a higher input box must not end it.
        follow = self.following or self.scroll_target_y >= self.virtual_size.height - old.height - 1
        slot, row = self._top
        if old.width != self.size.width:
            heights = self.document.heights.values
            before = heights[slot] if slot < len(heights) else 1
            self.document.repaint(self._painter())
            self.document.measure()
            if not follow:
                rows = len(self.document.rows(slot))
                row = max(0, min(rows - 1, row * rows // max(1, before)))
        self._view = None
        self.to_end() if follow else self.go(Place(slot, row))
        self.refresh()

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
                strips.append(self.paint_row(y - top))
            else:  # the border, with the title
                strips += super().render_lines(Region(0, y, self.region.width, 1))
        for line_filter in filters:
            strips = [strip.apply_filter(line_filter, background) for strip in strips]
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
        if row.line >= 0 and (selection := self.text_selection) is not None:
            span = selection.get_span(address(self.document.first + slot, row.line))
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

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, and what ends it."""
        return text_between(self.document, selection), "\n"

    def marked(self, strip: Strip) -> Strip:
        """The row with the mark of the chosen message in its gutter."""
        gutter, *rest = strip
        mark = Segment("▎ ", self.document.painter.style("history--cursor").rich_style)
        return Strip([mark, *rest], strip.cell_length) if len(gutter.text) == 2 else strip


def _same(one: Row, other: Row) -> bool:
    return one.strip is other.strip or one.strip == other.strip
