"""The message box: it grows to ten rows, sends on Enter and recalls earlier prompts."""

from textual import events
from textual.message import Message

from app.tui.keys.slash import SlashCall, find_call
from app.tui.keys.table import bindings
from app.tui.terminal.input.pasted_text import PastePart
from app.tui.text.draft import Draft, full_text, join_drafts
from app.tui.widgets.box.editor_area import EditorArea
from app.tui.widgets.box.mentioned_files import UnsendableFileError, attach_files


class MessageInput(EditorArea):
    """The message box. Posts `Submitted` and `Edited`; the screen decides what happens to the text."""

    BINDINGS = bindings("box")

    class Submitted(Message):
        """A draft was sent. It is not blank, and no longer in the box; `take_back` puts it back."""

        def __init__(self, draft: Draft, number: int = 0) -> None:
            super().__init__()
            self.draft = draft
            self.number = number
            """How many drafts were submitted up to this one."""

    class CommandCalled(Message):
        """A slash command with text behind its name was run. It is no longer in the box."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class ScrollRequested(Message):
        """A key that scrolls the history was pressed. `action` is the one of the history to run."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    class NextRequested(Message):
        """Enter was pressed in an empty box while the queue is paused."""

    class QuitRequested(Message):
        """Ctrl+D was pressed in an empty box."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.sent = 0
        """How many drafts were submitted."""

    async def action_send(self) -> None:
        r"""Submit the draft or run its command; after a `\` insert a new line, for terminals without a key for it.

        Where a prompt was recalled and sent, what the user was writing before is back in the box. While the popup is
        open, its completion is taken first.
        """
        if self.update_completion() and not self.take_completion():
            return
        row, column = self.cursor_location
        if self.document.get_line(row)[:column].endswith("\\"):
            self.replace("\n", (row, column - 1), (row, column))
        elif call := find_call(self.text):
            await self._run_command(call)
        elif full_text(self.shown):
            self._submit()
        elif self.queued.is_paused and self.queued.drafts:
            self.post_message(self.NextRequested())

    def _submit(self) -> None:
        """Submit the draft with the files that it names; it stays if one of them cannot go along."""
        try:
            draft = attach_files(self.shown)
        except UnsendableFileError as error:
            self.show_failure(error)
            return
        self.end_failure()
        # Clear the box now, not when the screen handles the message: what is typed meanwhile is the next draft.
        self.sent += 1
        self.post_message(self.Submitted(draft, self.sent))
        self.show(self.prompts.end())

    async def _run_command(self, call: SlashCall) -> None:
        """Run a slash command. Keys that come meanwhile wait in the queue of the box: they belong to what it opens."""
        command, pastes = call.command, Draft(pasted=self.shown.pasted)
        if call.has_unwanted_text:
            self.notify(f"/{command.slash} takes no text. To send this as a message, type another / in front of it.")
            return
        if command.takes_pastes:
            call, pastes = call._replace(text=full_text(join_drafts(Draft(text=call.text), pastes))), Draft()
        if call.text:
            self.post_message(self.CommandCalled(self.text))
        self.show(join_drafts(self.prompts.end(), pastes))
        where, _, name = command.action.rpartition(".")
        action = (where, name, call.arguments)
        namespace = self if command.place == "box" else self.screen
        if command.place == "app":  # quitting waits until this queue is empty
            self.app.call_later(self.app.run_action, action)  # pyright: ignore[reportUnknownMemberType]  # untyped in Textual
        else:
            await self.app.run_action(action, namespace)  # pyright: ignore[reportUnknownMemberType]  # untyped in Textual

    def action_insert_newline(self) -> None:
        """Insert a line break."""
        self.replace("\n", *self.selection, maintain_selection_offset=False)

    def action_delete_forward(self) -> None:
        """Delete to the right. It may come to an empty box as a binding, when the focus moved behind the key."""
        if self.shown:
            super().action_delete_right()

    def action_delete_right(self) -> None:
        """Delete to the right; in an empty box quit, as a shell does."""
        if self.shown:
            super().action_delete_right()
        else:
            self.post_message(self.QuitRequested())

    def action_scroll_history(self, action: str) -> None:
        """Scroll the history while the box keeps the focus."""
        self.post_message(self.ScrollRequested(action))

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.insert_pasted(event.text, goes_on=isinstance(event, PastePart))
