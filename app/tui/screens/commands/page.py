"""A page that scrolls above the chat: sections of names with descriptions, in as many columns as fit."""

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from app.tui.keys.table import bindings
from app.tui.screens.dialog import Dialog
from app.tui.text.page_columns import Section, lay_out
from app.tui.theme.no_colour import find_look


class PageScreen(Dialog[None]):
    """A page in a box; Esc, F1, Enter or q closes it."""

    BINDINGS = bindings("help")

    def __init__(self, title: str, footer: str, sections: Sequence[Section]) -> None:
        super().__init__()
        self._title, self._footer = title, footer
        self._sections = sections

    def compose(self) -> ComposeResult:
        """Yield a box in the middle."""
        with VerticalScroll(id="page"):
            yield Page(self._sections)

    def on_mount(self) -> None:
        """Focus the page, so that arrows scroll it."""
        box = self.query_one("#page")
        box.border_title = self._title
        box.border_subtitle = f"Esc to close · {self._footer}"
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
