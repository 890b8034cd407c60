"""The field for a model: any name can be typed, and the models that the endpoint lists can be chosen below it."""

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical

from app.tui.keys.table import bindings
from app.tui.screens.assistants.fields.inputs import ShortLine
from app.tui.screens.assistants.fields.item_rows import Item, ItemRows

MAX_LISTED = 200
"""Models that match what is typed; more would not help to find one."""


class ModelLine(ShortLine):
    """The typed name. ↑ and ↓ move through the models below it, Enter takes one."""

    BINDINGS = bindings("models")

    def __init__(self, text: str, rows: ItemRows, *, placeholder: str, id: str) -> None:
        super().__init__(text, placeholder=placeholder, id=id)
        self._rows = rows
        self._models: Sequence[str] = ()

    def offer(self, models: Sequence[str]) -> None:
        """Offer these models."""
        self._models = models
        self.match()

    def match(self) -> None:
        """List the models that have what is typed in their name; all of them while a listed one is in the field."""
        words = self.text.casefold().split()
        if self.text in self._models:
            words = []
        found = [one for one in self._models if all(word in one.casefold() for word in words)][:MAX_LISTED]
        self._rows.show([Item(one) for one in found], at=-1)
        self._rows.display = self.has_focus and bool(found)

    def on_focus(self) -> None:
        """Show the models."""
        self.call_later(self.match)

    def on_blur(self) -> None:
        """Hide the models."""
        self._rows.display = False

    def action_move(self, by: int) -> None:
        """Select a model."""
        self._rows.move(by)

    def action_submit(self) -> None:
        """Take the selected model; without one, go on as any line does."""
        if not self.take():
            super().action_submit()

    def take(self) -> bool:
        """Put the selected model into the field. False if none is selected."""
        if not self._rows.display or not 0 <= self._rows.at < len(self._rows.items):
            return False
        self.load_text(self._rows.items[self._rows.at].label)
        self.move_cursor(self.document.end)
        self.match()
        return True


class ModelField(Vertical):
    """The line with its models. `line` is the input."""

    def __init__(self, text: str, *, placeholder: str, id: str) -> None:
        super().__init__()
        self._rows = ItemRows()
        self.line = ModelLine(text, self._rows, placeholder=placeholder, id=id)

    def compose(self) -> ComposeResult:
        """Yield the line, and the models below it."""
        yield self.line
        yield self._rows

    def on_item_rows_clicked(self, event: events.Event) -> None:
        """Take the clicked model."""
        event.stop()
        self.line.take()
