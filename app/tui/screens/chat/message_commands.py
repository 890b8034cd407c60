"""What is done with messages: copied, saved, quoted, deleted. The history has the one that is chosen."""

import re

from textual import work

from app.tui.history.copying import SAVES_MESSAGE, copy
from app.tui.screens.chat.lifecycle import ChatLifecycle

SAVES_CONVERSATION = "/save saves it to a file."
ENDINGS = {
    **{"python": "py", "javascript": "js", "typescript": "ts", "rust": "rs", "ruby": "rb", "markdown": "md"},
    **{"bash": "sh", "shell": "sh", "zsh": "sh", "console": "sh", "kotlin": "kt", "csharp": "cs", "c#": "cs"},
    **{"c++": "cpp", "perl": "pl", "haskell": "hs", "powershell": "ps1", "text": "txt", "plaintext": "txt", "": "txt"},
}
"""Endings of file names, by language. Any other language is its own ending."""
UNFIT = re.compile(r"[^\w.-]+")
"""What a proposed file name has a hyphen for."""
MAX_NAME_CHARS = 60


class ChatMessages(ChatLifecycle):
    """The chat screen with the commands for messages."""

    def action_copy_table(self) -> None:
        """Copy the next table of the chosen message, or of the last that has one, as tab-separated values."""
        table = self.panes.history.cursor.next_table()
        if table is None:
            self.notify("No table to copy")
        else:
            copy(self, table.part.text, f"table {table.number} of {table.total}", SAVES_MESSAGE)

    @work(exit_on_error=False)
    async def action_copy_conversation(self) -> None:
        """Copy the open conversation as Markdown."""
        text = await self._read_conversation()
        if text is not None:
            copy(self, text, "the conversation", SAVES_CONVERSATION)

    def action_save_message(self) -> None:
        """Save the chosen message, or the last."""
        if (text := self.panes.history.cursor.message_text()) is not None:
            self._ask_where_to_save("the message", text, "message.md")

    def action_save_code(self) -> None:
        """Save the next code block of the chosen message, or of the last that has one."""
        block = self.panes.history.cursor.next_code_block()
        if block is None:
            self.notify("No code block to save")
            return
        language = block.part.language.lower()
        ending = UNFIT.sub("", ENDINGS.get(language, language)).strip(".") or "txt"
        self._ask_where_to_save(f"code block {block.number} of {block.total}", block.part.text, f"code.{ending}")

    @work(exit_on_error=False)
    async def action_save_conversation(self, path: str = "") -> None:
        """Save the open conversation as Markdown; `path`: what is proposed."""
        text = await self._read_conversation()
        if text is not None:
            title = self.controller.current.title if self.controller else ""
            self._ask_where_to_save("the conversation", text, path or f"{suggest_name(title)}.md")

    async def _read_conversation(self) -> str | None:
        from app.api.conversation.conversation_text import read_as_markdown  # late: the first paint does not need it

        controller, services = self.controller, self.services
        if controller is None or services is None or controller.current.id is None:
            self.notify("Send a message first: a new conversation has no text.")
            return None
        return await read_as_markdown(services.assistants, controller.current.id, controller.current.title)

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
