"""The screen that asks for a new title: a box with one line."""

from textual.app import ComposeResult
from textual.containers import Vertical

from app.tui.screens.dialog import Dialog, Words, show_title
from app.tui.widgets.line_input import LineInput, PasteRefused

KEYS = "{line.accept} to save, {line.leave} to cancel. Leave empty to use the first message."


class Rename(Dialog[str | None]):
    """A dialog that returns the title (empty: use the first message), or None if the user cancelled."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title = title

    def compose(self) -> ComposeResult:
        """Yield a box in the middle."""
        with Vertical(id="rename"):
            yield LineInput(self._title)
            yield Words(self.key_names.fill(KEYS))

    def on_mount(self) -> None:
        """Select the old title, so that typing replaces it."""
        show_title(self.query_one("#rename"), "Title")
        self.query_one(LineInput).select_all()

    def on_line_input_submitted(self, event: LineInput.Submitted) -> None:
        """Return the title."""
        self.dismiss(event.text)

    def on_paste_refused(self, event: PasteRefused) -> None:
        """Say why nothing was pasted."""
        self.query_one(Words).say(event.sentence)

    def on_line_input_cancelled(self) -> None:
        """Keep the old title."""
        self.dismiss(None)
