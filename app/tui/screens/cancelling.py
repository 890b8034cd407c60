"""Which run a key cancels: the one that was active, or asked for, when the key was pressed.

Keys come faster than they are handled. An Enter right before Esc is still in a queue then, and one right behind it may
be handled before the cancel is carried out.
"""

from textual import work

from app.tui.local_state import LocalState
from app.tui.screens.lifecycle import ChatLifecycle
from app.tui.session.controller import Controller
from app.tui.widgets.queues import wait_until_handled

SEND, RETRY = "send", "retry"
"""The groups of the workers that send a message, and that run a thread again."""


class ChatCancelling(ChatLifecycle):
    """The chat screen with what Esc and Ctrl+C cancel."""

    def __init__(self, local_state: LocalState) -> None:
        super().__init__(local_state)
        self.retries = 0
        """How many retries were asked for."""

    async def earlier_keys_handled(self) -> None:
        """Wait until the box has handled the keys before this one, and the screen what the box has posted then."""
        await wait_until_handled(self.panes.box, self.panes.box, self)

    def cancel(self) -> None:
        """Cancel the run that is active now, or the one that the keys before this one ask for."""
        if self.controller and self.controller.conversation.is_busy:
            self._cancel_run(self.controller)
            return
        is_starting = bool(self._sent_early) or any(one.group in (SEND, RETRY) for one in self.workers)
        asked, asked_before = self._count_asked(), list[int]()

        def count() -> None:
            asked_before.append(self._count_asked())

        self.panes.box.call_later(count)  # behind the keys before this one, before those behind it
        self._cancel_asked(asked, asked_before, is_starting=is_starting)

    def _count_asked(self) -> int:
        """Count the runs that were asked for, with a message or as a retry."""
        return self.panes.box.sent + self.retries

    @work(exit_on_error=False)
    async def _cancel_run(self, controller: Controller) -> None:
        await controller.conversation.cancel()

    @work(exit_on_error=False)
    async def _cancel_asked(self, asked: int, asked_before: list[int], *, is_starting: bool) -> None:
        await self.earlier_keys_handled()
        if not is_starting and asked_before == [asked]:
            return
        if self.controller:
            await self.controller.conversation.cancel()
        else:
            self.panes.box.take_back(self.take_early())
