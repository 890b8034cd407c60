"""What a list showed a moment ago. A press of the mouse means what the user saw there, not what has just moved there.

Models, assistants and conversations arrive while the list is open. From seeing a move to holding back the finger a
person needs 0.2 s at least.
"""

from collections.abc import Sequence

GRACE_S = 0.3
"""A press so soon after a move means the row as it was before."""


class SeenRows:
    """The rows that were on screen lately, each time until they changed."""

    def __init__(self) -> None:
        self._pictures: list[tuple[float, Sequence[str]]] = []
        """When it was replaced, and the name of the entry in each row; empty where there was none."""

    def note(self, rows: Sequence[str], now: float) -> None:
        """Note what has been on screen until now."""
        self._pictures = [*self._since(now - GRACE_S), (now, rows)]

    def clear(self) -> None:
        """Forget them: the user has moved the rows."""
        self._pictures = []

    def has_any(self, now: float) -> bool:
        """Whether a press now means earlier rows."""
        return bool(self._since(now - GRACE_S))

    def find(self, y: int, pressed_at: float) -> str | None:
        """Return the name that a press in this row means, if the rows have changed since the user saw them."""
        for _, rows in self._since(pressed_at - GRACE_S):
            if y < len(rows):
                return rows[y]
        return None

    def _since(self, start: float) -> list[tuple[float, Sequence[str]]]:
        return [one for one in self._pictures if one[0] >= start]
