"""Finds messages: words in the open conversation, the hit of a search, the ends of a conversation, and the way back."""

from collections.abc import Coroutine
from typing import TYPE_CHECKING

from textual import work

from app.api.conversation.thread_labels import without_tags
from app.api.requests import ThreadRow
from app.tui.history import History
from app.tui.screens.chat.lifecycle import ChatLifecycle
from app.tui.session.controller import Controller

if TYPE_CHECKING:
    from app.tui.screens.chat.find_line import FindLine
    from app.tui.session.finding.finder import Finder

NO_PLACE = "There is no place to go back to yet: searching and finding remember where you were."
NOTICE_S = 5.0
LOW_CLASS = "-low"
"""Of the screen in a low window, see `ChatLayout.on_resize`."""


class ChatFinding(ChatLifecycle):
    """The chat screen with what leads to messages."""

    _finder: "Finder | None" = None
    _line: "FindLine | None" = None

    def _get_finder(self) -> "Finder | None":
        """Return what finds messages; None until the services are open."""
        controller = self.controller
        if self._finder is None and controller and self.services:
            from app.tui.session.finding.finder import Finder  # late: the first paint does not need it

            self._finder = Finder(
                self.services.assistants, self.panes.history, controller.current, controller.conversation
            )
        return self._finder

    # The line.

    async def action_find(self, text: str = "") -> None:
        """Open and focus the line for words in this conversation, with this text if there is any."""
        finder = self._get_finder()
        if finder is None:
            return
        self.remove_class("-threads")
        if not finder.is_here or self._line is None:
            finder.begin()
        await self._open_line(text or finder.words or finder.last_words)
        if self._line is not None:
            if not text:
                self._line.select_all()
            self.set_focus(self._line)
            self._find(finder, self._line.text)

    async def _open_line(self, text: str) -> None:
        from app.tui.screens.chat.find_line import FindLine  # late: the first paint does not need it

        if self._line is None:
            self._line = FindLine(text)
            await self.mount(self._line, before=self.panes.history)
        elif self._line.text != text:
            self._line.show(text)

    def leave_pane(self) -> bool:
        """Close the line of words; without one leave what else can be left. False if there was nothing to leave."""
        if self._line is None or (self.pane.is_searching and self.pane in getattr(self.focused, "ancestors", ())):
            return super().leave_pane()
        self._close_line()
        return True

    def _close_line(self) -> None:
        line, self._line = self._line, None
        if self.has_class(LOW_CLASS):
            self.panes.status.show_notice("")
        if self._finder is not None:
            self._finder.close()
        if line is not None:
            if self.focused in (line, self.panes.history):
                self.focus_box()
            line.remove()

    def on_find_line_edited(self, event: "FindLine.Edited") -> None:
        """Find the typed words."""
        if self._finder is not None:
            self._find(self._finder, event.text)

    @work(exclusive=True, group="find", exit_on_error=False)
    async def _find(self, finder: "Finder", text: str) -> None:
        if " ".join(text.split()) != finder.words or not finder.count:
            await finder.search(text)
        self._show_count()

    def on_line_input_submitted(self, event: "FindLine.Submitted") -> None:
        """Go to the next hit on Enter."""
        if event.line is self._line:
            self.action_step_hit(1)

    def on_find_line_step_requested(self, event: "FindLine.StepRequested") -> None:
        """Go to another hit."""
        self.action_step_hit(event.by)

    @work(group="find", exit_on_error=False)
    async def action_step_hit(self, by: int) -> None:
        """Go to the next hit, or with -1 to the previous one; without a search, find the last words again."""
        finder = self._get_finder()
        if finder is None:
            return
        if self._line is None or not finder.is_here:
            finder.begin()
            await self._open_line(finder.last_words)
            if self._line is not None and not finder.last_words:
                self.set_focus(self._line)
            await finder.search(finder.last_words)
        else:
            await finder.step(by)
        self._show_count()

    def _show_count(self) -> None:
        if self._line is None or self._finder is None:
            return
        self._line.show_count(self._finder.count)
        if self.has_class(LOW_CLASS):  # there the line has no border that could hold it
            self.panes.status.show_notice(self._finder.count)

    def on_history_marks_removed(self) -> None:
        """Close the line when another conversation was opened."""
        if self._line is not None and self._finder is not None and not self._finder.is_here:
            self._close_line()

    # Jumps.

    def open_hit(self, row: ThreadRow, words: str) -> None:
        """Open a conversation, and show the message in which a search has found these words."""
        if self.controller:
            opening = self.controller.open(row.id)  # not in the worker: what is typed from now on belongs to it
            self._open_hit(self.controller, opening, row, words)

    @work(exit_on_error=False)
    async def _open_hit(
        self, controller: Controller, opening: Coroutine[None, None, None], row: ThreadRow, words: str
    ) -> None:
        finder = self._get_finder()
        place = finder.place if finder else None
        await opening
        if finder is None or place is None or not words or controller.current.id != row.id:
            return
        finder.places.remember(place)
        finder.begin(is_remembered=True)
        await finder.search(words)
        if not finder.has_hits and without_tags(words) != words:  # the conversation has a tag, no message has the word
            await finder.search(words := without_tags(words))
        if finder.count and finder.has_hits:
            await self._open_line(words)
            self._show_count()
        else:
            finder.close()

    @work(exit_on_error=False)
    async def action_jump_back(self) -> None:
        """Show what was on the screen before the last jump."""
        finder, controller = self._get_finder(), self.controller
        place = finder.places.take() if finder else None
        if finder is None or controller is None or place is None:
            self.panes.status.show_notice(NO_PLACE, seconds=NOTICE_S)
            return
        if place.thread_id != controller.current.id:
            await controller.open(place.thread_id)
        if place.thread_id == controller.current.id:
            await finder.jumps.return_to(place.spot)

    @work(group="newer", exit_on_error=False)
    async def on_history_newer_requested(self) -> None:
        """Read the messages behind the newest one that is loaded."""
        if finder := self._get_finder():
            await finder.jumps.load_newer()

    @work(exit_on_error=False)
    async def on_history_end_requested(self, event: History.EndRequested) -> None:
        """Show the first or the newest message of the conversation, which is not loaded."""
        finder = self._get_finder()
        if finder is None:
            return
        if event.is_first:
            await finder.jumps.to_first()
        else:
            await finder.jumps.to_end()
