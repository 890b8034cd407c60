"""The tries of one request: each refusal teaches something, or ends them.

begin with what is remembered → refused, taught → again with it → … → accepted: what was learnt is kept
                              → refused, taught nothing → once again as if nothing were known, in case the server
                                has changed → accepted: what was remembered is forgotten
                                            → refused, taught nothing → the error
"""

from app.models.chat.dialect.adaptations import REFUSED, Lesson, apply_adaptation, lesson_of
from app.models.chat.dialect.refusals import Refusal
from app.models.chat.dialect.server_dialect import Dialect
from app.models.dialect_memory import DialectMemory

MAX_TRIES = 12
"""More than there are adaptations that one request can have."""

Json = dict[str, object]


class DialectTries:
    """The dialect of the next try. `first`: what is sent to a server of which nothing is known."""

    def __init__(self, memory: DialectMemory, first: Dialect, base_url: str, model: str) -> None:
        self._memory = memory
        self._first = first
        self._base_url = base_url
        self._model = model
        self._lessons: list[tuple[Lesson, str]] = []
        self._forgets = False
        self._tried: set[Dialect] = set()
        self.dialect = first
        for learnt in memory.of(base_url, model):
            self.dialect = apply_adaptation(self.dialect, learnt.adaptation, learnt.value)
        self._remembered = self.dialect

    def learn_from_refusal(self, refusal: Refusal | None, body: Json) -> bool:
        """Change the dialect by what a refusal teaches; false if it teaches nothing, which ends the tries."""
        self._tried.add(self.dialect)
        if refusal is None or len(self._tried) >= MAX_TRIES:
            return False
        lesson = lesson_of(self.dialect, refusal, body)
        if lesson is not None and lesson.dialect not in self._tried:
            self.dialect = lesson.dialect
            self._lessons.append((lesson, refusal.words))
            return True
        if refusal.status in REFUSED and self._remembered != self._first and self._first not in self._tried:
            self.dialect = self._first
            self._lessons.clear()
            self._forgets = True
            return True
        return False

    async def accept(self) -> None:
        """Keep what was learnt."""
        if self._forgets:
            await self._memory.forget(self._base_url, self._model)
        for lesson, reason in self._lessons:
            await self._memory.learn(self._base_url, self._model, lesson.adaptation.name, lesson.value, reason)
