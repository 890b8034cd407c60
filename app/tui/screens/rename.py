"""Asks for a new title: a box with one line."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from app.tui.widgets.line_input import LineInput

LONGEST = 512
"""What a value of metadata may hold."""


class Rename(ModalScreen[str | None]):
    """Ends with the title, empty to go back to the first message, or with `None`."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def compose(self) -> ComposeResult:
        """A box in the middle."""
        with Vertical(id="rename"):
            yield LineInput(self._title)
            yield Static("Enter renames, Esc leaves it. Empty: the first message.", markup=False)

    def on_mount(self) -> None:
        """The old title is selected, so that typing replaces it."""
        self.query_one("#rename").border_title = "Title"
        self.query_one(LineInput).select_all()

    def on_line_input_submitted(self, event: LineInput.Submitted) -> None:
        """Hand the title back."""
        self.dismiss(event.text[:LONGEST])

    def on_line_input_cancelled(self) -> None:
        """Leave it."""
        self.dismiss(None)
