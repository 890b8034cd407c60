"""The line of a search: its keys move the cursor of a list, which does not have the focus itself."""

from dataclasses import dataclass

from textual.message import Message

from app.tui.keys.table import bindings
from app.tui.widgets.line_input import LineInput


class SearchLine(LineInput):
    """A line above a list. Moves are messages like the edits, so that fast keys are handled in their order."""

    BINDINGS = bindings("search line")

    @dataclass
    class Moved(Message):
        """The cursor of the list is to move by so many entries."""

        by: int

    @dataclass
    class Paged(Message):
        """The cursor of the list is to move by a screenful."""

        direction: int

    def action_move_list(self, by: int) -> None:
        """Post `Moved`."""
        self.post_message(self.Moved(by))

    def action_page_list(self, direction: int) -> None:
        """Post `Paged`."""
        self.post_message(self.Paged(direction))
