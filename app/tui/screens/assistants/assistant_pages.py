"""The assistants read so far, page by page, and those of them that match a search."""

from collections.abc import Sequence

from app.api.objects import Assistant
from app.api.requests import Page
from app.api.services import Assistants

PAGE_SIZE = 100
MAX_SEARCHED_CHARS = 2_000
"""Of the instructions: the rest does not tell what an assistant is for."""


class AssistantPages:
    """Assistants, the newest first. The API has no search for them: a search needs all pages."""

    def __init__(self, assistants: Assistants) -> None:
        self._assistants = assistants
        self._all: list[Assistant] = []
        self._words: Sequence[str] = ()
        self.has_more = True
        self.matching: Sequence[Assistant] = ()

    @property
    def is_searching(self) -> bool:
        """Whether only the matching ones are wanted."""
        return bool(self._words)

    async def read_next(self) -> None:
        """Read the next page. Raises `Error`."""
        after = self._all[-1].id if self._all else None
        page = await self._assistants.list_assistants(Page(limit=PAGE_SIZE, after=after))
        known = {one.id for one in self._all}
        self._all += [one for one in page.data if one.id not in known]
        self.has_more = page.has_more
        self._filter()

    def search(self, text: str) -> None:
        """Match only assistants that have all these words in name, model or instructions."""
        self._words = text.casefold().split()
        self._filter()

    def put(self, assistant: Assistant) -> None:
        """Show an assistant that was created or changed here."""
        known = any(one.id == assistant.id for one in self._all)
        if known:
            self._all = [assistant if one.id == assistant.id else one for one in self._all]
        else:
            self._all.insert(0, assistant)
        self._filter()

    def drop(self, assistant_id: str) -> None:
        """Remove a deleted assistant."""
        self._all = [one for one in self._all if one.id != assistant_id]
        self._filter()

    def _filter(self) -> None:
        self.matching = [one for one in self._all if _matches(one, self._words)]


def _matches(assistant: Assistant, words: Sequence[str]) -> bool:
    if not words:
        return True
    instructions = (assistant.instructions or "")[:MAX_SEARCHED_CHARS]
    text = f"{assistant.name or ''}\n{assistant.model}\n{instructions}".casefold()
    return all(word in text for word in words)
