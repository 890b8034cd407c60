"""The ends of the rows that were read: whether the list goes on there, and which page the cursor needs next."""

from collections.abc import Iterator
from typing import Literal

ROWS_AHEAD = 20
"""Rows left between the cursor and an end when the page behind it is requested."""
Where = Literal["first", "previous", "next", "last"]
"""A page: at an end of the whole list, or before or after the rows that were read."""


class ListEdges:
    """What lies beyond the rows of a list. A page is requested once, until rows are shown again."""

    def __init__(self) -> None:
        self._above = self._below = False
        self._is_partial = False
        self._beyond = 0

    @property
    def is_partial(self) -> bool:
        """Whether there are more rows than those that were read."""
        return self._is_partial

    def show(self, *, above: bool, below: bool) -> int:
        """Take what was read; return how many rows a move of the cursor went too far for the rows before."""
        self._above, self._below = above, below
        self._is_partial = above or below
        beyond, self._beyond = self._beyond, 0
        return beyond

    def limit(self, wanted: int, count: int) -> int:
        """Return the row that a move to this one reaches; the rest of the way is made once its page is here."""
        wanted += self._beyond
        reached = max(0, min(count - 1, wanted))
        self._beyond = wanted - reached if self._is_partial else 0
        return reached

    def stay(self) -> None:
        """Forget the rest of a move: the cursor was put elsewhere."""
        self._beyond = 0

    def take_end(self, direction: int) -> Where | None:
        """Return the page at this end of the list, -1 or 1; None if it was read."""
        if not (self._below if direction > 0 else self._above):
            return None
        self._above = self._below = False
        return "last" if direction > 0 else "first"

    def take_needed(self, cursor: int, count: int) -> Iterator[Where]:
        """Yield the pages that the cursor is near to."""
        if self._above and cursor < ROWS_AHEAD:
            self._above = False
            yield "previous"
        if self._below and cursor >= count - ROWS_AHEAD:
            self._below = False
            yield "next"
