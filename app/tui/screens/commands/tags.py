"""The screen that asks for the tags of a conversation: a box with one line."""

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical

from app.tui.screens.dialog import Dialog, Words, show_title
from app.tui.widgets.line_input import LineInput, PasteRefused

KEYS = "{line.accept} to save, {line.leave} to cancel. Words between spaces; #x in a search finds them."


class Tags(Dialog[str | None]):
    """A dialog that returns the tags as they were typed, or None if the user cancelled."""

    def __init__(self, tags: Sequence[str]) -> None:
        super().__init__()
        self._tags = tags

    def compose(self) -> ComposeResult:
        """Yield a box in the middle."""
        with Vertical(id="tags"):
            yield LineInput("".join(f"{tag} " for tag in self._tags), placeholder="Tags")
            yield Words(self.key_names.fill(KEYS))

    def on_mount(self) -> None:
        """Show what is asked for."""
        show_title(self.query_one("#tags"), "Tags")

    def on_line_input_submitted(self, event: LineInput.Submitted) -> None:
        """Return what was typed."""
        self.dismiss(event.text)

    def on_paste_refused(self, event: PasteRefused) -> None:
        """Say why nothing was pasted."""
        self.query_one(Words).say(event.sentence)

    def on_line_input_cancelled(self) -> None:
        """Keep the old tags."""
        self.dismiss(None)
