"""The help screen: all keys, as they are bound now, and what the signs of the conversation list mean."""

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from app.tui.keys.command import Command, format_ways
from app.tui.keys.table import bindings
from app.tui.no_colour import find_look
from app.tui.screens.commands.sign_meanings import list_signs
from app.tui.screens.dialog import Dialog
from app.tui.text.page_columns import Section, lay_out

SIGNS_HEADING = "Signs in the conversation list"


class HelpScreen(Dialog[None]):
    """A page in columns that scrolls; Esc, F1 or q closes it."""

    BINDINGS = bindings("help")

    def __init__(self, commands: Sequence[tuple[str, Command]]) -> None:
        """`commands`: each with its heading, in order."""
        super().__init__()
        self._sections = [
            Section(heading, [(format_ways(one), one.description) for _, one in group])
            for heading, group in groupby(commands, itemgetter(0))
        ]
        self._sections.append(Section(SIGNS_HEADING, list_signs()))

    def compose(self) -> ComposeResult:
        """Yield a box in the middle."""
        with VerticalScroll(id="help"):
            yield Page(self._sections)

    def on_mount(self) -> None:
        """Focus the page, so that arrows scroll it."""
        box = self.query_one("#help")
        box.border_title = "Keys"
        box.border_subtitle = "Esc to close · change keys in config.toml"
        self.set_focus(box)


class Page(Static):
    """The sections in as many columns as fit."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"page--heading", "page--name"}

    def __init__(self, sections: Sequence[Section]) -> None:
        super().__init__()
        self._sections = sections

    def on_resize(self, event: events.Resize) -> None:
        """Lay the page out for this width."""
        looks = {look: find_look(self, f"page--{look}") for look in ("heading", "name")}
        lines = [
            Content.assemble(*((piece.text, looks.get(piece.look, "")) for piece in line))
            for line in lay_out(self._sections, event.size.width)
        ]
        self.update(Content("\n").join(lines))
