"""The runs that this process drives: starts them, stops them, and hands them back when the process leaves.

`engine` asks it to drive; `upkeep` looks after what nobody drives. A follower finds a driven run's log here.
"""

import asyncio
import contextlib
from collections.abc import Set

from app.api.errors import Unavailable
from app.engine.rules.outcomes import Cancelled, GivenUp, HandedBack, Stop
from app.engine.running.event_log import EventLog
from app.engine.running.journal import Journal
from app.engine.running.run_attempt import RunAttempt
from app.engine.upkeep.caretaker import Caretaker
from app.engine.upkeep.process_locks import ProcessLocks
from app.models.model import Models
from app.store import processes
from app.store.database import Database
from app.store.processes import Process
from app.store.runs import StoredRun

LEAVING_SECONDS = 5


class Runner:
    """What is under way in this process. `reclaims`: take up the runs of dead processes too."""

    def __init__(self, database: Database, locks: ProcessLocks, models: Models, *, reclaims: bool) -> None:
        self.owner = locks.owner
        self._database, self._locks, self._models, self._reclaims = database, locks, models, reclaims
        self._journal = Journal(database)
        self._drives: dict[str, RunAttempt] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._leaving = False
        self._told: Process | None = None
        self._upkeep = Caretaker(
            database, locks, reclaims=reclaims, drive=self.drive, driven=self._drives.keys, check=self._check
        )

    def open(self) -> None:
        """Begin to look after runs."""
        self._caretaker = asyncio.create_task(self._upkeep.run(self.endpoint))

    async def close(self) -> None:
        """Hand back what is under way and take leave."""
        self._leaving = True
        self._caretaker.cancel()
        await asyncio.wait([self._caretaker])
        for drive in self._drives.values():
            drive.stop(HandedBack())
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=LEAVING_SECONDS)
        await self._journal.close()
        self._upkeep.close()
        with contextlib.suppress(Unavailable):  # a full disk: the lock, given up next, says the same
            await self._database.write(lambda tx: processes.delete(tx, self.owner), durable=False)

    async def endpoint(self) -> str | None:
        """The endpoint in use, told to the other processes when it changed."""
        current = await self._models.current()
        process = Process(owner=self.owner, endpoint=current.base_url if current else None, reclaims=self._reclaims)
        self._upkeep.endpoint = process.endpoint
        if process != self._told:
            await self._database.write(lambda tx: processes.save(tx, process), durable=False)
            self._told = process
        return process.endpoint

    @property
    def version(self) -> int:
        """A number that rises whenever something was found to be written, by whichever process."""
        return self._upkeep.version

    async def changed(self, version: int) -> None:
        """Return once `version` is another than this."""
        await self._upkeep.changed(version)

    def drive(self, run_id: str) -> None:
        """Start a run unless it is under way."""
        if run_id in self._drives or self._leaving:
            return
        drive = RunAttempt(run_id, self.owner, EventLog(run_id), self._database, self._journal, self._models)
        self._drives[run_id] = drive
        task = asyncio.create_task(self._drive(drive))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self._upkeep.tell()

    def stop(self, run_id: str, why: Stop) -> None:
        """Break a run off if it is under way here, after it was written why."""
        drive = self._drives.get(run_id)
        if drive is not None:
            drive.stop(why)
        self._upkeep.tell()

    def log_of(self, run_id: str) -> EventLog | None:
        """The log of a run that is under way here."""
        drive = self._drives.get(run_id)
        return drive.log if drive else None

    def look_now(self) -> None:
        """Something happened that runs under way should hear of at once."""
        self._upkeep.look_now()

    async def _drive(self, drive: RunAttempt) -> None:
        try:
            await drive.run()
        finally:
            del self._drives[drive.run_id]
            drive.log.close(drive.error)
            self._upkeep.look_soon()

    def _check(self, driven: Set[str], active: list[StoredRun]) -> None:
        """Stop what another process cancelled, took or deleted."""
        found = {stored.run.id: stored for stored in active}
        for run_id in driven:
            drive, stored = self._drives.get(run_id), found.get(run_id)
            if drive is None:
                continue
            # The row may be older than the claim: only a higher attempt means that somebody else has the run.
            if stored is None or 0 < drive.log.attempt < stored.attempt:
                drive.stop(GivenUp())
            elif stored.run.status == "cancelling":
                drive.stop(Cancelled())
