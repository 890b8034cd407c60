"""Which models begin their answers inside the reasoning, because their chat template writes the opening `<think>`.

Some are known by their names, others are learnt from an answer with a closing tag alone. The text of such a model is
held back until the closing tag comes, unless the server takes the reasoning apart.
"""

import re

from app.models.dialect_memory import DialectMemory

INSIDE_REASONING = "inside reasoning"
"""The adaptation's name in the file, so it does not change."""
KNOWN = re.compile(r"deepseek.?r1|r1.distill|qwq|qwen3.*thinking", re.I)
REASON = "An answer had a closing tag of reasoning, and no opening one."


class OpeningTag:
    """What is known of one model at one base URL."""

    def __init__(self, memory: DialectMemory, base_url: str, model: str) -> None:
        self._memory, self._base_url, self._model = memory, base_url, model
        self._is_learnt = any(learnt.adaptation == INSIDE_REASONING for learnt in memory.of(base_url, model))
        self.missing = self._is_learnt or KNOWN.search(model) is not None

    async def learn(self) -> None:
        """Note that an answer had only the closing tag."""
        await self._memory.learn(self._base_url, self._model, INSIDE_REASONING, "yes", REASON)

    async def unlearn(self) -> None:
        """Note that an answer was held back for nothing."""
        if self._is_learnt:
            await self._memory.forget(self._base_url, self._model, {INSIDE_REASONING})
