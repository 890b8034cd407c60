"""The events of one run that this process drives: numbered here, handed to followers at once, kept in batches.

`journal` keeps them on disk, `following` reads them. Memory holds only what a follower could not yet read from disk.
"""

import asyncio
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from app.api.errors import Error
from app.api.events import Event, EventData, EventName


class Began(NamedTuple):
    """An attempt and its first facts."""

    attempt: int
    facts: list[Event]


class RunLog:
    """`number` is the last one given out; events up to `floor` are on disk only."""

    def __init__(self, run_id: str, number: int) -> None:
        self.run_id = run_id
        self.attempt = 0
        self.number = number
        self.floor = number
        self.closed = False
        self.error: Error | None = None
        self._saved = number
        self._taken = number
        self._events: list[Event] = []
        self._waiting: set[asyncio.Event] = set()

    def begin(self, began: Began) -> None:
        """The run was claimed for this attempt."""
        self.attempt = began.attempt
        self.publish(began.facts)

    def emit(self, name: EventName, data: EventData) -> None:
        """A delta: followers have it now, the disk a little later."""
        self.number += 1
        self._events.append(Event(number=self.number, event=name, data=data))
        self._wake()

    def publish(self, events: Sequence[Event]) -> None:
        """Facts that are on disk."""
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

    def saved(self, number: int) -> None:
        """Everything up to `number` is on disk; what was there one save earlier leaves memory."""
        if self._saved > self.floor:
            del self._events[: self._index(self._saved)]
            self.floor = self._saved
        self._saved = max(self._saved, number)

    def since(self, number: int) -> list[Event]:
        """The events above `number`, which must not be below `floor`."""
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
