"""The siblings of the messages on screen: what other threads have in their place, and which of them each is."""

from collections.abc import Sequence

from msgspec import Struct

from app.api.requests import ThreadQuery
from app.api.services import Assistants
from app.tui.history import History


class Variant(Struct, frozen=True):
    """One of several messages at the same place, and the thread that has it."""

    thread_id: str
    message_id: str


class SiblingView:
    """Reads the siblings of messages, and shows in their headers which of how many each is."""

    def __init__(self, assistants: Assistants, history: History) -> None:
        self._assistants = assistants
        self._transcript = history.transcript
        self._document = history.document
        self._variants: dict[str, list[Variant]] = {}

    async def load(self, message_ids: Sequence[str]) -> None:
        """Show which of how many these messages are, and forget what was known of them. Raises `Error`."""
        if not message_ids:
            return
        found: dict[str, list[Variant]] = {}
        # An older server knows no siblings: it answers with the list of all threads.
        for row in (await self._assistants.list_threads(ThreadQuery(siblings_of=",".join(message_ids)))).data:
            if row.sibling:
                found.setdefault(row.sibling.instead_of, []).append(Variant(row.id, row.sibling.message_id))
        self._variants = {**{key: one for key, one in self._variants.items() if key not in message_ids}, **found}
        places = {key: f"{_place(key, variants)}/{len(variants)}" for key, variants in self._variants.items()}
        if self._document.captions.set_places(places):
            with self._transcript.keeping_place():
                self._document.recaption()

    @property
    def newest(self) -> str | None:
        """The last message on screen that has siblings."""
        shown = (entry.message.id for entry in reversed(self._document.entries))
        return next((message_id for message_id in shown if message_id in self._variants), None)

    def neighbour(self, message_id: str, step: int) -> Variant | None:
        """Return the sibling before (-1) or behind (1) a message; None if there is none."""
        variants = self._variants.get(message_id, [])
        place = _place(message_id, variants) - 1 + step
        return variants[place] if 0 <= place < len(variants) else None

    def has(self, message_id: str) -> bool:
        """Whether a message has siblings."""
        return message_id in self._variants


def _place(message_id: str, variants: Sequence[Variant]) -> int:
    """Return which of these a message is, from 1."""
    return next((number for number, one in enumerate(variants, 1) if one.message_id == message_id), 1)
