"""Scrolling: the place of the view in the history.

The view is anchored at a message and a row of it, not at `scroll_y`: heights above are estimates, and when they become
exact nothing on screen may shift. A scroll is walked from the old top; then `scroll_y` follows.
"""

from typing import TYPE_CHECKING, cast

from textual.geometry import Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView

from app.tui.history.document.document import Place
from app.tui.history.row_painter import Canvas

if TYPE_CHECKING:
    from textual.types import AnimationLevel, CallbackType, EasingFunction  # it would import a dozen widgets


class Viewport(Canvas):
    """A canvas that follows the end, or stays where it is while the history changes around it."""

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._syncing = False
        self._bar = (0, 0)
        self._shown = Size(0, 0)
        self._follow_again: bool | None = None

    @property
    def following(self) -> bool:
        """At the end, so that new text keeps the view there.

        Not a state: a scroll may be deferred, but its target moves at once, and so does this.
        """
        return self.scroll_target_y >= self.max_scroll_y - 1

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
        """Tell the scrollbar, when that moves it by a cell: it paints itself whole, which is as dear as the rows."""
        total, height = max(1, self.virtual_size.height), self._height
        bar = round(height * self.scroll_y / total), round(height * height / total)
        if bar != self._bar and self.is_mounted:
            self._bar = bar
            self.vertical_scrollbar.window_virtual_size = self.virtual_size.height
            self.vertical_scrollbar.position = self.scroll_y

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Textual scrolled: by a key, the wheel or the bar."""
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
        self._sync(y if y != round(new_value) else None)

    def scroll_to(
        self,
        x: float | None = None,
        y: float | None = None,
        *,
        animate: bool = True,
        speed: float | None = None,
        duration: float | None = None,
        easing: "EasingFunction | str | None" = None,
        force: bool = False,
        on_complete: "CallbackType | None" = None,
        level: "AnimationLevel" = "basic",
        immediate: bool = False,
    ) -> None:
        """Scroll at once. An animation runs to a row by its number, which changes while heights become exact."""
        super().scroll_to(x, y, animate=False, force=force, on_complete=on_complete, immediate=immediate)

    def on_resize(self) -> None:
        """Keep the end, or the row at the top, where it is."""
        old = self._shown
        # Following is judged by the old height too: a higher input box must not end it.
        follow = self.following or self.scroll_target_y >= self.virtual_size.height - old.height - 1
        if not self._height:  # nothing can be seen: what comes meanwhile decides nothing
            self._follow_again = follow if self._follow_again is None else self._follow_again
            return
        self._shown = self.size
        if self._follow_again is not None:
            follow, self._follow_again = self._follow_again, None
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
