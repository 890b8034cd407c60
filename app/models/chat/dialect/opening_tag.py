"""Which models begin their answers inside the reasoning, because their chat template writes the opening `<think>`.

This is learnt from an answer with a closing tag alone, and not from the name of the model: most servers take the
reasoning of such models apart or leave it out, and an answer that waits for a tag would then come all at once at its
end. The text of a model that is learnt so is held back until the closing tag comes, up to a bound.
"""

from app.models.dialect_memory import DialectMemory

INSIDE_REASONING = "inside reasoning"
"""The adaptation's name in the file, so it does not change."""
REASON = "An answer had a closing tag of reasoning, and no opening one."


class OpeningTag:
    """What is known of one model at one base URL."""

    def __init__(self, memory: DialectMemory, base_url: str, model: str) -> None:
        self._memory, self._base_url, self._model = memory, base_url, model
        self.missing = any(learnt.adaptation == INSIDE_REASONING for learnt in memory.of(base_url, model))

    async def learn(self) -> None:
        """Note that an answer had only the closing tag."""
        await self._memory.learn(self._base_url, self._model, INSIDE_REASONING, "yes", REASON)

    async def unlearn(self) -> None:
        """Note that an answer was held back for nothing."""
        if self.missing:
            await self._memory.forget(self._base_url, self._model, {INSIDE_REASONING})
