"""Walking through what was sent before: ↑ on the first row of the box, ↓ on the last."""


class PromptHistory:
    """A place in the list of prompts; what was being typed is its newest entry and is never lost."""

    def __init__(self) -> None:
        self._prompts: list[str] = []
        self._typed = ""
        self._back = 0

    def load(self, prompts: list[str]) -> None:
        """The prompts, oldest first; the walk begins at the newest end."""
        self._prompts = list(prompts)
        self._back = 0

    def older(self, text: str) -> str | None:
        """The prompt before the one shown; `None` at the oldest."""
        return self._walk(text, self._back + 1)

    def newer(self, text: str) -> str | None:
        """The prompt after the one shown, in the end what was being typed; `None` when that is shown already."""
        return self._walk(text, self._back - 1)

    def _walk(self, text: str, back: int) -> str | None:
        if not 0 <= back <= len(self._prompts):
            return None
        if self._back == 0:
            self._typed = text
        self._back = back
        return self._prompts[-back] if back else self._typed
