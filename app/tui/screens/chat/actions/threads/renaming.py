"""Renames conversations, in a dialog or with the title typed behind `/rename`; runs what was chosen in the palette."""

from textual import work

from app.tui.keys.recent import THREAD_PREFIX
from app.tui.keys.table import COMMANDS
from app.tui.screens.chat.lifecycle import ChatLifecycle
from app.tui.session.controller import Controller


class ChatRenaming(ChatLifecycle):
    """The chat screen with what renames a conversation, and what the palette needs."""

    @work(exit_on_error=False)
    async def action_rename(self, title: str = "") -> None:
        """Rename the open thread; without a title, ask for it."""
        if not self.controller:
            return
        thread_id = self.controller.current.next_id
        if thread_id is None:
            self.notify("Send a message first: a new conversation has no title.")
        elif title:
            await self.controller.pages.rename(thread_id, " ".join(title.split()))
        else:
            await self.ask_for_title(self.controller, thread_id)

    async def run_chosen(self, name: str | None) -> None:
        """Run a command of the palette, or open the conversation that was chosen in it."""
        command = next((one for one in COMMANDS if one.id == name), None)
        if command is not None:
            place = self.panes.history if command.place == "history" else self
            await self.typed_app.run_action(command.action, place)
        elif name is not None and self.controller:
            self.focus_box()
            self.run_worker(self.controller.open(name.removeprefix(THREAD_PREFIX)), exit_on_error=False)

    async def ask_for_title(self, controller: Controller, thread_id: str) -> None:
        """Ask for a title in a dialog, and store it."""
        from app.tui.screens.commands.rename import Rename  # late: the first paint does not need it

        row = await controller.pages.get(thread_id)
        if self.typed_app.screen is not self:  # the key was pressed twice, or another dialog was opened meanwhile
            return
        title = await self.typed_app.push_screen_wait(Rename(row.title))
        if title is not None:
            await controller.pages.rename(thread_id, title)
