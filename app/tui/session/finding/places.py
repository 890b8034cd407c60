"""Where the user was before each jump, for the way back."""

from typing import NamedTuple

from app.tui.history import Spot

MAX_PLACES = 50


class VisitedPlace(NamedTuple):
    """A thread, None for a new conversation, and the spot at the top of the view, None for its end."""

    thread_id: str | None
    spot: Spot | None


class Places:
    """The places, the last one on top."""

    def __init__(self) -> None:
        self._places: list[VisitedPlace] = []

    def remember(self, place: VisitedPlace) -> None:
        """Keep a place, unless it is the last one."""
        if not self._places or self._places[-1] != place:
            self._places = [*self._places[1 - MAX_PLACES :], place]

    def take(self) -> VisitedPlace | None:
        """Take the last place; None if there is none."""
        return self._places.pop() if self._places else None
