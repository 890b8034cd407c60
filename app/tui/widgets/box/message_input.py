"""The message box: it grows to ten rows, sends on Enter and recalls earlier prompts."""

from dataclasses import dataclass

from textual import events
from textual.message import Message

from app.tui.keys.table import bindings
from app.tui.text.draft import Draft, full_text
from app.tui.widgets.box.recalling_area import RecallingArea

OTHER_NAMES = {"shift+backspace": "backspace", "shift+\r": "shift+enter"}
"""Keys that modifyOtherKeys of xterm and tmux names otherwise (measured)."""


class MessageInput(RecallingArea):
    """The message box. Posts `Submitted` and `Edited`; the screen decides what happens to the text."""

    BINDINGS = bindings("box")

    @dataclass
    class Submitted(Message):
        """A draft was sent. It is not blank, and no longer in the box; `take_back` puts it back."""

        draft: Draft
        number: int = 0
        """How many drafts were submitted up to this one."""

    @dataclass
    class ScrollRequested(Message):
        """A key that scrolls the history was pressed. `action` is the one of the history to run."""

        action: str

    class QuitRequested(Message):
        """Ctrl+D was pressed in an empty box."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.sent = 0
        """How many drafts were submitted."""

    def action_send(self) -> None:
        r"""Submit the draft; after a `\` insert a new line instead, for terminals without another key for it.

        Where a prompt was recalled and sent, what the user was writing before is back in the box.
        """
        row, column = self.cursor_location
        if self.document.get_line(row)[:column].endswith("\\"):
            self.replace("\n", (row, column - 1), (row, column))
        elif full_text(self.shown):
            # Clear the box now, not when the screen handles the message: what is typed meanwhile is the next draft.
            self.sent += 1
            self.post_message(self.Submitted(self.shown, self.sent))
            self.show(self.prompts.end())

    def action_insert_newline(self) -> None:
        """Insert a line break."""
        self.replace("\n", *self.selection, maintain_selection_offset=False)

    def action_delete_right(self) -> None:
        """Delete to the right; in an empty box quit, as a shell does."""
        if self.shown:
            super().action_delete_right()
        else:
            self.post_message(self.QuitRequested())

    def action_scroll_history(self, action: str) -> None:
        """Scroll the history while the box keeps the focus."""
        self.post_message(self.ScrollRequested(action))

    async def _on_key(self, event: events.Key) -> None:
        # Textual calls the handlers of the base classes itself, unless the default is prevented.
        if event.key == "shift+space":  # Textual finds no text in it
            event.key, event.character = "space", " "
        event.key = OTHER_NAMES.get(event.key, event.key)

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.insert_pasted(event.text)
