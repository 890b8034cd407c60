"""Writes what happens in driven runs: deltas of all of them together every 100 ms, facts at once and fenced.

`drive` calls it. A write begins with the fence (`runs.hold`): when the run was taken over, cancelled or deleted
meanwhile it does nothing and says so.
"""

import asyncio
from collections.abc import Callable

from app.api.errors import Unavailable
from app.api.events import Event, EventData, EventName
from app.api.objects import RunStatus
from app.engine.running.event_log import EventLog
from app.engine.transactions.facts import Fact, append
from app.store import events, runs
from app.store.database import Database
from app.store.runs import StoredRun
from app.store.transaction import Transaction

Build = Callable[[Transaction, StoredRun], list[Fact]]
FLUSH_SECONDS = 0.1


class Lost(Exception):
    """The run is no longer this attempt's: taken over, or deleted."""


class Cancelling(Exception):
    """Somebody cancelled the run; the fact was not written."""


class Journal:
    """The pen of this process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._dirty: dict[str, EventLog] = {}
        self._flushing: asyncio.Task[None] | None = None
        self._closing = False

    def emit(self, log: EventLog, name: EventName, data: EventData) -> None:
        """Hand a delta to the followers now and to the disk within 100 ms."""
        log.emit(name, data)
        self._dirty[log.run_id] = log
        if self._flushing is None or self._flushing.done():
            self._flushing = asyncio.create_task(self._flush_soon())

    async def record(
        self, log: EventLog, build: Build, *, expect: RunStatus = "in_progress", durable: bool = False
    ) -> None:
        """Write the deltas so far and these facts in one transaction after the fence, then hand on the facts.

        `build` changes objects and returns the facts. Raises `Lost` or `Cancelling` with nothing written.
        """
        deltas = log.take()

        def job(tx: Transaction) -> list[Event]:
            if not runs.hold(tx, log.run_id, log.attempt, [expect], log.number):
                stored = runs.get_stored(tx, log.run_id)
                raise Cancelling if stored and _is_cancelled(stored, log.attempt) else Lost
            stored = runs.get_stored(tx, log.run_id)
            if stored is None:
                raise Lost
            events.append(tx, log.run_id, deltas)
            return append(tx, log.run_id, log.number + 1, build(tx, stored))

        try:
            facts = await self._database.write(job, durable=durable)
        except Exception:
            log.give_back(deltas)
            raise
        log.publish(facts)

    async def close(self) -> None:
        """Write what is left, if it can be written."""
        if self._flushing is not None:
            self._closing = True
            await self._flushing

    async def _flush_soon(self) -> None:
        while self._dirty:
            await asyncio.sleep(FLUSH_SECONDS)
            logs, self._dirty = list(self._dirty.values()), {}
            batches = [(log, log.take()) for log in logs]
            work = [(log.run_id, log.attempt, deltas) for log, deltas in batches if deltas]
            try:
                await self._database.write(lambda tx, work=work: _keep(tx, work), durable=False)
            except Unavailable:
                for log, deltas in batches:
                    log.give_back(deltas)
                    if not (log.closed or self._closing):
                        self._dirty[log.run_id] = log
                continue
            for log, deltas in batches:
                if deltas:
                    log.saved(deltas[-1].number)


def _is_cancelled(stored: StoredRun, attempt: int) -> bool:
    return stored.attempt == attempt and stored.run.status == "cancelling"


def _keep(tx: Transaction, work: list[tuple[str, int, list[Event]]]) -> None:
    """Keep deltas of several runs; those of a lost run are dropped here, its next fact will tell."""
    for run_id, attempt, deltas in work:
        if runs.hold(tx, run_id, attempt, ["in_progress", "cancelling"], deltas[-1].number):
            events.append(tx, run_id, deltas)
