"""Stops the painting of a widget that is being removed. Each widget that draws itself is decorated with it.

Textual updates the layout some steps after it removes a widget. A frame or a mouse move in between asks the widget for
its rows when it has no styles left, and the error ends the program (Textual 8.2.8).
"""

from typing import TypeVar

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

Kind = TypeVar("Kind", bound=Widget)


def blank_once_removed(kind: type[Kind]) -> type[Kind]:
    """Make the widget class paint blank rows from the first step of its removal on."""
    paint_lines, paint_line = kind.render_lines, kind.render_line

    def render_lines(self: Kind, crop: Region) -> list[Strip]:
        # `display` turns false with the first step of a removal.
        if self.display:
            return paint_lines(self, crop)
        return [make_blank(self, crop.width)] * crop.height

    def render_line(self: Kind, y: int) -> Strip:
        if self.display:
            return paint_line(self, y)
        return make_blank(self, self.size.width)

    kind.render_lines = render_lines
    kind.render_line = render_line
    return kind


def is_being_removed(widget: Widget) -> bool:
    """Whether the removal of a widget has begun: from then on it counts as not displayed, whatever its styles say."""
    return not widget.display and widget.styles.display != "none"


def make_blank(widget: Widget, width: int) -> Strip:
    """Make a blank row in the widget's own colours, so that nothing flashes."""
    return Strip.blank(width, widget.visual_style.rich_style)
