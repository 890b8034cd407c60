"""A short list to choose from with arrows, numbers or the mouse: the first-run screen uses it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from app.tui.keys.table import bindings
from app.tui.widgets.clicks import clicked
from app.tui.widgets.removed import blank_once_removed


class Choice(NamedTuple):
    """What can be chosen: a line, and a dimmed line that says more."""

    name: str
    words: str
    more: str = ""


@blank_once_removed
class Choices(Widget, can_focus=True):
    """Choices, two rows each."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"choices--cursor", "choices--more"}
    BINDINGS = bindings("choices")

    @dataclass
    class Chosen(Message):
        """Enter, a number or a click."""

        name: str

    def __init__(self) -> None:
        super().__init__()
        self.choices: Sequence[Choice] = ()
        self._cursor = 0

    def show(self, choices: Sequence[Choice]) -> None:
        """Show these, the first under the cursor."""
        self.choices = choices
        self._cursor = 0
        self.refresh(layout=True)

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        self._cursor = max(0, min(len(self.choices) - 1, self._cursor + by))
        self.refresh()

    def action_take(self) -> None:
        """Choose what is under the cursor."""
        if self.choices:
            self.post_message(self.Chosen(self.choices[self._cursor].name))

    def on_key(self, event: events.Key) -> None:
        """A number chooses its line."""
        if event.key.isdecimal() and 0 < int(event.key) <= len(self.choices):
            event.stop()
            self._cursor = int(event.key) - 1
            self.refresh()
            self.action_take()

    def on_click(self, event: events.Click) -> None:
        """A click chooses."""
        place = clicked(self, event)
        if place is not None and place.y // 2 < len(self.choices):
            self._cursor = place.y // 2
            self.refresh()
            self.action_take()

    def render(self) -> Content:
        """The lines."""
        cursor = self.get_visual_style("choices--cursor")
        dim = self.get_visual_style("choices--more")
        lines: list[Content] = []
        for at, choice in enumerate(self.choices):
            here = at == self._cursor and self.has_focus
            line = Content(f" {'›' if here else ' '} {at + 1}  {choice.words} ")
            lines.append(line.stylize(cursor) if here else line)
            lines.append(Content(f"      {choice.more}").stylize(dim))
        return Content("\n").join(lines)
