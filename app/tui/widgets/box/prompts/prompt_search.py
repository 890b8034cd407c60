"""The search of earlier prompts: each letter narrows it, newest first, as Ctrl+R does in a shell."""

from collections.abc import Sequence

from app.tui.text.draft import Draft

NO_HIT = -1
"""The index among the hits before a letter was typed."""


class PromptSearch:
    """A search that is under way. `draft` is what the box showed before, and comes back when it is left."""

    def __init__(self, prompts: Sequence[str], draft: Draft) -> None:
        self.draft = draft
        self.query = ""
        self._newest_first = list(reversed(prompts))
        self._hit = NO_HIT

    @property
    def match(self) -> str | None:
        """The prompt that was found; None without a hit, and before anything is asked for."""
        hits = self._hits()
        if hits and self._hit > NO_HIT:
            return hits[self._hit]
        return None

    def type(self, text: str) -> None:
        """Add to the query."""
        self.query += text
        self._hit = 0

    def erase(self) -> None:
        """Remove the last character of the query."""
        self.query = self.query[:-1]
        self._hit = 0

    def older(self) -> None:
        """Go to the next older hit; at the oldest stay there."""
        self._hit = min(self._hit + 1, max(0, len(self._hits()) - 1))

    def find_start(self, prompt: str) -> int:
        """Return where the query is in a prompt."""
        return max(0, prompt.lower().find(self.query.lower()))

    def describe(self) -> str:
        """Describe the search for the border."""
        if not self._newest_first:
            return "No earlier prompts · Esc: back"
        if not self._hits():
            return f"No earlier prompt has: {self.query}"
        return f"Search prompts: {self.query} · Enter: use · Esc: back"

    def _hits(self) -> list[str]:
        query = self.query.lower()
        return [prompt for prompt in self._newest_first if query in prompt.lower()]
