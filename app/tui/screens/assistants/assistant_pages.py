"""The assistants read so far, page by page."""

from app.api.objects import Assistant
from app.api.requests import Page
from app.api.services import Assistants

PAGE_SIZE = 100


class AssistantPages:
    """Assistants, the newest first. The API has no search for them: a search needs all pages."""

    def __init__(self, assistants: Assistants) -> None:
        self._assistants = assistants
        self.known: dict[str, Assistant] = {}
        """Those read so far, by id."""
        self.has_more = True

    async def read_next(self) -> None:
        """Read the next page. Raises `Error`."""
        after = next(reversed(self.known), None)
        page = await self._assistants.list_assistants(Page(limit=PAGE_SIZE, after=after))
        for one in page.data:
            self.known.setdefault(one.id, one)
        self.has_more = page.has_more

    def put(self, assistant: Assistant) -> None:
        """Show an assistant that was created or changed here."""
        if assistant.id in self.known:
            self.known[assistant.id] = assistant
        else:
            self.known = {assistant.id: assistant, **self.known}

    def drop(self, assistant_id: str) -> None:
        """Remove a deleted assistant."""
        self.known.pop(assistant_id, None)
