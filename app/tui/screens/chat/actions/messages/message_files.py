"""The files of messages: their names are read once they are on the screen."""

from textual import work

from app.tui.history.view.view_changes import FilesWanted
from app.tui.screens.chat.lifecycle import ChatLifecycle


class ChatFiles(ChatLifecycle):
    """The chat screen with the files of messages."""

    @work(exit_on_error=False)
    async def on_history_files_wanted(self, event: FilesWanted) -> None:
        """Read the names of files that are on the screen without one."""
        if self.controller:
            await self.controller.conversation.messages.files.read(event.file_ids)
