"""The line of a search: its keys move the cursor of a list, which does not have the focus itself."""

from dataclasses import dataclass

from textual.message import Message

from app.tui.widgets.line_input import LineInput


class SearchLine(LineInput):
    """A line above a list. Each dialog gives its own the keys of its place, whose actions are those below.

    Moves are messages like the edits, so that fast keys are handled in their order.
    """

    @dataclass
    class Moved(Message):
        """The cursor of the list is to move by so many entries, or by so many screenfuls."""

        by: int
        is_page: bool = False

    def action_move_list(self, by: int) -> None:
        """Post `Moved` for entries."""
        self.post_message(self.Moved(by))

    def action_page_list(self, direction: int) -> None:
        """Post `Moved` for a screenful."""
        self.post_message(self.Moved(direction, is_page=True))
