"""The help screen: all keys, as they are bound now."""

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from app.tui.keys.command import Command, format_ways
from app.tui.keys.table import bindings
from app.tui.screens.dialog import Dialog

KEYS_COLS = 22
"""Width of the column of keys; a longer list of keys moves its description to the right."""


class HelpScreen(Dialog[None]):
    """A scrolling list; Esc, F1 or q closes it."""

    BINDINGS = bindings("help")

    def __init__(self, commands: Sequence[tuple[str, Command]]) -> None:
        """`commands`: each with its heading, in order."""
        super().__init__()
        self._commands = commands

    def compose(self) -> ComposeResult:
        """Yield a box in the middle."""
        with VerticalScroll(id="help"):
            for heading, group in groupby(self._commands, itemgetter(0)):
                rows = [f"{format_ways(one):<{KEYS_COLS}}  {one.description}" for _, one in group]
                yield Static(heading, classes="help-heading", markup=False)
                yield Static(Content("\n".join(rows)))

    def on_mount(self) -> None:
        """Focus the list, so that arrows scroll it."""
        box = self.query_one("#help")
        box.border_title = "Keys"
        box.border_subtitle = "Esc to close · change keys in config.toml"
        self.set_focus(box)
