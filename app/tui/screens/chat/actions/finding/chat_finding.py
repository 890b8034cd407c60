"""The line for words in the open conversation, and what finds them."""

import asyncio
from typing import TYPE_CHECKING

from textual import work

from app.tui.screens.chat.lifecycle import ChatLifecycle
from app.tui.session.controller import Controller

if TYPE_CHECKING:
    from app.tui.screens.chat.find_line import FindLine
    from app.tui.session.finding.finder import Finder

LOW_CLASS = "-low"
"""Of the screen in a low window, see `ChatLayout.on_resize`."""


class ChatFinding(ChatLifecycle):
    """The chat screen with the line of words."""

    _finder: "Finder | None" = None
    _line: "FindLine | None" = None
    _awaits_conversation = False
    """Whether the line was opened for a conversation that is still being opened."""

    def _get_finder(self) -> "Finder | None":
        """Return what finds messages; None until the services are open."""
        controller = self.controller
        if self._finder is None and controller and self.services:
            from app.tui.session.finding.finder import Finder  # late: the first paint does not need it

            self._finder = Finder(
                self.services.assistants, self.panes.history, controller.current, controller.conversation
            )
        return self._finder

    async def action_search(self, text: str = "") -> None:
        """Open the filter of the thread list, and import what opens a hit while the words are typed."""
        await super().action_search(text)
        self._prepare_hits()

    @work
    async def _prepare_hits(self) -> None:
        from app.tui.screens.chat.dialog_imports import import_finding  # late: the start does not need it

        await asyncio.to_thread(import_finding)

    # The line.

    async def action_find(self, text: str = "") -> None:
        """Open and focus the line for words in this conversation, with this text if there is any."""
        finder = self._get_finder()
        if finder is None:
            return
        self.show_pane(False)
        if self.controller and self.controller.current.is_leaving:
            self._awaits_conversation = True
            self._find_after_opening(finder, self.controller)
        elif not finder.is_here or self._line is None:
            finder.begin()
        await self._open_line(text or finder.words or finder.last_words)
        if self._line is not None:
            if not text:
                self._line.select_all()
            self.set_focus(self._line)
            self._find(finder, self._line.text)

    @work(exclusive=True, group="find after opening", exit_on_error=False)
    async def _find_after_opening(self, finder: "Finder", controller: Controller) -> None:
        """Find the words of the line, once the conversation is open in which they were asked for."""
        visit = await controller.opener.arrive()
        self._awaits_conversation = False
        if self._line is None:
            return
        if visit is None:
            self._close_line()
        else:
            finder.begin()
            self._find(finder, self._line.text)

    async def _open_line(self, text: str) -> None:
        from app.tui.screens.chat.find_line import FindLine  # late: the first paint does not need it

        if self._line is None:
            self._line = FindLine(text)
            await self.mount(self._line, before=self.panes.history)
        elif self._line.text != text:
            self._line.show(text)

    async def _lay_out(self) -> None:
        """Wait until the messages know their size, which an opened line changes."""
        done = asyncio.Event()
        self.call_after_refresh(self.panes.history.call_later, done.set)
        self.call_later(self.lay_out_now)
        await done.wait()

    def leave_pane(self) -> bool:
        """Close the line of words; without one leave what else can be left. False if there was nothing to leave."""
        if self._line is None or (self.pane.is_searching and self.pane in getattr(self.focused, "ancestors", ())):
            return super().leave_pane()
        if self.focused is self.panes.history:
            self.focus_box()
        self._close_line()
        return True

    def _close_line(self) -> None:
        line, self._line = self._line, None
        if self.has_class(LOW_CLASS):
            self.panes.status.show_notice("")
        if self._finder is not None:
            self._finder.close()
        if line is not None:
            if self.focused is line:
                self.focus_box()
            line.remove()

    def on_find_line_edited(self, event: "FindLine.Edited") -> None:
        """Find the typed words."""
        if self._finder is not None:
            self._find(self._finder, event.text)

    @work(exclusive=True, group="find", exit_on_error=False)
    async def _find(self, finder: "Finder", text: str) -> None:
        if self._awaits_conversation:
            return
        if " ".join(text.split()) != finder.words or not finder.count:
            finder.found = None  # the next conversation of a search has its words, not these
            await finder.search(text)
        self._show_count()

    def _show_count(self) -> None:
        if self._line is None or self._finder is None:
            return
        self._line.show_count(self._finder.count)
        if self.has_class(LOW_CLASS):  # there the line has no border that could hold it
            self.panes.status.show_notice(self._finder.count)

    def on_history_marks_removed(self) -> None:
        """Close the line when another conversation was opened, unless that is done for its hits."""
        finder = self._finder
        is_asked_for = self._awaits_conversation or (finder is not None and (finder.is_here or finder.opening.locked()))
        if self._line is not None and finder is not None and not is_asked_for:
            self._close_line()
