"""What is done with messages: copied, saved, quoted, deleted. The history has the one that is chosen."""

import re
import time
from collections.abc import Mapping
from contextlib import suppress

from textual import work

from app.api.errors import NotFound
from app.tui.history.view.copying import SAVES_MESSAGE, copy
from app.tui.local_state import LocalState
from app.tui.screens.chat.lifecycle import ChatLifecycle
from app.tui.session.threads.current_thread import Visit
from app.tui.text.draft import join_drafts
from app.tui.widgets.box.pastes import as_draft

SAVES_CONVERSATION = "/save saves it to a file."
ENDINGS = {
    **{"python": "py", "javascript": "js", "typescript": "ts", "rust": "rs", "ruby": "rb", "markdown": "md"},
    **{"bash": "sh", "shell": "sh", "zsh": "sh", "console": "sh", "kotlin": "kt", "csharp": "cs", "c#": "cs"},
    **{"c++": "cpp", "perl": "pl", "haskell": "hs", "powershell": "ps1", "text": "txt", "plaintext": "txt", "": "txt"},
}
"""Endings of file names, by language. Any other language is its own ending."""
ASKS_TO_DELETE = "Press {history.delete} again to delete this message"
UNFIT = re.compile(r"[^\w.-]+")
"""What a proposed file name has a hyphen for."""
MAX_NAME_CHARS = 60
DELETE_WINDOW_S = 5.0
"""A second press of the key within this time deletes."""


class ChatMessages(ChatLifecycle):
    """The chat screen with the commands for messages."""

    def __init__(self, local_state: LocalState, keymap: Mapping[str, str]) -> None:
        super().__init__(local_state, keymap)
        self._asked_to_delete = ("", 0.0)
        """The id of the message that was asked about, and when."""

    def action_choose_prompt(self, step: int) -> None:
        """Choose the user's own message above (-1) or below (1)."""
        self.panes.history.cursor.move_to_prompt(step)
        self._show_cursor()

    def _say_none(self, otherwise: str = "There is no message yet.") -> None:
        """Say why there is nothing to act on: no message is chosen, and none is the last."""
        self.notify(self.panes.history.cursor.explain_none(otherwise))

    def _show_cursor(self) -> None:
        self.panes.history.show_changes()
        self.panes.history.refresh()

    def action_toggle_raw(self) -> None:
        """Show the source of the chosen message, or of the last, or show it as Markdown again."""
        history = self.panes.history
        entry = history.cursor.message
        if entry is None:
            self._say_none()
        else:
            with history.transcript.keeping_place():
                entry.shown.is_raw = not entry.shown.is_raw
                if entry.pictures:
                    entry.set(entry.message)  # its source is a longer text
                else:
                    entry.forget()
                history.document.changed(entry)

    def action_quote(self) -> None:
        """Put the selected text into the message box as a quote; without one the chosen message, or the last."""
        text = self.get_selected_text() or self.panes.history.cursor.message_text()
        if text is None:
            self._say_none()
            return
        self.clear_selection()
        quote = "\n".join(f"> {line}".rstrip() for line in text.strip("\n").split("\n"))
        self.panes.box.show(join_drafts(self.panes.box.draft, as_draft(f"{quote}\n\n")))
        self.focus_box()

    def action_delete_message(self) -> None:
        """Delete the chosen message, or the last, when the key is pressed a second time."""
        entry = self.panes.history.cursor.message
        if entry is None:
            self._say_none()
            return
        asked_id, asked_at = self._asked_to_delete
        message_id, now = entry.message.id, time.monotonic()
        self._asked_to_delete = (message_id, now)
        if asked_id != message_id or now - asked_at > DELETE_WINDOW_S:
            self.panes.history.cursor.choose(entry)  # so that it is seen which one is meant
            self._show_cursor()
            self.notify(self.panes.keys.fill(ASKS_TO_DELETE), timeout=DELETE_WINDOW_S)
        else:
            self._delete_message(message_id)

    @work(exit_on_error=False)
    async def _delete_message(self, message_id: str) -> None:
        controller, services = self.controller, self.services
        if controller is None or services is None or controller.current.id is None:
            return
        visit = controller.current.visit
        if message_id in controller.conversation.messages.echoes.ids:
            self.notify("This message is not stored yet.")
            return
        with suppress(NotFound):  # another window has deleted it
            await services.assistants.delete_message(controller.current.id, message_id)
        if visit is not controller.current.visit:
            return
        document = self.panes.history.document
        ids = [entry.message.id for entry in document.entries if entry.is_message]
        if message_id in ids:
            below = ids[ids.index(message_id) + 1 :]
            controller.conversation.messages.remove(message_id, next(iter(below), None))
            self.notify("Message deleted")

    def action_copy_table(self) -> None:
        """Copy the next table of the chosen message, or of the last that has one, as tab-separated values."""
        table = self.panes.history.cursor.next_table()
        if table is None:
            self._say_none("No table to copy")
        else:
            copy(self, table.part.text, f"table {table.number} of {table.total}", SAVES_MESSAGE)

    @work(exit_on_error=False)
    async def action_copy_conversation(self) -> None:
        """Copy the open conversation as Markdown."""
        visit = await self._arrive()
        text = await self._read_conversation(visit) if visit else None
        if text is not None:
            copy(self, text, "the conversation", SAVES_CONVERSATION)

    def action_save_message(self) -> None:
        """Save the chosen message, or the last."""
        if (text := self.panes.history.cursor.message_text()) is None:
            self._say_none()
        else:
            self._ask_where_to_save("the message", text, "message.md")

    def action_save_code(self) -> None:
        """Save the next code block of the chosen message, or of the last that has one."""
        block = self.panes.history.cursor.next_code_block()
        if block is None:
            self._say_none("No code block to save")
            return
        language = block.part.language.lower()
        ending = UNFIT.sub("", ENDINGS.get(language, language)).strip(".") or "txt"
        self._ask_where_to_save(f"code block {block.number} of {block.total}", block.part.text, f"code.{ending}")

    @work(exit_on_error=False)
    async def action_save_conversation(self, path: str = "") -> None:
        """Save the open conversation as Markdown; `path`: what is proposed."""
        visit = await self._arrive()
        title = self.controller.current.title if self.controller else ""
        text = await self._read_conversation(visit) if visit else None
        if text is not None:
            self._ask_where_to_save("the conversation", text, path or f"{suggest_name(title)}.md")

    async def _arrive(self) -> Visit | None:
        return await self.controller.opener.arrive() if self.controller else None

    async def _read_conversation(self, visit: Visit) -> str | None:
        from app.api.conversation.conversation_text import read_as_markdown  # late: the first paint does not need it

        controller, services = self.controller, self.services
        if controller is None or services is None or visit.thread_id is None:
            self.notify("Send a message first: a new conversation has no text.")
            return None
        return await read_as_markdown(services.assistants, visit.thread_id, controller.current.title)

    @work(exit_on_error=False)
    async def _ask_where_to_save(self, what: str, text: str, path: str) -> None:
        from app.tui.screens.messages.save_file import SaveFile  # late: the first paint does not need it

        if self.typed_app.screen is not self:  # the key was pressed twice
            return
        saved = await self.typed_app.push_screen_wait(SaveFile(what, text, path))
        if saved is not None:
            self.notify(f"Saved {what} to {saved}")


def suggest_name(title: str) -> str:
    """Return a name for the file of a conversation."""
    return UNFIT.sub("-", title)[:MAX_NAME_CHARS].strip("-.") or "conversation"
