"""Following a run: its events on disk, then those in the memory of this process, then live, until a terminal status.

A run that another process drives is followed through the database alone. Stopping to follow does not affect the run.

Stored events are read in slices, which the followers at the same place share: a run has megabytes of them, and decoded
they take five times as much memory. As a whole they would hold up every other read, and a follower that stopped reading
would keep them.
"""

import asyncio
from collections.abc import AsyncGenerator
from functools import partial
from weakref import WeakValueDictionary

from app.api.events import TERMINAL_EVENTS, Event
from app.api.objects import TERMINAL_STATUSES
from app.engine.running.change_signal import ChangeSignal
from app.engine.running.runner import Runner
from app.store import events, runs
from app.store.database import Database
from app.store.events import EventPage
from app.store.transaction import Transaction

SLICE_BYTES = 16 * 1024
"""What is read at once: a millisecond, and 100 KB of memory."""
EVENTS_AT_ONCE = 100
"""What a follower takes of the memory at once: one that stops reading keeps no more."""

Place = tuple[str, int]
"""A run, and the number of the last event that a follower has."""


class WholeEvent:
    """An event with the long text of its message."""

    def __init__(self, event: Event) -> None:
        self.event = event


class Backlog:
    """The stored events of all runs. A slice is kept while a follower holds it, and so is an event with a long text."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._whole = WeakValueDictionary[Place, WholeEvent]()
        self._whole_reads: dict[Place, asyncio.Task[WholeEvent]] = {}
        self._slices = WeakValueDictionary[Place, EventPage]()
        self._reads: dict[Place, asyncio.Task[tuple[bool, EventPage]]] = {}

    async def read(self, run_id: str, after: int) -> tuple[bool, EventPage]:
        """Return whether the run is over or deleted, and the next of its stored events above a number."""
        place = (run_id, after)
        if place in self._reads:
            over, page = await asyncio.shield(self._reads[place])
            if page.has_more:
                return over, page
            # It may have been read before an event that the caller knows of was stored.
        kept = self._slices.get(place)
        if kept is not None:
            return False, kept
        reading = asyncio.create_task(self._database.read(lambda tx: _read(tx, run_id, after)))
        self._reads[place] = reading
        try:
            over, page = await asyncio.shield(reading)
        finally:
            if self._reads.get(place) is reading:
                del self._reads[place]
        if page.has_more:  # else more may be stored behind it
            self._slices[place] = page
        return over, page

    async def read_text(self, run_id: str, event: Event) -> WholeEvent:
        """Return an event with its text, which all followers that are at it share: it may have many megabytes."""
        place = (run_id, event.number)
        kept = self._whole.get(place)
        if kept is not None:
            return kept
        reading = self._whole_reads.get(place)
        if reading is None:
            reading = self._whole_reads[place] = asyncio.create_task(self._read_whole(event))
            reading.add_done_callback(lambda _: self._whole_reads.pop(place))
        whole = self._whole[place] = await asyncio.shield(reading)
        return whole

    async def _read_whole(self, event: Event) -> WholeEvent:
        return WholeEvent(await self._database.read(partial(_with_text, event)))


async def follow(
    database: Database, backlog: Backlog, runner: Runner, signal: ChangeSignal, run_id: str, after: int
) -> AsyncGenerator[Event]:
    """Yield the events of a run with a number above `after`. Raises `Unavailable` when they could not be saved.

    The log and the version are read before the disk, so that an event written meanwhile shows as a change of them.
    """
    last = after
    while True:
        log, version = runner.log_of(run_id), signal.version
        last_dropped = 0
        if log is not None:
            last_dropped = log.last_dropped
        if log is not None and log.covers(last):
            found = log.since(last, EVENTS_AT_ONCE)
        else:
            over, page = await backlog.read(run_id, last)
            found = page.events
            if not found and page.last > last:
                last = page.last
                continue
            if not found and over:
                return
            if not found and last_dropped > last:
                last = last_dropped
                continue
        for event in found:
            whole = None
            if events.lacks_text(event):
                whole = await backlog.read_text(run_id, event)
                event = whole.event
            last = event.number
            yield event
            if event.event in TERMINAL_EVENTS:
                return
        if found:
            continue
        if log is None:
            await signal.wait_for_change(version)
        else:
            await log.wait_for_event(last)
            if log.error is not None:
                raise log.error


def _with_text(event: Event, tx: Transaction) -> Event:
    return events.with_text(tx, event)


def _read(tx: Transaction, run_id: str, after: int) -> tuple[bool, EventPage]:
    status = runs.status_of(tx, run_id)
    return status is None or status in TERMINAL_STATUSES, events.page(tx, run_id, after, SLICE_BYTES)
