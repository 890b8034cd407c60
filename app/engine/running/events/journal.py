"""Writes the events of driven runs: deltas of all of them together every 100 ms, facts at once and fenced.

A write begins with the fence (`runs.fence`): if the run was taken over, cancelled or deleted meanwhile, nothing is
written.
"""

import asyncio
from collections.abc import Callable

from app.api.errors import Unavailable
from app.api.events import Event, EventData, EventName
from app.api.objects import RunStatus
from app.engine.rules.outcomes import Cancelled, GivenUp
from app.engine.running.events.event_log import EventLog
from app.store import events, runs
from app.store.database import Database
from app.store.runs import StoredRun
from app.store.transaction import Transaction

Change = Callable[[Transaction, StoredRun], list[Event]]
"""Changes objects of a run, appends the facts to its events and returns these."""
FLUSH_INTERVAL_S = 0.1
MAX_UNSAVED_BYTES = 2**19
"""How much of an answer may wait for the disk: writes of other runs wait behind so much of it."""


class Fenced(Exception):
    """The fence refused a write, and nothing was written. `reason`: why the attempt must stop."""

    def __init__(self, reason: Cancelled | GivenUp) -> None:
        super().__init__(reason)
        self.reason = reason


class Journal:
    """Writes for all run attempts of this process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._dirty: dict[str, EventLog] = {}
        self._flushing: asyncio.Task[None] | None = None
        self._closing = False

    def emit(self, log: EventLog, name: EventName, data: EventData, chars: int) -> None:
        """Publish a delta with this much text now and write it within 100 ms."""
        log.emit(name, data, chars)
        self._dirty[log.run_id] = log
        if self._flushing is None or self._flushing.done():
            self._flushing = asyncio.create_task(self._flush_soon())

    async def record(
        self, log: EventLog, change: Change, *, expected: RunStatus = "in_progress", durable: bool = False
    ) -> None:
        """Write the deltas so far and a change in one transaction, then publish its facts. Raises `Fenced`."""
        deltas = log.take()

        def job(tx: Transaction) -> list[Event]:
            is_ours = runs.fence(tx, log.run_id, log.attempt, [expected], log.last_number)
            stored = runs.get_stored(tx, log.run_id)
            if stored is None or not is_ours:
                raise Fenced(_reason(stored, log.attempt))
            events.append(tx, log.run_id, deltas)
            return change(tx, stored)

        try:
            facts = await self._database.write(job, durable=durable)
        except Exception:
            log.give_back(deltas)
            raise
        if facts:
            log.publish(facts)
        elif deltas:
            log.mark_saved(deltas[-1].number)

    async def wait_for_room(self, log: EventLog) -> None:
        """If the disk is slower than the answer, wait for it: write the deltas so far. Raises `Fenced`."""
        if log.unsaved_bytes > MAX_UNSAVED_BYTES:
            await self.record(log, _nothing)

    async def close(self) -> None:
        """Write the remaining deltas, if they can be written."""
        if self._flushing is not None:
            self._closing = True
            await self._flushing

    async def _flush_soon(self) -> None:
        while self._dirty:
            await asyncio.sleep(FLUSH_INTERVAL_S)
            logs, self._dirty = list(self._dirty.values()), {}
            batches = [(log, log.take()) for log in logs]
            rows = [(log.run_id, log.attempt, deltas) for log, deltas in batches if deltas]
            try:
                await self._database.write(lambda tx, rows=rows: _write_deltas(tx, rows), durable=False)
            except Unavailable:
                for log, deltas in batches:
                    log.give_back(deltas)
                    if not (log.closed or self._closing):
                        self._dirty[log.run_id] = log
                continue
            for log, deltas in batches:
                if deltas:
                    log.mark_saved(deltas[-1].number)


def _nothing(_tx: Transaction, _stored: StoredRun) -> list[Event]:
    return []


def _reason(stored: StoredRun | None, attempt: int) -> Cancelled | GivenUp:
    """Return why the fence refused a write."""
    if stored is not None and stored.attempt == attempt and stored.run.status == "cancelling":
        return Cancelled()
    return GivenUp()


def _write_deltas(tx: Transaction, rows: list[tuple[str, int, list[Event]]]) -> None:
    """Write deltas of several runs. An attempt that lost its run has them dropped, and notices at its next fact."""
    for run_id, attempt, deltas in rows:
        if runs.fence(tx, run_id, attempt, ["in_progress", "cancelling"], deltas[-1].number):
            events.append(tx, run_id, deltas)
