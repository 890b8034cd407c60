"""Keys and pastes that come right behind a key or a click which moves the focus, until it has moved."""

from collections import deque

from textual import events


class HeldKeys:
    """A queue in front of the app. What was held comes out in order, and before anything newer."""

    def __init__(self) -> None:
        self._events: deque[events.Event] = deque()
        self.is_holding = False

    def take(self, event: events.Event) -> bool:
        """Keep an event if one before it is kept, or the focus is about to move. False if it may be handled now."""
        if not self.is_holding and not self._events:
            return False
        self._events.append(event)
        return True

    def next(self) -> events.Event | None:
        """Return the event to handle next; None if there is none, or if one of them has moved the focus again."""
        if self.is_holding or not self._events:
            return None
        return self._events.popleft()
