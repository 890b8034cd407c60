"""The hits of a search, in one conversation after the other; the ends of a conversation, and the way back."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import TYPE_CHECKING

from textual import work

from app.api.errors import NotFound
from app.api.requests import ThreadRow
from app.tui.history import History
from app.tui.screens.chat.actions.finding.chat_finding import ChatFinding
from app.tui.session.controller import Controller
from app.tui.session.thread_opener import DeletedElsewhereError

if TYPE_CHECKING:
    from app.tui.screens.chat.find_line import FindLine
    from app.tui.session.finding.finder import Finder
    from app.tui.session.finding.places import VisitedPlace

NO_PLACE = "There is no place to go back to yet: searching and finding remember where you were."
NO_MORE = "This is the first hit of the search."
NOTICE_S = 5.0


class ChatHits(ChatFinding):
    """The chat screen with what leads from one hit to the next."""

    def on_line_input_submitted(self, event: "FindLine.Submitted") -> None:
        """Go to the next hit on Enter."""
        if event.line is self._line:
            self.action_step_hit(1)

    def on_find_line_step_requested(self, event: "FindLine.StepRequested") -> None:
        """Go to another hit."""
        self.action_step_hit(event.by)

    @work(group="find", exit_on_error=False)
    async def action_step_hit(self, by: int) -> None:
        """Go to the next hit, or with -1 to the previous one; without a search, find the last words again.

        Behind the last hit of a conversation that a search has found comes the next conversation of that search.
        """
        finder, controller = self._get_finder(), self.controller
        if finder is None or controller is None:
            return
        async with finder.opening:  # a key pressed meanwhile is a step from there
            is_new = self._line is None or not finder.is_here
            if is_new:
                finder.begin()
                await self._open_line(finder.last_words)
                if self._line is not None and not finder.last_words:
                    self.set_focus(self._line)
                await finder.search(finder.last_words)
            if finder.leaves(by) and not (is_new and finder.has_hits):
                await self._open_next(finder, controller, by)
            elif not is_new:
                await finder.step(by)
        if not finder.is_here:  # the user has opened another conversation meanwhile
            self._close_line()
        self._show_count()

    async def _open_next(self, finder: "Finder", controller: Controller, by: int) -> None:
        """Go on in the next conversation of the search, or with -1 in the one before. Raises `Error`."""
        while found := finder.found:
            thread_id = await found.find(by, controller.deletions)
            if thread_id is None:
                self.panes.status.show_notice(NO_MORE, seconds=NOTICE_S)
                return
            try:
                await controller.open(thread_id)
            except (DeletedElsewhereError, NotFound):
                found.drop(thread_id)
                continue
            if controller.current.id == thread_id:
                found.open_id = thread_id
                await finder.show_found(found.words, min(by, 0))
                await self._open_line(finder.words)
            return

    def open_hit(self, row: ThreadRow, words: str) -> None:
        """Open a conversation, and show the message in which a search has found these words."""
        if self.controller is None:
            return
        if not words:
            self.run_worker(self.controller.open(row.id), exit_on_error=False)
            return
        threads = self.panes.threads  # asked now: soon it may show all conversations
        found, more = [one.id for one in threads.rows], threads.is_partial
        hit = next(iter(row.hits or ()), None)
        # Not in the worker: what is typed from now on belongs to it.
        opening = self.controller.open_at(row.id, hit)
        self._open_hit(self.controller, opening, row.id, words, found, more)

    @work(exit_on_error=False)
    async def _open_hit(
        self,
        controller: Controller,
        opening: Coroutine[None, None, bool],
        thread_id: str,
        words: str,
        found: Sequence[str],
        has_more: bool,
    ) -> None:
        from app.tui.widgets.frames.held_frames import hold_frames  # late: the first paint does not need it

        finder = self._get_finder()
        place = finder.place if finder else None
        with hold_frames(self):  # the messages and the line of words above them are shown at once
            is_opened, hits = await self._open_and_read(finder, opening, words, thread_id)
            if finder and place and controller.current.id == thread_id:
                finder.places.remember(place)
                finder.take_found(words, found, has_more=has_more)
                await self._show_found(finder, words, hits)
        if is_opened:
            await controller.opener.load_labels()

    async def _open_and_read(
        self, finder: "Finder | None", opening: Coroutine[None, None, bool], words: str, thread_id: str
    ) -> tuple[bool, Sequence[str] | None]:
        """Open a conversation, and meanwhile read which of its messages have the words: then all is laid out once.

        None where that failed: it is read again in the open conversation, or that one is gone. Raises `Error`.
        """
        if finder is None:
            return await opening, None
        is_opened, hits = await asyncio.gather(opening, finder.read_hits(words, thread_id), return_exceptions=True)
        if isinstance(is_opened, BaseException):
            raise is_opened
        return is_opened, None if isinstance(hits, BaseException) else hits

    async def _show_found(self, finder: "Finder", words: str, hits: Sequence[str] | None) -> None:
        """Show the hit, and the line of words above it. Raises `Error`."""
        await finder.show_found(words, hits=hits)
        if not (finder.count and finder.has_hits):
            finder.close()
            return
        await self._open_line(finder.words)
        self._show_count()
        await self._lay_out()

    def action_jump_back(self) -> None:
        """Show what was on the screen before the last jump."""
        finder, controller = self._get_finder(), self.controller
        place = finder.places.take() if finder else None
        if finder is None or controller is None or place is None:
            self.panes.status.show_notice(NO_PLACE, seconds=NOTICE_S)
            return
        # Not in the worker: what is typed from now on belongs to it.
        if place.thread_id != controller.current.id:
            self._close_line()
        self._jump_back(finder, place, controller, controller.open(place.thread_id))

    @work(exit_on_error=False)
    async def _jump_back(
        self, finder: "Finder", place: "VisitedPlace", controller: Controller, opening: Coroutine[None, None, None]
    ) -> None:
        await opening
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
