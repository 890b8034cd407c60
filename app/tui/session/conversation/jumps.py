"""Jumps in the open thread: to a message anywhere in it, to its first and its newest message, and back to a spot.

What is far from the messages on the screen is read alone, as a part of the thread, which grows when the view comes near
its borders. Events of a run are not shown in a part that does not reach the end: there all of them are read again.
"""

import re
from collections.abc import Sequence

from app.api.errors import Error
from app.api.objects import Message
from app.api.requests import Page
from app.api.services import Assistants
from app.tui.history import History, Spot
from app.tui.session.conversation.conversation import Conversation
from app.tui.session.conversation.newest_page import PAGE_SIZE, NewestPage, read_newest_page, read_part
from app.tui.session.threads.current_thread import CurrentThread


class Jumps:
    """Moves the view of one history to other messages of the open thread."""

    def __init__(
        self, assistants: Assistants, history: History, current: CurrentThread, conversation: Conversation
    ) -> None:
        self._assistants = assistants
        self._history = history
        self._current = current
        self._conversation = conversation
        self._messages = conversation.messages

    async def to_message(self, message_id: str, pattern: re.Pattern[str] | None = None) -> None:
        """Choose a message, and show the first hit of the pattern in it. Raises `Error`."""
        if self._history.excerpt.jump(message_id, pattern):
            return  # whoever has put it there loads what is known of it
        if await self._read_around(message_id):
            self._history.excerpt.jump(message_id, pattern)
            await self._messages.load_facts_of_part()

    async def to_first(self) -> None:
        """Show the first message of the thread. Raises `Error`."""
        visit, thread_id = self._current.visit, self._current.id
        if thread_id is None:
            return
        first = await self._assistants.list_messages(thread_id, Page(limit=PAGE_SIZE, order="asc"))
        if visit is not self._current.visit:
            return
        if not first.has_more:
            await self.to_end()
        else:
            self._messages.show_part(first.data, older=False)
        self._history.action_scroll_home()
        await self._messages.load_facts_of_part()

    async def to_end(self) -> None:
        """Show the newest messages, and follow. Raises `Error`."""
        visit = self._current.visit
        page = await read_newest_page(self._assistants, visit.thread_id)
        if visit is self._current.visit:
            self._conversation.show(page)
            await self._conversation.load_facts()

    async def return_to(self, spot: Spot | None) -> None:
        """Show a spot again; None is the end. Raises `Error`."""
        excerpt = self._history.excerpt
        if spot is None:
            if excerpt.has_newer:
                await self.to_end()
            self._history.action_scroll_end()
        elif excerpt.return_to(spot) or await self._read_around(spot.message_id):
            excerpt.return_to(spot)
            await self._messages.load_facts_of_part()

    async def load_newer(self) -> None:
        """Put the messages behind the newest one here below it. Raises `Error`."""
        visit, excerpt = self._current.visit, self._history.excerpt
        here = excerpt.messages
        if not (visit.thread_id and here and excerpt.has_newer):
            return
        page: NewestPage | None = None
        try:
            newer = await self._assistants.list_messages(visit.thread_id, Page(limit=PAGE_SIZE, before=here[-1].id))
            if not newer.has_more:
                page = await read_newest_page(self._assistants, visit.thread_id)
        except Error:
            excerpt.request_newer_again()
            raise
        if visit is not self._current.visit or not excerpt.has_newer or excerpt.messages[-1].id != here[-1].id:
            return  # another jump came first
        if page is None:
            self._messages.add_newer(newer.data[::-1])
            await self._messages.load_facts_of_part()
        else:
            self._reach_end([*excerpt.messages, *newer.data[::-1]], page)
            await self._conversation.load_facts()

    def _reach_end(self, messages: Sequence[Message], page: NewestPage) -> None:
        """Show the end of the thread with all messages that are here, and stay at the same row."""
        excerpt = self._history.excerpt
        known, spot = {one.id for one in messages}, excerpt.spot
        whole = [*messages, *(one for one in page.messages if one.id not in known)]
        self._conversation.show(NewestPage(page.run, whole, excerpt.has_older))
        if spot is not None:
            excerpt.return_to(spot)

    async def _read_around(self, message_id: str) -> bool:
        """Show the part of the thread around a message. False if another thread was opened meanwhile."""
        visit, thread_id = self._current.visit, self._current.id
        if thread_id is None:
            return False
        part = await read_part(self._assistants, thread_id, message_id)
        if visit is not self._current.visit:
            return False
        if part:
            self._messages.show_part(part.messages, older=part.has_older)
        else:
            await self.to_end()
        return visit is self._current.visit
