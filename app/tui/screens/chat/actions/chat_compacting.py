"""The command of the chat screen that goes on in a new conversation, from a summary of the open one."""

from textual import work
from textual.worker import Worker

from app.tui.screens.chat.actions.cancelling import ChatCancelling
from app.tui.session.controller import Controller
from app.tui.text.draft import Draft, join_drafts

COMPACTED = "This conversation goes on from a summary. The one before it is in the list, as it was."
NOTHING = "There is nothing to summarize yet."
CANCELLED = "Cancelled: nothing was changed."
NOTICE_S = 8.0


class ChatCompacting(ChatCancelling):
    """The chat screen with the summary that is being made; Esc cancels it."""

    _compacting: "Worker[None] | None" = None

    def cancel(self) -> None:
        """Cancel the summary, if one is being made; else the run."""
        if self._compacting is not None:
            self._compacting.cancel()
            self._compacting = None
            self.panes.status.show_notice(CANCELLED, seconds=NOTICE_S)
        else:
            super().cancel()

    def action_compact(self) -> None:
        """Summarize the open conversation, and go on in a new one."""
        if self.controller is None or self._compacting is not None:
            return
        if self.controller.current.next_id is None:
            self.panes.status.show_notice(NOTHING, seconds=NOTICE_S)
            return
        self._compacting = self._compact(self.controller, self.controller.current.next_id)

    @work(exit_on_error=False)
    async def _compact(self, controller: Controller, thread_id: str) -> None:
        from app.tui.session.conversation.context.compaction import Compaction  # late: the first paint needs none of it

        assert self.services
        try:
            if await controller.opener.arrive() is None:
                return
            if not await self.has_model():
                self.choose_endpoint(ask=False)
                return
            if controller.current.is_leaving or controller.current.id != thread_id:
                return
            conversation = controller.conversation
            compaction = Compaction(
                self.services.assistants,
                self.panes,
                thread_id,
                conversation.assistant_id,
                conversation.starting.model,
            )
            new_id = await compaction.run(controller.current.title)
        finally:
            self._compacting = None
        await self._go_on(controller, thread_id, new_id)

    async def _go_on(self, controller: Controller, thread_id: str, new_id: str) -> None:
        """Open the new thread, unless the user has left the old one; draft, queue and model come along."""
        models, queue = self._local_state.models, controller.conversation.queue
        if model := models.get(thread_id):
            models.choose(new_id, model)
        await controller.pages.refresh()
        if controller.current.id != thread_id or controller.current.is_leaving:
            return
        controller.opener.keep_draft()
        draft = self._local_state.get_draft(thread_id)
        self.panes.box.show(Draft())  # what is in the box is the draft of the old one
        queue.move(thread_id, new_id)
        self._local_state.set_draft(new_id, join_drafts(self._local_state.get_draft(new_id), draft))
        await controller.open(new_id)
        self.panes.status.show_notice(COMPACTED, seconds=NOTICE_S)
