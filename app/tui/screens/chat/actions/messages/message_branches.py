"""The commands of the chat screen that fork a conversation, write a message again, and show what else stood there."""

from typing import TYPE_CHECKING

from textual import work

from app.api.objects import Message
from app.tui.local_state import UnsentText
from app.tui.screens.chat.lifecycle import ChatLifecycle
from app.tui.session.controller import Controller

if TYPE_CHECKING:
    from app.tui.session.branches.branching import Branching

CHOOSE = {
    "": "There is no stored message here yet.",
    "user": "Choose one of your own messages to edit it.",
    "assistant": "Choose a reply to have it written again.",
}
NO_SIBLINGS = "No message here has another version."


class ChatBranching(ChatLifecycle):
    """The chat screen with the branches of a conversation. Its commands are about the chosen message, or the last."""

    @work(exit_on_error=False)
    async def action_fork(self) -> None:
        """Go on after a message in a conversation of its own."""
        message = self._find_message()
        if self.controller and message:
            await self._branching(self.controller).fork(message.thread_id, message.id)
            self.focus_box()

    @work(exit_on_error=False)
    async def action_edit(self) -> None:
        """Change one of the user's messages, and ask again."""
        from app.tui.screens.branches.edit_message import EditMessage  # late: the first paint does not need it

        message = self._find_message("user")
        if self.controller is None or message is None or self.typed_app.screen is not self:
            return
        unsent = UnsentText(self._local_state, message.thread_id, message.id)
        text = await self.typed_app.push_screen_wait(EditMessage(message.text, unsent))
        self.save_soon()
        if text:
            unsent.drop()  # written together with the draft that it becomes
            self.focus_box()  # at once: once the run has begun the user may be elsewhere
            await self._branching(self.controller).edit(message, text)

    @work(exit_on_error=False)
    async def action_regenerate(self) -> None:
        """Answer again what the chosen reply answers; where the last run wrote no whole reply, retry that."""
        chosen = self.panes.history.cursor.chosen
        if self.controller is None:
            return
        document, is_part = self.panes.history.document, self.panes.history.excerpt.has_newer
        if document.captions.can_retry and not is_part and chosen in (None, document.entries[-1]):
            await self.run_action("screen.retry")
            return
        message = self._find_message("assistant")
        if message:
            await self._branching(self.controller).regenerate(message)

    @work(exit_on_error=False)
    async def action_walk_siblings(self, step: int) -> None:
        """Show the version before (-1) or after (1) a message, and the conversation that goes on from it."""
        if self.controller is None:
            return
        siblings = self.controller.conversation.messages.siblings
        chosen = self.panes.history.cursor.chosen
        message_id = chosen.message.id if chosen else siblings.newest
        if message_id is not None:
            await siblings.load([message_id])  # some may have been deleted elsewhere, others added
        if message_id is None or not siblings.has(message_id):
            self.notify(NO_SIBLINGS if chosen is None else "This message has no other version.")
            return
        await self._branching(self.controller).walk(message_id, step)

    async def retry_run(self, controller: Controller) -> None:
        """Run the thread again; the new reply takes the place of a dead one. Raises `Error`."""
        before, history = controller.conversation.run, self.panes.history
        await controller.retry()
        after = controller.conversation.run
        if before is None or after is None or before.id == after.id or before.thread_id != after.thread_id:
            return
        # One that failed or was cancelled stays in sight until the new one begins.
        shown = [entry.message for entry in history.document.entries if entry.is_message]
        for message in shown:
            if message.run_id == before.id and not message.broke_off:
                history.transcript.drop(message.id)
        history.action_scroll_end()

    def _find_message(self, role: str = "") -> Message | None:
        """Return the chosen message or the last one, of this role if one is given; None, said why, if there is none."""
        message = self.panes.history.cursor.find_message(role)
        if message is None or not message.id.startswith("msg_"):  # an echo that is not stored yet
            self.notify(self.panes.history.cursor.explain_none(CHOOSE[role]))
            return None
        return message

    def _branching(self, controller: Controller) -> "Branching":
        from app.tui.session.branches.branching import Branching  # late: the first paint does not need it

        assert self.services
        return Branching(self.services.assistants, self.panes, self._local_state, controller)
