"""F1: the keys, as the bindings have them."""

from collections.abc import Sequence
from itertools import groupby
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from app.tui.keys.command import Command

KEYS = 22
"""Cells of the column of keys; a longer row pushes its words to the right."""


class HelpScreen(ModalScreen[None]):
    """A scrolling list; Esc, F1 or q closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,q,enter", "app.pop_screen", "Close", id="help.close", show=False)
    ]

    def __init__(self, table: Sequence[Command]) -> None:
        super().__init__()
        self._table = table

    def compose(self) -> ComposeResult:
        """A box in the middle."""
        with VerticalScroll(id="help"):
            for where, rows in groupby(self._table, lambda one: one.where):
                yield Static(where, classes="help-where", markup=False)
                yield Static(Content("\n".join(f"{one.keys:<{KEYS}}  {one.words}" for one in rows)))

    def on_mount(self) -> None:
        """Arrows scroll at once."""
        box = self.query_one("#help")
        box.border_title = "Keys"
        box.border_subtitle = "Esc closes · config.toml changes them"
        box.focus()
