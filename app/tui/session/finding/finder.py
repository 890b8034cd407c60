"""Finds words in all messages of the open thread, also those that are not loaded, and walks through the hits.

The store names the messages; each hit is a message, the newest first, as in the search of all threads. The words in it
are marked in the history.
"""

import asyncio
from collections.abc import Sequence

from app.api.conversation.thread_labels import without_tags
from app.api.requests import ThreadQuery
from app.api.services import Assistants
from app.tui.history import History
from app.tui.session.conversation.conversation import Conversation
from app.tui.session.conversation.jumps import Jumps
from app.tui.session.finding.found_conversations import FoundConversations
from app.tui.session.finding.places import Places, VisitedPlace
from app.tui.session.threads.current_thread import CurrentThread, Visit
from app.tui.text.hits import make_pattern

NOTHING = "Nothing found"
NO_MESSAGE = "In no message"
"""Of a conversation that a search has found by its title or a tag."""


class Finder:
    """The words that are looked for in a thread, its hits, and which of them the view is at."""

    def __init__(
        self, assistants: Assistants, history: History, current: CurrentThread, conversation: Conversation
    ) -> None:
        self._assistants = assistants
        self._history = history
        self._current = current
        self.jumps = Jumps(assistants, history, current, conversation)
        self.places = Places()
        self.words = ""
        self.last_words = ""
        """The words of the last search, which the next one begins with."""
        self._hits: Sequence[str] = ()
        self._at = 0
        self._visit: Visit | None = None
        self._begun_at: str | None = None
        """The message from which on hits are looked for: the last one in view at the beginning."""
        self._is_counted = False
        self._is_remembered = False
        self.found: FoundConversations | None = None
        """The conversations of the search that led here."""
        self.opening = asyncio.Lock()
        """Held while another conversation is opened for its hits."""

    @property
    def is_here(self) -> bool:
        """Whether something is looked for in the thread on the screen."""
        return self._visit is self._current.visit

    @property
    def has_hits(self) -> bool:
        """Whether a message has the words."""
        return bool(self._hits)

    @property
    def count(self) -> str:
        """Say how many messages have the words, which of them is shown, and in which conversation of a search."""
        if not self._is_counted:
            return ""
        conversation = self.found.count if self.found else ""
        messages = f"{self._at + 1:,} of {len(self._hits):,}"
        if not self._hits:
            messages = NO_MESSAGE if conversation else NOTHING
        return ", ".join(filter(None, (messages, conversation)))

    @property
    def place(self) -> VisitedPlace:
        """Where the user is."""
        return VisitedPlace(self._current.id, self._history.excerpt.spot)

    def begin(self, *, is_remembered: bool = False) -> None:
        """Begin to find in the open thread, from the message in view. `is_remembered`: it is known where to go back."""
        self._visit = self._current.visit
        self._begun_at = self._history.excerpt.find_last_in_view()
        self._is_remembered = is_remembered
        if self.found and self.found.open_id != self._current.id:
            self.found = None

    def leaves(self, by: int) -> bool:
        """Whether this step leads out of the open conversation, into another one of the search."""
        is_inside = 0 <= self._at + by < len(self._hits)
        return self.found is not None and self.found.has_others and not is_inside

    def take_found(self, words: str, ids: Sequence[str], *, has_more: bool) -> None:
        """Take the conversations that a search has found; the open one is one of them."""
        open_id = self._current.id
        self.found = None
        if open_id is not None and open_id in ids:
            self.found = FoundConversations(self._assistants, words, ids, open_id, has_more=has_more)

    async def read_hits(self, text: str, thread_id: str) -> Sequence[str]:
        """Read which messages of a thread have these words, the newest first. Raises `Error`."""
        words = " ".join(text.split())
        if make_pattern(words) is None:
            return ()
        listing = await self._assistants.list_threads(ThreadQuery(q=words, thread_id=thread_id))
        return listing.data[0].hits or ()

    async def show_found(self, words: str, at: int | None = None, hits: Sequence[str] | None = None) -> None:
        """Show a hit of a search in the conversation that was just opened, as `search` does. Raises `Error`.

        `hits`: what `read_hits` has found, where that was read while the conversation was being opened.
        """
        self.begin(is_remembered=True)
        await self.search(words, at, hits)
        if not self._hits and without_tags(words) != words:  # the conversation has a tag, no message has the word
            await self.search(without_tags(words), at)

    async def search(self, text: str, at: int | None = None, hits: Sequence[str] | None = None) -> None:
        """Find these words, and go to the newest hit above the end of the view, else to the newest. Raises `Error`.

        `at`: go to this hit instead, 0 for the newest and -1 for the oldest. `hits`: all, if they are known already.
        """
        words = " ".join(text.split())
        self.words, self._hits, self._is_counted = words, (), False
        pattern, visit = make_pattern(words), self._visit
        if pattern is None or visit is None or visit.thread_id is None:
            self._history.mark(pattern)
            return
        self.last_words = words
        if hits is None:
            hits = await self.read_hits(words, visit.thread_id)
        if words != self.words or visit is not self._visit or not self.is_here:
            return  # more was typed, or another thread was opened
        self._hits = hits
        self._is_counted = True
        self._history.mark(pattern)
        if self._hits:
            if not self._is_remembered:
                self.places.remember(self.place)
                self._is_remembered = True
            self._at = self._choose_first() if at is None else at % len(self._hits)
            await self._show()

    async def step(self, by: int) -> None:
        """Go to the next hit, which is older, or with -1 to the previous one; behind the last is the first."""
        if self._hits:
            self._at = (self._at + by) % len(self._hits)
            await self._show()

    def close(self) -> None:
        """Look for nothing any more. The view stays where it is."""
        self.words, self._hits, self._is_counted, self._visit = "", (), False, None
        self._history.mark(None)

    async def _show(self) -> None:
        await self.jumps.to_message(self._hits[self._at], make_pattern(self.words))

    def _choose_first(self) -> int:
        """Return the newest hit that is not below the message from which on hits are looked for."""
        excerpt, begun_at = self._history.excerpt, self._begun_at
        is_older = False
        for at, message_id in enumerate(self._hits):
            is_here = excerpt.has(message_id)
            if is_here and (begun_at is None or not excerpt.is_below(message_id, begun_at)):
                return at
            if not is_here and (is_older or not excerpt.has_newer):
                return at
            is_older = is_older or is_here
        return 0
