"""The dialog for the instructions of one conversation alone."""

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import TextArea

from app.api.conversation.thread_settings import MAX_INSTRUCTIONS_CHARS
from app.tui.keys.key_names import KeyNames
from app.tui.keys.table import bindings
from app.tui.local_state import UnsentText
from app.tui.screens.assistants.fields.text_editor import TextEditor
from app.tui.screens.assistants.shown_keys import describe_keys
from app.tui.screens.dialog import Dialog, Words
from app.tui.widgets.line_input import PasteRefused

SAVE_DELAY_S = 0.4
"""Each key would write the whole file of drafts."""
DROP = "again to drop the changes"
TOO_LONG = (
    "Too long: {:,} characters, and a conversation keeps at most {:,}. Put longer ones into an assistant: "
    "{assistants.open}."
)


class ConversationInstructions(Dialog[str | None]):
    """A dialog that returns the instructions (empty: none), or None if the user cancelled.

    What is typed is kept in `unsent`, and shown when the dialog is opened again after a kill. The caller drops it once
    the text that was returned is stored.
    """

    BINDINGS = bindings("dialog")
    TITLE = "Instructions of this conversation"
    SAVE = "Save"
    EXPLANATION = "Added to those of the assistant, in this conversation alone. Leave empty to remove them."

    def __init__(self, text: str, unsent: UnsentText) -> None:
        super().__init__()
        self._text = text
        self._unsent = unsent
        self._save_timer: Timer | None = None
        self._before = self._warned_at = text
        """The text as it was at first, and when the user was asked whether to drop it."""
        self._said_at = text
        """The text when the last sentence was said."""

    def compose(self) -> ComposeResult:
        """Yield a box in the middle."""
        with Vertical(id="instructions"):
            yield TextEditor(self._unsent.text or self._text)
            yield Words(id="instructions-status")

    def on_mount(self) -> None:
        """Put the caret at the end."""
        self.query_one("#instructions").border_title = self.TITLE
        editor = self.query_one(TextEditor)
        editor.move_cursor(editor.document.end)
        if not self._unsent.text:  # else there are changes from the beginning
            self._before = self._warned_at = editor.text
        self.set_focus(editor)
        self._show_keys()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Drop what was said about another text. A change may be reported after something was said about it."""
        if self.is_closed:
            return
        text = event.text_area.text
        self._unsent.keep("" if text == self._before else text)
        if self._save_timer is None:
            self._save_timer = self.set_timer(SAVE_DELAY_S, self._save)
        if text != self._said_at:
            self._warned_at = self._before
            self._show_keys()

    async def _save(self) -> None:
        self._save_timer = None
        await self._unsent.save()

    def on_paste_refused(self, event: PasteRefused) -> None:
        """Say why nothing was pasted."""
        self._say(event.sentence)

    def action_save(self) -> None:
        """Return the text."""
        text = self.query_one(TextEditor).text.strip()
        if mistake := self.find_mistake(text):
            self._say(mistake)
        else:
            self.dismiss(text)

    def action_leave(self) -> None:
        """Close; with changes, ask once."""
        if not self._asks(describe_keys(self.active_bindings, {"dialog.leave": DROP, "dialog.save": self.SAVE})):
            self._unsent.drop()
            self.dismiss(None)

    def find_mistake(self, text: str) -> str:
        """Return why this text cannot be kept; empty if it can."""
        return find_length_mistake(text, self.key_names)

    def _show_keys(self) -> None:
        keys = {"dialog.save": self.SAVE, "dialog.leave": "Cancel"}
        self._say(f"{self.EXPLANATION}\n{describe_keys(self.active_bindings, keys)}")

    def asks_before_quitting(self, key: str) -> bool:
        """Whether there are changes, and the user is asked now."""
        keys = describe_keys(self.active_bindings, {"dialog.save": self.SAVE})
        if self.is_closed or self._asks(f"{key} {DROP} and quit · {keys}"):
            return not self.is_closed
        self._unsent.drop()
        return False

    def _asks(self, keys: str) -> bool:
        text = self.query_one(TextEditor).text
        if text in (self._before, self._warned_at):
            return False
        self._warned_at = text
        self._say(f"Not saved. {keys}")
        return True

    def _say(self, sentence: str) -> None:
        self._said_at = self.query_one(TextEditor).text
        self.query_one("#instructions-status", Words).say(sentence)


def find_length_mistake(text: str, keys: KeyNames) -> str:
    """Return a sentence if instructions are too long to be kept; else an empty text."""
    if len(text) <= MAX_INSTRUCTIONS_CHARS:
        return ""
    return keys.fill(TOO_LONG).format(len(text), MAX_INSTRUCTIONS_CHARS)
