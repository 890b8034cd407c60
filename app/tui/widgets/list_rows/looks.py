"""The styles of the pieces of a row, kept until the theme changes."""

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from app.tui.theme.no_colour import find_look
from app.tui.widgets.list_rows.drawing import Pieces

CURSOR = "cursor"
COMPONENT_CLASSES = {
    "thread-list--cursor",
    "thread-list--open",
    "thread-list--dim",
    "thread-list--active",
    "thread-list--waiting",
    "thread-list--failed",
    "thread-list--unread",
    "thread-list--hit",
    "thread-list--heading",
}
"""The styles in styles.tcss."""


class Looks:
    """Makes painted rows in the component styles of the list."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._styles: dict[tuple[str, ...], Style] = {}

    def forget(self) -> None:
        """Look the styles up again when they are next needed."""
        self._styles.clear()

    def make_strip(self, pieces: Pieces, width: int, *bases: str) -> Strip:
        """Paint the pieces, each in its style on the styles of the whole row."""
        segments = [Segment(text, self._find(*bases, look)) for text, look in pieces]
        return Strip(segments).adjust_cell_length(width, self._find(*bases))

    def _find(self, *names: str) -> Style:
        if names not in self._styles:
            # The cursor comes last: in the colours of the other styles nothing could be read on it.
            ordered = sorted(filter(None, names), key=CURSOR.__eq__)
            self._styles[names] = find_look(self._widget, *(f"thread-list--{name}" for name in ordered)).rich_style
        return self._styles[names]
