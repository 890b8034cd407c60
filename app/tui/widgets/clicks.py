"""Where a widget was clicked, counted as its rows are: the border is no row, and only the left button acts.

Every widget that does something on a click asks here. A terminal reports the right and the middle button too, and by
them one means a menu or a paste.
"""

from textual.events import Click
from textual.geometry import Offset
from textual.widget import Widget

LEFT = 1


def clicked(widget: Widget, event: Click) -> Offset | None:
    """The cell of the widget's content under a left click; `None` for the border and for another button."""
    return event.get_content_offset(widget) if event.button == LEFT else None
