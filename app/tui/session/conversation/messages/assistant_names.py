"""The names of the assistants that wrote the messages on the screen."""

from collections.abc import Iterable

from app.api.errors import Error
from app.api.services import Assistants
from app.tui.history import Transcript


class AssistantNames:
    """Reads each name once for each thread that is opened: another window may have renamed the assistant since."""

    def __init__(self, assistants: Assistants, history: Transcript) -> None:
        self._assistants = assistants
        self._history = history
        self._read: set[str] = set()

    def forget(self) -> None:
        """Read all names again when they are next needed; those that are known stay on the screen."""
        self._read.clear()

    async def load(self, assistant_ids: Iterable[str | None]) -> None:
        """Show the names of these assistants. One that was deleted, or cannot be read, has none."""
        for assistant_id in set(assistant_ids):
            if not assistant_id or assistant_id in self._read:
                continue
            self._read.add(assistant_id)
            try:
                assistant = await self._assistants.get_assistant(assistant_id)
            except Error:
                continue
            self._history.caption({assistant_id: assistant.name or ""}, {})
