"""Messages of the open thread that another window or a program has deleted: they leave the screen, and that is said.

Deleting a message changes nothing of the thread but the number of its messages, which the poll reads. Only when that
has changed are the messages compared. What this window does itself takes away messages too, before it shows what comes
in their place: so only those are gone that two polls miss.
"""

from collections.abc import Collection
from contextlib import suppress

from msgspec import UNSET

from app.api.errors import NotFound
from app.api.requests import Page, ThreadRow
from app.api.services import Assistants
from app.tui.history import History
from app.tui.session.conversation.conversation import Conversation
from app.tui.session.threads.current_thread import CurrentThread, Visit

PAGE_SIZE = 100


class DeletedElsewhere:
    """Compares the messages on the screen with those that are stored."""

    def __init__(
        self, assistants: Assistants, current: CurrentThread, conversation: Conversation, history: History
    ) -> None:
        self._assistants = assistants
        self._current = current
        self._conversation = conversation
        self._history = history
        self._compared: tuple[Visit, int] | None = None
        """The visit and the number of messages at which nothing was missing."""
        self._missed: Collection[str] = ()
        """What the last poll missed."""

    async def look(self, row: ThreadRow | None) -> None:
        """Remove what is gone. `row` is the thread's row, just read. Raises `Error`."""
        visit, excerpt = self._current.visit, self._history.excerpt
        if row is None or row.message_count is UNSET or row.id != visit.thread_id or self._current.is_leaving:
            return
        seen = (visit, row.message_count)
        # While a run is active the API lets no message go; a part of a thread is read again when the end is reached.
        if seen == self._compared or self._conversation.is_busy or excerpt.has_newer:
            return
        missing = await self._find_missing(row.id)
        if visit is not self._current.visit:
            return
        gone = [one for one in missing if one in self._missed]
        self._missed = missing
        if not missing:
            self._compared = seen
        elif gone:
            self._remove(gone)

    async def _find_missing(self, thread_id: str) -> list[str]:
        """Return which messages on the screen are not stored: all pages are read down to the oldest that is."""
        unsent = self._conversation.messages.echoes.ids
        missing = {one.id: None for one in self._history.excerpt.messages if one.id not in unsent}
        oldest = await self._find_oldest(thread_id, list(missing))
        after: str | None = None
        while oldest in missing:
            listing = await self._assistants.list_messages(thread_id, Page(limit=PAGE_SIZE, after=after))
            for message in listing.data:
                missing.pop(message.id, None)
            after = listing.last_id
            if not listing.has_more:
                break
        return list(missing)

    async def _find_oldest(self, thread_id: str, ids: list[str]) -> str | None:
        """Return the first of these that is stored. Raises `Error`."""
        for message_id in ids:
            with suppress(NotFound):
                return (await self._assistants.get_message(thread_id, message_id)).id
        return None

    def _remove(self, ids: Collection[str]) -> None:
        here = [one.id for one in self._history.excerpt.messages]
        for message_id in ids:
            below = here[here.index(message_id) + 1 :] if message_id in here else []
            self._conversation.messages.remove(message_id, next((one for one in below if one not in ids), None))
        words = f"{len(ids)} messages were deleted elsewhere."
        if len(ids) == 1:
            words = "A message was deleted elsewhere."
        self._conversation.messages.say(words)
