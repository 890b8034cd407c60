"""The command of the chat screen that asks two models or assistants at once."""

from textual import work

from app.tui.keys.slash import text_to_send
from app.tui.screens.chat.lifecycle import ChatLifecycle
from app.tui.session.controller import Controller
from app.tui.session.threads.current_thread import Visit
from app.tui.widgets.box.mentioned_files import UnsendableFileError, attach_files
from app.tui.widgets.box.pastes import as_draft

WRITE_FIRST = "Write the message first, or type it behind /compare."
IS_BUSY = "A reply is being written here. Compare when it is over."
IS_ELSEWHERE = "Another conversation was opened meanwhile. The message is a draft in the one before."
IS_OPENING = "The conversation is still being opened. The message is a draft in it: compare once more."


class ChatCompare(ChatLifecycle):
    """The chat screen with the comparison of two answers."""

    def action_compare(self, text: str = "") -> None:
        """Ask two models what is in the message box; `text` is put there first, so that it is a draft until then."""
        if text:
            self.panes.box.take_back(as_draft(text))
        if self.controller and self.controller.current.is_leaving:
            self.notify(IS_OPENING)
        elif self.controller:
            self._compare(self.controller, self.controller.current.visit)

    @work(exit_on_error=False)
    async def _compare(self, controller: Controller, visit: Visit) -> None:
        from app.tui.screens.compare.compare_screen import CompareScreen
        from app.tui.session.branches.comparison import Comparison  # late: the first paint does not need them

        if self.services is None or self.typed_app.screen is not self:
            return
        if not await self.has_model():
            self.choose_endpoint(ask=False)
            return
        if controller.current.is_leaving or controller.current.id != visit.thread_id:
            self.notify(IS_ELSEWHERE)
            return
        try:
            draft = attach_files(self.panes.box.draft)
        except UnsendableFileError as error:
            self.panes.box.show_failure(error)
            return
        if not text_to_send(draft):
            self.notify(WRITE_FIRST)
        elif controller.conversation.is_busy:
            self.notify(IS_BUSY)
        elif self.typed_app.screen is self:
            comparison = Comparison(self.services, self.panes, self._local_state, controller, draft)
            screen = CompareScreen(comparison, self._local_state.models, self.panes.keys)
            await self.typed_app.push_screen_wait(screen)
            self.focus_box()
