"""Where a widget was clicked, in cells of its content: the border does not count, and only the left button does.

Terminals report the right and the middle button too, which people press for a menu or to paste.
"""

from textual.events import MouseEvent
from textual.geometry import Offset
from textual.widget import Widget

LEFT_BUTTON = 1


def find_clicked_cell(widget: Widget, event: MouseEvent) -> Offset | None:
    """Return the cell of the widget's content under a left button; None on the border and for other buttons."""
    if event.button != LEFT_BUTTON:
        return None
    return event.get_content_offset(widget)
