"""Following a run: its events on disk, then those in the memory of this process, then live, until a terminal status.

A run that another process drives is followed through the database alone. Stopping to follow does not affect the run.
"""

from collections.abc import AsyncGenerator
from functools import partial

from app.api.events import TERMINAL_EVENTS, Event
from app.api.objects import TERMINAL_STATUSES
from app.engine.running.change_signal import ChangeSignal
from app.engine.running.runner import Runner
from app.store import events, runs
from app.store.database import Database
from app.store.events import EventPage
from app.store.transaction import Transaction


async def follow(
    database: Database, runner: Runner, signal: ChangeSignal, run_id: str, after: int
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
            found = log.since(last)
        else:
            over, page = await database.read(lambda tx, last=last: _read(tx, run_id, last))
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
            if events.lacks_text(event):
                event = await database.read(partial(_with_text, event))
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
    """Return whether the run is over or deleted, and the next of its stored events above a number."""
    status = runs.status_of(tx, run_id)
    return status is None or status in TERMINAL_STATUSES, events.page(tx, run_id, after)
