"""The last row: the keys to know for where the focus is and what happens there, and how full the context is."""

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual.content import Content
from textual.widget import Widget

from app.tui.widgets.removed import blank_once_removed

BETWEEN = " · "
GAP_COLS = 2
"""At least so many cells are between the keys and the meter."""


class Meter(NamedTuple):
    """How full the context is, in words: the first that have room are shown, at the right edge."""

    words: Sequence[str]
    is_warning: bool = False


@blank_once_removed
class FooterRow(Widget):
    """One row. Where not all keys have room, the last ones are left out. A warning has room before the keys."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"footer--key", "footer--words", "footer--warning"}

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._keys: Sequence[tuple[str, str]] = ()
        self._meter: Meter | None = None

    def show(self, keys: Sequence[tuple[str, str]]) -> None:
        """Show these keys, each with what it does."""
        if keys != self._keys:
            self._keys = keys
            self.refresh()

    def show_meter(self, meter: Meter | None) -> None:
        """Show how full the context is; None for nothing."""
        if meter != self._meter:
            self._meter = meter
            self.refresh()

    def render(self) -> Content:
        """Draw the row."""
        meter = self._meter or Meter([])
        keys = self._render_keys(self.size.width)
        end = self.size.width - GAP_COLS
        words = next((one for one in meter.words if keys.cell_length + len(one) < end), "")
        if meter.is_warning and not words:
            words = meter.words[-1]
            keys = self._render_keys(end - len(words))
        gap = self.size.width - keys.cell_length - len(words) - 1
        look = "footer--warning" if meter.is_warning else "footer--words"
        return Content.assemble(keys, " " * gap if words else "", (words, self.get_visual_style(look)))

    def _render_keys(self, room: int) -> Content:
        key_style, words_style = (self.get_visual_style(f"footer--{name}") for name in ("key", "words"))
        row = Content("")
        for key, words in self._keys:
            between = BETWEEN if row.cell_length else " "
            longer = Content.assemble(row, (between, words_style), (key, key_style), (f" {words}", words_style))
            if longer.cell_length > room:
                break
            row = longer
        return row
