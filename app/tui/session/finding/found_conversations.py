"""The conversations that a search has found, in the order of its list, and which of them is open."""

from collections.abc import Container, Sequence

from app.api.errors import NotFound
from app.api.requests import ThreadQuery
from app.api.services import Assistants

PAGE_SIZE = 100


class FoundConversations:
    """The ids of the conversations, read page by page; `has_more`: the search has found others behind them."""

    def __init__(self, assistants: Assistants, words: str, ids: Sequence[str], open_id: str, *, has_more: bool) -> None:
        self._assistants = assistants
        self.words = words
        self._ids = list(ids)
        self.open_id = open_id
        self._has_more = has_more

    @property
    def has_others(self) -> bool:
        """Whether there is a conversation beside the open one."""
        return len(self._ids) > 1 or self._has_more

    @property
    def count(self) -> str:
        """Say which of the conversations is open; nothing if there is no other."""
        if not self.has_others or self.open_id not in self._ids:
            return ""
        more = "+" if self._has_more else ""
        return f"conversation {self._ids.index(self.open_id) + 1:,} of {len(self._ids):,}{more}"

    async def find(self, by: int, hidden: Container[str]) -> str | None:
        """Return the next conversation, or with -1 the one before the open one. Raises `Error`.

        Behind the last is the first. In front of the first is the last, but None if that was not read: for it the store
        would have to find all of them.
        """
        ids = self._without(hidden)
        at = ids.index(self.open_id) + by
        if at == len(ids) and self._has_more:
            await self._read_more()
            ids = self._without(hidden)
        if at < 0 and self._has_more:
            return None
        return ids[at % len(ids)]

    def drop(self, thread_id: str) -> None:
        """Forget a conversation that was deleted."""
        self._ids.remove(thread_id)

    def _without(self, hidden: Container[str]) -> list[str]:
        return [one for one in self._ids if one == self.open_id or one not in hidden]

    async def _read_more(self) -> None:
        query = ThreadQuery(limit=PAGE_SIZE, q=self.words, after=self._ids[-1])
        try:
            page = await self._assistants.list_threads(query)
        except NotFound:  # the last one was deleted
            self._has_more = False
            return
        known = set(self._ids)
        self._ids += [row.id for row in page.data if row.id not in known]
        self._has_more = page.has_more
