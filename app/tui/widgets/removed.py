"""A widget that is being removed is not painted any more: every widget that draws itself is made so.

Textual lays the screen out anew only some steps after a widget is gone. A frame or a move of the mouse in between
still asks the widget for its rows, when it has no styles to draw with, and the error ended the program.
"""

from typing import TypeVar

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

Kind = TypeVar("Kind", bound=Widget)


def blank_once_removed(kind: type[Kind]) -> type[Kind]:
    """A class decorator: from the first step of its removal on, the widget is an empty area."""
    paint_lines, paint_line = kind.render_lines, kind.render_line

    def render_lines(self: Kind, crop: Region) -> list[Strip]:
        return paint_lines(self, crop) if self.display else [blank(self, crop.width)] * crop.height

    def render_line(self: Kind, y: int) -> Strip:
        return paint_line(self, y) if self.display else blank(self, self.size.width)

    kind.render_lines = render_lines
    kind.render_line = render_line
    return kind


def blank(widget: Widget, width: int) -> Strip:
    """An empty row in the widget's colours, which it keeps, so that nothing flashes."""
    return Strip.blank(width, widget.visual_style.rich_style)
