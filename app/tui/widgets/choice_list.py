"""A short list to choose from with arrows, numbers or the mouse. Only Enter and a click choose: a number selects."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from app.tui.keys.table import bindings
from app.tui.theme.no_colour import find_look
from app.tui.widgets.clicks import find_clicked_cell
from app.tui.widgets.removed import blank_once_removed

ROWS = 2
"""Of an entry."""
NUMBER_COLS = 7
"""The cells beside a label: the cursor, the number and the space around them."""


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
        """An entry was chosen, with Enter or a click."""

        name: str

    @dataclass
    class CursorMoved(Message):
        """The cursor is at an entry, which takes these rows of the list."""

        y: int
        height: int = ROWS

    def __init__(self) -> None:
        super().__init__()
        self.choices: Sequence[Choice] = ()
        self._cursor = 0

    def show(self, choices: Sequence[Choice], *, at: str = "") -> None:
        """Show these choices with the cursor on the one named `at`, else on the first."""
        self.choices = choices
        self._cursor = next((place for place, choice in enumerate(choices) if choice.name == at), 0)
        self.refresh(layout=True)
        self.post_message(self.CursorMoved(self._cursor * ROWS))

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self._select(self._cursor + by)

    def action_take(self) -> None:
        """Choose the entry under the cursor."""
        if self.choices:
            self.post_message(self.Chosen(self.choices[self._cursor].name))

    def on_key(self, event: events.Key) -> None:
        """Select an entry by its number. A digit of a text typed or pasted into the wrong place starts nothing."""
        if event.key.isdecimal() and 0 < int(event.key) <= len(self.choices):
            self._select(int(event.key) - 1)

    def on_click(self, event: events.Click) -> None:
        """Choose the clicked entry."""
        place = find_clicked_cell(self, event)
        if place is not None and place.y // ROWS < len(self.choices):
            self._cursor = place.y // ROWS
            self.refresh()
            self.action_take()

    def _select(self, at: int) -> None:
        self._cursor = max(0, min(len(self.choices) - 1, at))
        self.refresh()
        self.post_message(self.CursorMoved(self._cursor * ROWS))

    def render(self) -> Content:
        """Draw the entries."""
        cursor = find_look(self, "choice-list--cursor")
        dim = self.get_visual_style("choice-list--details")
        lines: list[Content] = []
        for at, choice in enumerate(self.choices):
            here = at == self._cursor and self.has_focus
            mark = "›" if here else " "
            label = shorten(choice.label, self.size.width - NUMBER_COLS)
            line = Content(f" {mark} {at + 1}  {label} ")
            lines.append(line.stylize(cursor) if here else line)
            lines.append(Content(f"      {choice.details}").stylize(dim))
        return Content("\n").join(lines)


def shorten(label: str, width: int) -> str:
    """Take words out of the middle of a label that is too wide: its end, a name, is what tells entries apart."""
    first, *rest = label.split(" ")
    if cell_len(label) <= width or not rest:
        return label
    while len(rest) > 1 and cell_len(f"{first} … {' '.join(rest)}") > width:
        del rest[0]
    return f"{first} … {' '.join(rest)}"
