"""The first row: the program's name, the title of the open conversation, and who answers in it."""

from typing import ClassVar

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from app.tui.text.one_line import crop, one_line
from app.tui.theme.no_colour import find_look
from app.tui.widgets.removed import blank_once_removed

NAME = "assistant-chat"
TEMPORARY = "temporary: nothing is kept"
SHORT_TEMPORARY = "temporary"
NAME_FROM_COLS = 80
"""In a narrower window the name makes room for the title."""
DOT = " · "
MIN_ENDPOINT_COLS = 6
"""What is left of the endpoint's name where the model's needs the room."""
GAP_COLS = 2
"""At least so many cells are between two parts."""


@blank_once_removed
class HeaderLine(Widget):
    """One row. The title is in its middle where there is room, else it begins behind the name."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"header-line--dim", "header-line--title"}

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._title = ""
        self._answering: tuple[str, ...] = ()
        """The endpoint and the model, as far as they are known."""
        self._is_temporary = False

    def show_temporary(self) -> None:
        """Say in place of the program's name that nothing of these conversations is kept."""
        self._is_temporary = True

    def show_title(self, title: str) -> None:
        """Show the title of the open conversation."""
        if title != self._title:
            self._title = title
            self.refresh()

    def show_model(self, endpoint: str, model: str) -> None:
        """Show the endpoint and the model that answer."""
        answering = tuple(filter(None, (one_line(endpoint), one_line(model))))
        if answering != self._answering:
            self._answering = answering
            self.refresh()

    def _find_name(self, is_wide: bool) -> str:
        if self._is_temporary:
            return TEMPORARY if is_wide else SHORT_TEMPORARY
        return NAME if is_wide else ""

    def _find_model(self, room: int) -> str:
        """Return the endpoint and the model; without room for both the endpoint is cut first, but is never left out."""
        label = DOT.join(self._answering)
        if cell_len(label) <= room or len(self._answering) < 2:
            return crop(label, room)
        endpoint, model = self._answering
        left = room - cell_len(DOT) - cell_len(model)
        endpoint = crop(endpoint, max(MIN_ENDPOINT_COLS, left))
        return crop(f"{endpoint}{DOT}{model}", room)

    def render(self) -> Content:
        """Draw the row."""
        width = self.size.width
        name = f" {self._find_name(width >= NAME_FROM_COLS)}".rstrip()
        # The model leaves the title at least as much as it takes.
        model = f"{self._find_model(max(0, (width - len(name)) // 2 - GAP_COLS))} "
        start = cell_len(name) + (GAP_COLS if name else 1)
        room = max(0, width - start - cell_len(model) - GAP_COLS)
        title = crop(self._title, room)
        middle = (width - cell_len(title)) // 2
        start = max(start, min(middle, start + room - cell_len(title))) if name else start
        between = width - start - cell_len(title) - cell_len(model)
        dim, look = find_look(self, "header-line--dim"), find_look(self, "header-line--title")
        return Content.assemble(
            (name, look if self._is_temporary else dim),
            " " * (start - cell_len(name)),
            (title, look),
            " " * max(0, between),
            (model, dim),
        )
