"""The last row: the keys to know for where the focus is and what happens there."""

from collections.abc import Sequence
from typing import ClassVar

from textual.content import Content
from textual.widget import Widget

from app.tui.widgets.removed import blank_once_removed

BETWEEN = " · "


@blank_once_removed
class FooterRow(Widget):
    """One row. Where not all keys have room, the last ones are left out."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"footer--key", "footer--words"}

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._keys: Sequence[tuple[str, str]] = ()

    def show(self, keys: Sequence[tuple[str, str]]) -> None:
        """Show these keys, each with what it does."""
        if keys != self._keys:
            self._keys = keys
            self.refresh()

    def render(self) -> Content:
        """Draw the row."""
        key_style, words_style = (self.get_visual_style(f"footer--{name}") for name in ("key", "words"))
        row = Content("")
        for key, words in self._keys:
            between = BETWEEN if row.cell_length else " "
            longer = Content.assemble(row, (between, words_style), (key, key_style), (f" {words}", words_style))
            if longer.cell_length > self.size.width:
                break
            row = longer
        return row
