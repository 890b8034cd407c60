"""The line above the history with the words that are looked for in the open conversation, and the count of hits."""

from textual.message import Message
from textual.widgets import TextArea

from app.tui.keys.table import bindings
from app.tui.screens.chat.layout import FIND_LINE_CLASS
from app.tui.widgets.line_input import LineInput


class FindLine(LineInput):
    """A line input that posts each edit, and the keys that walk through the hits."""

    BINDINGS = bindings("find line")

    class Edited(Message):
        """The words were changed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class StepRequested(Message):
        """A key asks for the next hit, or with -1 for the previous one."""

        def __init__(self, by: int) -> None:
            super().__init__()
            self.by = by

    def __init__(self, text: str = "") -> None:
        super().__init__(text, placeholder="Words in this conversation")
        self.add_class(FIND_LINE_CLASS)
        self.border_title = "Find"

    def show_count(self, count: str) -> None:
        """Show how many hits there are."""
        self.border_subtitle = count

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Post `Edited`."""
        event.stop()
        self.post_message(self.Edited(self.text))

    def action_step(self, by: int) -> None:
        """Post `StepRequested`."""
        self.post_message(self.StepRequested(by))
