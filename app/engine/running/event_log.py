"""The events of one run that this process drives: numbered here, handed to followers at once, stored in batches.

`journal` keeps them on disk, `following` reads them. Memory holds only what a follower could not yet read from disk.
"""

import asyncio
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from app.api.errors import Error
from app.api.events import Event, EventData, EventName


class Began(NamedTuple):
    """An attempt, the number of the last event before it, and its first facts."""

    attempt: int
    before: int
    facts: list[Event]


class EventLog:
    """`attempt` is 0 until the run is claimed. `number` is the last one given out, events up to `floor` are on disk."""

    def __init__(self, run_id: str) -> None:
        self.run_id = run_id
        self.attempt = 0
        self.number = 0
        self.floor = 0
        self.closed = False
        self.error: Error | None = None
        self._saved = 0
        self._taken = 0
        self._events: list[Event] = []
        self._waiting: set[asyncio.Event] = set()

    def begin(self, began: Began) -> None:
        """The run was claimed for this attempt."""
        self.attempt = began.attempt
        self.number = self.floor = self._saved = self._taken = began.before
        self.publish(began.facts)

    def emit(self, name: EventName, data: EventData) -> None:
        """A delta: followers have it now, the disk a little later."""
        self.number += 1
        self._events.append(Event(number=self.number, event=name, data=data))
        self._wake()

    def publish(self, events: Sequence[Event]) -> None:
        """Facts that are on disk, with everything before them."""
        if events:
            self.number = events[-1].number
            self._events.extend(events)
            self._taken = self.number
            self.saved(self.number)
        self._wake()

    def take(self) -> list[Event]:
        """What no write has taken along yet; it counts as taken."""
        events = self._events[self._index(self._taken) :]
        if events:
            self._taken = events[-1].number
        return events

    def give_back(self, events: Sequence[Event]) -> None:
        """These could not be written; the next write takes them along."""
        if events:
            self._taken = min(self._taken, events[0].number - 1)

    def saved(self, number: int) -> None:
        """Everything up to `number` is on disk; what was there one save earlier leaves memory."""
        if self._saved > self.floor:
            del self._events[: self._index(self._saved)]
            self.floor = self._saved
        self._saved = max(self._saved, number)

    def covers(self, number: int) -> bool:
        """Whether everything above `number` is in memory."""
        return self.attempt > 0 and number >= self.floor

    def since(self, number: int) -> list[Event]:
        """The events above a number that is covered."""
        return self._events[self._index(number) :]

    def close(self, error: Error | None = None) -> None:
        """This process drives the run no more; `error` says why it could not go on, if so."""
        self.closed = True
        self.error = error
        self._wake()

    async def grown(self, number: int) -> None:
        """Return once there is an event above `number`, or the log is closed."""
        if self.closed or self.number > number:
            return
        waiting = asyncio.Event()
        self._waiting.add(waiting)
        try:
            await waiting.wait()
        finally:
            self._waiting.discard(waiting)

    def _index(self, number: int) -> int:
        return bisect_right(self._events, number, key=lambda event: event.number)

    def _wake(self) -> None:
        for waiting in self._waiting:
            waiting.set()
