"""Keeps runs from getting stuck: expires what is overdue, takes up what dead processes left, compacts what is over.

The engine runs one `Caretaker` while it is open. It looks when another process wrote something, when a deadline comes,
and, as long as another process owns a run, every half second whether that process still lives. Only a process that
`reclaims` (a terminal, a server) takes up the runs of others, and only those begun on its own endpoint.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Set

from app.api.errors import Error, Unavailable
from app.engine.transactions.orphans import expire, fail_elsewhere, take_over
from app.engine.upkeep.process_locks import ProcessLocks
from app.store import events, processes, runs
from app.store.database import CLOSED, Database
from app.store.processes import Process
from app.store.runs import StoredRun
from app.store.transaction import Transaction

BUSY_SECONDS = 0.1
FOREIGN_SECONDS = 0.5
IDLE_SECONDS = 1.0
FOREIGN_ENDPOINT_SECONDS = 5
COMPACT_SECONDS = 10
"""Deltas stay this long after the end of a run, for followers that are still reading."""
NEVER = float("inf")


class Caretaker:
    """The caretaker. `drive` starts a run here, `driven` names those under way.

    `check` is told which runs were under way and which are active, to stop what was cancelled or taken elsewhere.
    """

    def __init__(
        self,
        database: Database,
        locks: ProcessLocks,
        *,
        reclaims: bool,
        drive: Callable[[str], None],
        driven: Callable[[], Set[str]],
        check: Callable[[Set[str], list[StoredRun]], None],
    ) -> None:
        self._database, self._locks, self._reclaims = database, locks, reclaims
        self._drive, self._driven, self._check = drive, driven, check
        self.endpoint: str | None = None
        self.version = 0
        self._changed = asyncio.Event()
        self._nudge = asyncio.Event()
        self._watchers = 0
        self._closed = False
        self._orphaned: dict[str, float] = {}
        self._seen = (-1, -1)
        self._next_look = 0.0
        self._next_compaction = 0.0

    async def run(self, endpoint: Callable[[], Awaitable[object]]) -> None:
        """Look after the runs until cancelled; `endpoint` finds the one in use and tells it here."""
        while True:
            self._nudge.clear()
            for duty in (endpoint, self._watch):
                try:
                    await duty()
                except Exception as error:  # without a caretaker threads would stay locked
                    if not isinstance(error, Error):
                        logging.getLogger(__name__).exception("looking after the runs failed")
                    self._next_look = time.time() + IDLE_SECONDS  # a full disk may have room again later
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._rest()):
                    await self._nudge.wait()

    async def _watch(self) -> None:
        foreign, own = await self._database.foreign_changes(), self._database.own_changes
        if (foreign, own) != self._seen:
            if foreign != self._seen[0]:
                self._next_look = 0.0
            self._seen = (foreign, own)
            self._next_compaction = min(self._next_compaction, time.time() + COMPACT_SECONDS)
            self.tell()
        if time.time() >= self._next_look:
            await self._look()
        if time.time() >= self._next_compaction:
            await self._compact()

    async def changed(self, version: int) -> None:
        """Return once `version` is another; looked for ten times a second. Raises `Unavailable` after `close`."""
        self._watchers += 1
        self._nudge.set()
        try:
            while self.version == version:
                if self._closed:
                    raise Unavailable(CLOSED)
                await self._changed.wait()
        finally:
            self._watchers -= 1

    def close(self) -> None:
        """Nobody looks any more: who waits for a change is told so."""
        self._closed = True
        self._changed.set()

    def tell(self) -> None:
        """Something was written: followers look at it."""
        self.version += 1
        self._changed.set()
        self._changed = asyncio.Event()

    def look_now(self) -> None:
        """Look at once."""
        self._next_look = 0.0
        self._nudge.set()

    def look_soon(self) -> None:
        """Look after a moment, so that what fails at once is not tried again at once."""
        self._next_look = min(self._next_look, time.time() + BUSY_SECONDS)

    def _rest(self) -> float:
        if self._watchers or self._driven():
            return BUSY_SECONDS
        return max(0.05, min(IDLE_SECONDS, self._next_look - time.time()))

    async def _compact(self) -> None:
        """Remove the deltas of runs that have been over for a while, whoever ended them."""
        self._next_compaction = NEVER
        quiet = time.time() - COMPACT_SECONDS
        if await self._database.read(events.deltas_are_left):
            await self._database.write(lambda tx: events.compact(tx, quiet), durable=False)

    async def _look(self) -> None:
        now, driven = time.time(), frozenset(self._driven())
        self._next_look = now + 3600  # before anything is waited for: a wish that comes meanwhile must stand
        active, known = await self._database.read(_active_and_known)
        self._check(driven, active)
        owners = {stored.owner for stored in active if stored.owner} | {process.owner for process in known}
        dead = {owner for owner in owners if self._locks.is_dead(owner)}
        for process in known:
            if process.owner in dead:
                await self._database.write(lambda tx, owner=process.owner: processes.delete(tx, owner), durable=False)
        living = [process for process in known if process.owner not in dead]
        for stored in active:
            # Driven before the read: its row may be old. Driven by now: it was claimed while the row was read.
            if stored.run.id not in driven and stored.run.id not in self._driven():
                when = await self._look_at(stored, now, dead, living)
                self._next_look = min(self._next_look, when)

    async def _look_at(self, stored: StoredRun, now: float, dead: set[str], living: list[Process]) -> float:
        """Do for one active run that is not driven here what is due; returns when to look again."""
        mine = stored.owner == self._locks.owner
        if stored.owner is not None and not mine and stored.owner not in dead:
            return now + FOREIGN_SECONDS
        if stored.expires_at <= now:
            await self._database.write(lambda tx: expire(tx, stored.run.id))
            self.tell()
            return NEVER
        if stored.run.status == "requires_action":
            return stored.expires_at
        if not self._reclaims and not mine:
            return now + FOREIGN_SECONDS
        return await self._reclaim(stored, now, living)

    async def _reclaim(self, stored: StoredRun, now: float, living: list[Process]) -> float:
        """Take up a run that nobody drives, or end it where it cannot be taken up."""
        run_id = stored.run.id
        mine = stored.owner == self._locks.owner
        if stored.run.status == "queued" and (mine or (stored.owner is None and stored.endpoint == self.endpoint)):
            self._orphaned.pop(run_id, None)
            self._drive(run_id)
            return NEVER
        if stored.run.status == "cancelling" or stored.endpoint == self.endpoint:
            self._orphaned.pop(run_id, None)
            await self._database.write(lambda tx: take_over(tx, stored))
            self.tell()
            if mine:
                self._drive(run_id)  # it is nobody's now, and here perhaps nobody's runs are taken up
            return now
        if any(one.reclaims and one.endpoint == stored.endpoint for one in living):
            return now + FOREIGN_SECONDS
        if self.endpoint is None:
            return now + FOREIGN_SECONDS  # nobody was chosen yet: it may be the one that is needed
        since = self._orphaned.setdefault(run_id, now)
        if now - since < FOREIGN_ENDPOINT_SECONDS:
            return since + FOREIGN_ENDPOINT_SECONDS
        del self._orphaned[run_id]
        await self._database.write(lambda tx: fail_elsewhere(tx, stored))
        self.tell()
        return NEVER


def _active_and_known(tx: Transaction) -> tuple[list[StoredRun], list[Process]]:
    return runs.active(tx), processes.all_known(tx)
