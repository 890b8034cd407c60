"""Ctrl+C and Ctrl+D: what they take back first, and when they quit."""

from collections.abc import Mapping

from textual import work
from textual.timer import Timer

from app.tui.history.view.copying import SELECTS, copy
from app.tui.local_state import LocalState
from app.tui.screens.chat.actions.cancelling import ChatCancelling

QUIT_WINDOW_S = 2.0
"""A second Ctrl+C within this time quits."""


class ChatQuitting(ChatCancelling):
    """The keys that interrupt or quit."""

    def __init__(self, local_state: LocalState, keymap: Mapping[str, str]) -> None:
        super().__init__(local_state, keymap)
        self._quit_timer: Timer | None = None
        self._interrupted_at = 0
        self.keys_pressed = 0
        """Counted by the app. Two Ctrl+C quit only if no key was pressed between them."""

    def on_message_input_quit_requested(self) -> None:
        """Quit on Ctrl+D in an empty box."""
        self._quit()

    def action_interrupt(self) -> None:
        """Ctrl+C: copy the selection, else stash the draft, else cancel the run; when idle, quit the second time."""
        box = self.panes.box
        if box.is_searching:
            box.leave_recalled()
        elif selected := self.get_selected_text() or box.selected_text:
            copy(self, selected, "the selection", SELECTS)
            self.clear_selection()
        elif self.controller and (box.draft or box.shown):
            self.controller.stash()
        elif self.is_asking or self.is_busy:
            self.cancel()
        elif self._quit_timer and self.keys_pressed == self._interrupted_at + 1:
            self._quit()
        else:
            if self._quit_timer:
                self._quit_timer.stop()
            self._interrupted_at = self.keys_pressed
            self.panes.status.show_notice(
                self.panes.keys.fill("Press {app.interrupt} again to quit"), seconds=QUIT_WINDOW_S
            )
            self._quit_timer = self.set_timer(QUIT_WINDOW_S, self._forget_interrupt)

    @work(exit_on_error=False)
    async def _quit(self) -> None:
        await self.run_action("app.quit")

    def _forget_interrupt(self) -> None:
        self._quit_timer = None
