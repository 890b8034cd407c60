"""A field with a few options, one row high: ← and → change it."""

from collections.abc import Mapping
from dataclasses import dataclass

from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from app.tui.keys.table import bindings
from app.tui.widgets.removed import blank_once_removed


@blank_once_removed
class OptionField(Widget, can_focus=True):
    """Shows one of several options. `labels`: what is shown for each value; another value is shown as it is."""

    BINDINGS = bindings("option")

    @dataclass
    class Changed(Message):
        """Another option was chosen."""

        field: "OptionField"

    def __init__(self, labels: Mapping[str, str], value: str, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._labels = labels if value in labels else {**labels, value: value}
        self.value = value

    def show(self, value: str) -> None:
        """Show this option."""
        if value in self._labels:
            self.value = value
            self.refresh()
            self.post_message(self.Changed(self))

    def action_step(self, by: int) -> None:
        """Show the option before (-1) or after (1) this one."""
        values = list(self._labels)
        self.show(values[(values.index(self.value) + by) % len(values)])

    def on_click(self) -> None:
        """Show the next option."""
        self.action_step(1)

    def render(self) -> Content:
        """Draw the option between arrows."""
        return Content(f"‹ {self._labels[self.value]} ›")
