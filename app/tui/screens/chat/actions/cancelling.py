"""Which run a key cancels: the one that was active, or asked for, when the key was pressed.

Keys come faster than they are handled. An Enter right before Esc is still in a queue then, and one right behind it may
be handled before the cancel is carried out.
"""

from collections.abc import Mapping

from msgspec import Struct
from textual import work

from app.api.errors import Error
from app.tui.keys.queues import wait_until_handled
from app.tui.local_state import LocalState
from app.tui.screens.chat.lifecycle import ChatLifecycle
from app.tui.session.controller import Controller
from app.tui.text.draft import Draft

SEND, RETRY = "send", "retry"
"""The groups of the workers that send a message, and that run a thread again."""


class Asked(Struct, eq=False):
    """What the user asked for, until a model is found for it: a message, or without a draft a retry."""

    controller: Controller
    draft: Draft | None
    draft_key: str
    number: int
    """The messages sent and the retries up to this one."""
    is_cancelled: bool = False


class ChatCancelling(ChatLifecycle):
    """The chat screen with what Esc and Ctrl+C cancel."""

    def __init__(self, local_state: LocalState, keymap: Mapping[str, str]) -> None:
        super().__init__(local_state, keymap)
        self.retries = 0
        """How many retries were asked for."""
        self._asked: list[Asked] = []

    def note_message(self, controller: Controller, draft: Draft, number: int) -> Asked:
        """Note a message that is about to be sent, and how many were sent up to it."""
        asked = Asked(controller, draft, controller.current.draft_key, number + self.retries)
        self._asked.append(asked)
        return asked

    def note_retry(self, controller: Controller) -> Asked:
        """Note that the thread is about to be run again."""
        self.retries += 1
        asked = Asked(controller, None, controller.current.draft_key, self._count_asked())
        self._asked.append(asked)
        return asked

    def forget(self, asked: Asked) -> None:
        """Ask for it no more, unless it was taken back already."""
        if not asked.is_cancelled:
            self._asked.remove(asked)

    async def finds_model(self, asked: Asked) -> bool:
        """Whether a model answers; without one, what was asked for goes back, and the choice of a model comes first.

        Until that is known, Esc takes it back, and the answer is False. Raises `Error`.
        When the app ends meanwhile, `take_all_back` finds it.
        """
        try:
            has_model = await self.has_model()
        except Error:
            self._take_back([asked])
            raise
        if asked.is_cancelled:
            return False
        if has_model:
            self._asked.remove(asked)
        else:
            self._take_back([asked])
            self.choose_endpoint(ask=False)
        return has_model

    async def earlier_keys_handled(self) -> None:
        """Wait until the box has handled the keys before this one, and the screen what the box has posted then."""
        await wait_until_handled(self.panes.box, self.panes.box, self)

    def on_message_input_leave_requested(self) -> None:
        """Do what Esc does where the message box has nothing of its own to leave."""
        if not self.leave_pane():
            self.cancel()

    def cancel(self) -> None:
        """Cancel the run that is active now, or the one that the keys before this one ask for."""
        if self.controller and self.controller.opener.take_back():
            return
        if self.controller and self.is_busy:
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
        last = max(asked_before, default=asked)
        if self._take_back([one for one in self._asked if one.number <= last]):
            return
        if not is_starting and asked_before == [asked]:
            return
        if self.controller and self.controller.opener.take_back():
            return
        if self.controller is None:
            self.panes.box.take_back(self.take_early())
        elif not self.controller.current.is_leaving:
            await self.controller.conversation.cancel()

    @property
    def is_busy(self) -> bool:
        """Whether a run is active in the open conversation; one that the user is leaving is not theirs to cancel."""
        controller = self.controller
        return controller is not None and not controller.current.is_leaving and controller.conversation.is_busy

    @property
    def is_asking(self) -> bool:
        """Whether a message or a retry waits for a model."""
        return bool(self._asked)

    def take_all_back(self) -> None:
        """Take back every message that waits for a model or a thread: its text is a draft again."""
        self._take_back(self._asked[:])
        if self.controller:
            self.controller.opener.take_back()

    def _take_back(self, taken: list[Asked]) -> bool:
        """Take back what waits for a model. False if nothing does."""
        for one in reversed([one for one in taken if not one.is_cancelled]):
            self._asked.remove(one)
            one.is_cancelled = True
            if one.draft:
                self.put_back(one.controller, one.draft, one.draft_key)
        return bool(taken)
