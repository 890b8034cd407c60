"""What the user does with queued messages: sends the next one, takes one back, drops one."""

from textual import work

from app.tui.screens.chat.lifecycle import ChatLifecycle
from app.tui.session.controller import Controller
from app.tui.widgets.box.message_input import MessageInput
from app.tui.widgets.edge_rows.status_line import StatusLine

DROPPED = "Dropped. {input.earlier} in an empty message box restores it."
NOTHING_QUEUED = "No message is queued here."
NOTICE_S = 5.0


class ChatQueueing(ChatLifecycle):
    """The chat screen with the queue of the open conversation."""

    def on_message_input_next_requested(self) -> None:
        """Go on with a paused queue."""
        if self.controller:
            self._send_next(self.controller, self.controller.current.draft_key)

    def on_message_input_queued_taken(self, event: MessageInput.QueuedTaken) -> None:
        """Forget a message that is back in the box."""
        if self.controller:
            self.controller.conversation.queue.forget(event.queued)

    def on_status_line_queue_clicked(self, event: StatusLine.QueueClicked) -> None:
        """Take the clicked message back into the box, or drop it."""
        self.focus_box()
        if event.label == "Drop":
            self.action_drop_queued(event.number)
        elif self.controller and (draft := self.controller.conversation.queue.take(event.number)):
            self.panes.box.take_back(draft)

    def action_drop_queued(self, number: int = -1) -> None:
        """Drop a queued message, the last one without a number. It can be recalled as a prompt."""
        draft = self.controller and self.controller.conversation.queue.take(number)
        if self.controller and draft:
            self.controller.keep_prompt(draft)
            self.panes.status.show_notice(self.panes.keys.fill(DROPPED), seconds=NOTICE_S)
        else:
            self.panes.status.show_notice(NOTHING_QUEUED, seconds=NOTICE_S)

    @work(exit_on_error=False)
    async def _send_next(self, controller: Controller, key: str) -> None:
        if not await self.has_model():
            self.choose_endpoint(ask=False)
            return
        controller.conversation.queue.resume(key)
        await controller.queue.send_next(key)
