"""Following a run: what is on disk, then what its driver has in memory, then live, until a terminal status.

`Engine.follow` returns this. A run that another process drives is followed through the database alone. To stop
following changes nothing for the run.
"""

from collections.abc import AsyncGenerator
from typing import Protocol

from app.api.events import TERMINAL_EVENTS, Event
from app.api.objects import TERMINAL
from app.engine.running.event_log import EventLog
from app.store import events, runs
from app.store.database import Database
from app.store.transaction import Transaction


class Driving(Protocol):
    """What a follower asks of the `Runner`."""

    @property
    def version(self) -> int:
        """A number that rises whenever something was found to be written."""
        ...

    def log_of(self, run_id: str) -> EventLog | None:
        """The log of a run that is under way here."""
        ...

    async def changed(self, version: int) -> None:
        """Return once `version` is another than this."""
        ...


async def follow(database: Database, run_id: str, after: int, driving: Driving) -> AsyncGenerator[Event]:
    """The events of a run above `after`. Raises `Unavailable` when its driver could not write them."""
    last = after
    while True:
        # Both are looked at before the disk is: what comes meanwhile then shows as a change of one of them.
        log, version = driving.log_of(run_id), driving.version
        if log is not None and log.covers(last):
            found = log.since(last)
        else:
            floor = log.floor if log is not None else 0
            over, found = await database.read(lambda tx, last=last: _on_disk(tx, run_id, last))
            if not found and over:
                return
            if not found and floor > last:
                last = floor
                continue
        for event in found:
            last = event.number
            yield event
            if event.event in TERMINAL_EVENTS:
                return
        if found:
            continue
        if log is None:
            await driving.changed(version)
        else:
            await log.grown(last)
            if log.error is not None:
                raise log.error


def _on_disk(tx: Transaction, run_id: str, number: int) -> tuple[bool, list[Event]]:
    """Whether the run is over (or gone), and its events above a number."""
    stored = runs.get_stored(tx, run_id)
    return stored is None or stored.run.status in TERMINAL, events.after(tx, run_id, number)
