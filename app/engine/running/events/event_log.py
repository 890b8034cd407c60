"""The events of one run that this process drives: numbered, given to followers at once, stored in batches.

Memory holds only what a follower cannot read from the disk yet.
"""

import asyncio
import sys
from bisect import bisect_right
from collections.abc import Sequence

from app.api.errors import Error
from app.api.events import Event, EventData, EventName

EVENT_BYTES = 512
"""About the memory of a delta without its text."""


class EventLog:
    """The events of a run attempt. `attempt` is 0 until the run is claimed.

    `last_number`: the number of the last published event. Events up to `last_dropped` are on disk and no longer in
    memory. `error`: why the attempt could not continue.
    """

    def __init__(self, run_id: str) -> None:
        self.run_id = run_id
        self.attempt = 0
        self.last_number = 0
        self.last_dropped = 0
        self.closed = False
        self.error: Error | None = None
        self._last_saved = 0
        self._last_taken = 0
        self._bytes = self._bytes_taken = self._bytes_saved = 0
        self._events: list[Event] = []
        self._waiters: set[asyncio.Event] = set()

    @property
    def unsaved_bytes(self) -> int:
        """About the memory of the events that are not on disk."""
        return self._bytes - self._bytes_saved

    def begin(self, attempt: int, last_number: int, facts: Sequence[Event]) -> None:
        """Begin an attempt. `last_number`: of the last event before it. `facts`: its first ones, already stored."""
        self.attempt = attempt
        self.last_number = self.last_dropped = last_number
        self._last_saved = self._last_taken = last_number
        self.publish(facts)

    def emit(self, name: EventName, data: EventData, chars: int) -> None:
        """Publish a delta with this much text: followers get it now, and it is stored a little later."""
        self.last_number += 1
        self._bytes += EVENT_BYTES + chars
        self._events.append(Event(number=self.last_number, event=name, data=data))
        self._wake()

    def publish(self, facts: Sequence[Event]) -> None:
        """Publish facts that are on disk, with everything before them."""
        if facts:
            self.last_number = facts[-1].number
            self._events.extend(facts)
            self._last_taken = self.last_number
            self.mark_saved(self.last_number)
        self._wake()

    def take(self) -> list[Event]:
        """Return the events that no write has taken yet; they count as taken."""
        events = self.since(self._last_taken)
        if events:
            self._last_taken = events[-1].number
            self._bytes_taken = self._bytes
        return events

    def give_back(self, events: Sequence[Event]) -> None:
        """Give back events that could not be written; the next write takes them."""
        if events:
            self._last_taken = min(self._last_taken, events[0].number - 1)

    def mark_saved(self, last_number: int) -> None:
        """Note that everything up to `last_number` is on disk; drop from memory what the save before had stored."""
        if self._last_saved > self.last_dropped:
            del self._events[: self._index_after(self._last_saved)]
            self.last_dropped = self._last_saved
        self._last_saved = max(self._last_saved, last_number)
        if last_number >= self._last_taken:
            self._bytes_saved = self._bytes_taken

    def covers(self, after: int) -> bool:
        """Whether all events with a number above `after` are in memory."""
        return self.attempt > 0 and after >= self.last_dropped

    def since(self, after: int, at_most: int = sys.maxsize) -> list[Event]:
        """Return the events in memory with a number above `after`, or the first of them."""
        first = self._index_after(after)
        return self._events[first : first + at_most]

    def close(self, error: Error | None = None) -> None:
        """End the log: this process no longer drives the run."""
        self.closed = True
        self.error = error
        self._wake()

    async def wait_for_event(self, after: int) -> None:
        """Wait until there is an event with a number above `after`, or the log is closed."""
        if self.closed or self.last_number > after:
            return
        waiter = asyncio.Event()
        self._waiters.add(waiter)
        try:
            await waiter.wait()
        finally:
            self._waiters.discard(waiter)

    def _index_after(self, number: int) -> int:
        return bisect_right(self._events, number, key=lambda event: event.number)

    def _wake(self) -> None:
        for waiter in self._waiters:
            waiter.set()
