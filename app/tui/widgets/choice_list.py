"""A short list to choose from with arrows, numbers or the mouse."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from app.tui.keys.table import bindings
from app.tui.widgets.clicks import find_clicked_cell
from app.tui.widgets.removed import blank_once_removed


class Choice(NamedTuple):
    """An entry: its label, and a dim line with details below it."""

    name: str
    label: str
    details: str = ""


@blank_once_removed
class ChoiceList(Widget, can_focus=True):
    """A list of choices, two rows each."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"choice-list--cursor", "choice-list--details"}
    BINDINGS = bindings("choices")

    @dataclass
    class Chosen(Message):
        """An entry was chosen, with Enter, its number or a click."""

        name: str

    def __init__(self) -> None:
        super().__init__()
        self.choices: Sequence[Choice] = ()
        self._cursor = 0

    def show(self, choices: Sequence[Choice]) -> None:
        """Show these choices with the cursor on the first."""
        self.choices = choices
        self._cursor = 0
        self.refresh(layout=True)

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self._cursor = max(0, min(len(self.choices) - 1, self._cursor + by))
        self.refresh()

    def action_take(self) -> None:
        """Choose the entry under the cursor."""
        if self.choices:
            self.post_message(self.Chosen(self.choices[self._cursor].name))

    def on_key(self, event: events.Key) -> None:
        """Choose an entry by its number."""
        if event.key.isdecimal() and 0 < int(event.key) <= len(self.choices):
            event.stop()
            self._cursor = int(event.key) - 1
            self.refresh()
            self.action_take()

    def on_click(self, event: events.Click) -> None:
        """Choose the clicked entry."""
        place = find_clicked_cell(self, event)
        if place is not None and place.y // 2 < len(self.choices):
            self._cursor = place.y // 2
            self.refresh()
            self.action_take()

    def render(self) -> Content:
        """Draw the entries."""
        cursor = self.get_visual_style("choice-list--cursor")
        dim = self.get_visual_style("choice-list--details")
        lines: list[Content] = []
        for at, choice in enumerate(self.choices):
            here = at == self._cursor and self.has_focus
            line = Content(f" {'›' if here else ' '} {at + 1}  {choice.label} ")
            lines.append(line.stylize(cursor) if here else line)
            lines.append(Content(f"      {choice.details}").stylize(dim))
        return Content("\n").join(lines)
