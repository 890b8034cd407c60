"""Recalls earlier prompts: ↑ on the first row of the message box, ↓ on the last."""


class PromptHistory:
    """A position in the list of prompts. What was being typed is the newest entry and is never lost."""

    def __init__(self) -> None:
        self._prompts: list[str] = []
        self._typed = ""
        self._steps_back = 0

    def load(self, prompts: list[str]) -> None:
        """Set the prompts, oldest first, and start from the newest end."""
        self._prompts = list(prompts)
        self._steps_back = 0

    def older(self, text: str) -> str | None:
        """Return the prompt before the one shown; None at the oldest."""
        return self._move_to(self._steps_back + 1, text)

    def newer(self, text: str) -> str | None:
        """Return the prompt after the one shown, and after the newest what was being typed; None if that is shown."""
        return self._move_to(self._steps_back - 1, text)

    def _move_to(self, steps_back: int, text: str) -> str | None:
        if not 0 <= steps_back <= len(self._prompts):
            return None
        if self._steps_back == 0:
            self._typed = text
        self._steps_back = steps_back
        if steps_back == 0:
            return self._typed
        return self._prompts[-steps_back]
