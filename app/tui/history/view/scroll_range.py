"""Sets the virtual size and the scroll position of Textual's widget, at the least cost."""

from typing import cast

from textual.geometry import Size
from textual.reactive import Reactive
from textual.scroll_view import ScrollView


class ScrollRange:
    """The virtual size, the scroll position and the scrollbar of one widget."""

    def __init__(self, widget: ScrollView) -> None:
        self.is_being_set = False
        """While it is, a change of `scroll_y` comes from here and not from the user."""
        self._widget = widget
        self._bar = (0, 0)

    def set(self, total: int, y: int) -> None:
        """Set the rows of the history and the rows above the view."""
        widget = self._widget
        size = Size(widget.scrollable_content_region.width, total)
        self.is_being_set = True
        try:
            if size != widget.virtual_size:
                # Assigning `virtual_size` would lay out and paint the whole screen for each line. Only the scrollbar
                # depends on it here, since `overflow-y: scroll` keeps the width.
                widget.set_reactive(cast(Reactive[Size], ScrollView.virtual_size), size)
            if y != widget.scroll_y:
                widget.scroll_target_y = y
                widget.scroll_y = y
        finally:
            self.is_being_set = False
        self._set_bar(max(1, total))

    def _set_bar(self, total: int) -> None:
        """Set the scrollbar only if it moves by a cell: it repaints itself whole, which costs as much as the rows."""
        widget = self._widget
        height = widget.scrollable_content_region.height
        bar = (round(height * widget.scroll_y / total), round(height * height / total))
        if bar != self._bar and widget.is_mounted:
            self._bar = bar
            widget.vertical_scrollbar.window_virtual_size = widget.virtual_size.height
            widget.vertical_scrollbar.position = widget.scroll_y
