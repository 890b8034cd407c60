"""Keeps runs from getting stuck: expires what is overdue, takes up what dead processes left, compacts what is over.

The engine runs one `Upkeep` while it is open. It looks when something was written, when a deadline comes, and, as
long as another process owns a run, every half second whether that process still lives. Only a process that
`reclaims` (a terminal, a server) takes up the runs of others, and only those begun on its own endpoint.
"""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable

from app.api.errors import Error
from app.api.objects import LastError, RunStatus
from app.engine import endings
from app.engine.drive import hand_back
from app.engine.journal import append
from app.engine.liveness import Liveness
from app.store import events, processes, runs
from app.store.database import Database
from app.store.processes import Process
from app.store.runs import BLOCK, KeptRun
from app.store.transaction import Transaction

BUSY_SECONDS = 0.1
FOREIGN_SECONDS = 0.5
IDLE_SECONDS = 1.0
MOST_DEATHS = 5
FOREIGN_ENDPOINT_SECONDS = 5
COMPACT_SECONDS = 10
"""Deltas stay this long after the end of a run, for followers that are still reading."""


class Upkeep:
    """The caretaker. `drive` starts a run here after an event number, `driven` names those under way.

    `check` is told which runs were under way and which are active, to stop what was cancelled or taken elsewhere.
    """

    def __init__(
        self,
        database: Database,
        liveness: Liveness,
        *,
        reclaims: bool,
        drive: Callable[[str, int], None],
        driven: Callable[[], set[str]],
        check: Callable[[set[str], list[KeptRun]], None],
    ) -> None:
        self._database, self._liveness, self._reclaims = database, liveness, reclaims
        self._drive, self._driven, self._check = drive, driven, check
        self.endpoint: str | None = None
        self._changed = asyncio.Event()
        self._nudge = asyncio.Event()
        self._watchers = 0
        self._orphaned: dict[str, float] = {}
        self._over: dict[str, float] = {}
        self._looked = -1
        self._next_look = 0.0

    async def run(self, endpoint: Callable[[], Awaitable[object]]) -> None:
        """Look after the runs until cancelled; `endpoint` finds the one in use and tells it here."""
        while True:
            self._nudge.clear()
            try:
                await endpoint()
                await self._watch()
            except Error:
                self._next_look = time.time() + IDLE_SECONDS  # a full disk may have room again later
            with contextlib.suppress(TimeoutError):
                rest = BUSY_SECONDS if self._watchers or self._driven() else self._rest()
                async with asyncio.timeout(rest):
                    await self._nudge.wait()

    async def _watch(self) -> None:
        version = await self._database.changes()
        if version != self._looked:
            self._looked = version
            self._changed.set()
            self._changed = asyncio.Event()
            self._next_look = 0.0
        if time.time() >= self._next_look:
            await self._look()

    async def changed(self) -> None:
        """Return when anything was written by whichever process; looked for ten times a second meanwhile."""
        self._watchers += 1
        self._nudge.set()
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(IDLE_SECONDS):
                    await self._changed.wait()
        finally:
            self._watchers -= 1

    def look_now(self) -> None:
        """Look at once."""
        self._next_look = 0.0
        self._nudge.set()

    def ended(self, run_id: str) -> None:
        """A run of this process is over: its deltas go a little later."""
        self._over[run_id] = time.time() + COMPACT_SECONDS

    async def compact(self, *, everything: bool = False) -> None:
        """Remove the deltas of runs that have been over for a while."""
        now = time.time()
        due = [run_id for run_id, when in self._over.items() if everything or when <= now]
        for run_id in due:
            del self._over[run_id]
        if due:
            await self._database.write(lambda tx: [events.compact(tx, run_id) for run_id in due], durable=False)

    def _rest(self) -> float:
        return max(0.05, min(IDLE_SECONDS, self._next_look - time.time()))

    async def _look(self) -> None:
        now, driven = time.time(), self._driven()
        active = await self._database.read(runs.active)
        known = await self._database.read(processes.all_known)
        self._check(driven, active)
        await self.compact()
        driven = self._driven()
        dead = {process.owner for process in known if self._liveness.is_dead(process.owner)}
        for owner in dead:
            await self._database.write(lambda tx, owner=owner: processes.delete(tx, owner), durable=False)
        living = [process for process in known if process.owner not in dead]
        waits = [self._look_at(kept, now, driven, living) for kept in active]
        times = [when for when in [await wait for wait in waits] if when is not None]
        times.extend(self._over.values())
        self._next_look = min(times, default=now + 3600)

    async def _look_at(self, kept: KeptRun, now: float, driven: set[str], living: list[Process]) -> float | None:
        """Do for one active run what is due; returns when to look again."""
        run = kept.run
        if run.id in driven:
            return None
        owner_lives = kept.owner == self._liveness.owner or any(kept.owner == one.owner for one in living)
        if kept.owner is not None and kept.owner != self._liveness.owner and owner_lives:
            return now + FOREIGN_SECONDS
        if kept.expires_at <= now:
            await self._database.write(lambda tx: expire(tx, run.id))
            return None
        if run.status == "requires_action":
            return kept.expires_at
        if not self._reclaims and kept.owner != self._liveness.owner:
            return now + FOREIGN_SECONDS
        return await self._reclaim(kept, now, living)

    async def _reclaim(self, kept: KeptRun, now: float, living: list[Process]) -> float | None:
        """Take up a run that nobody drives, or end it where it cannot be taken up."""
        run_id = kept.run.id
        mine = kept.owner == self._liveness.owner
        if kept.run.status == "queued" and (mine or (kept.owner is None and kept.endpoint == self.endpoint)):
            self._orphaned.pop(run_id, None)
            self._drive(run_id, kept.number)
            return None
        if kept.run.status == "cancelling" or kept.endpoint == self.endpoint:
            await self._database.write(lambda tx: take_over(tx, run_id, kept.attempt))
            return now
        if any(one.reclaims and one.endpoint == kept.endpoint for one in living):
            return now + FOREIGN_SECONDS
        since = self._orphaned.setdefault(run_id, now)
        if now - since < FOREIGN_ENDPOINT_SECONDS:
            return since + FOREIGN_ENDPOINT_SECONDS
        del self._orphaned[run_id]
        await self._database.write(lambda tx: fail_elsewhere(tx, run_id, kept.attempt))
        return None


def expire(tx: Transaction, run_id: str) -> None:
    """End a run whose time is over and that nobody drives."""
    kept = runs.kept(tx, run_id)
    if kept is None or kept.run.expires_at is None or kept.expires_at > time.time():
        return
    _end(tx, kept, "expired")


def take_over(tx: Transaction, run_id: str, attempt: int) -> None:
    """Free a run of its dead owner: back to the queue, or ended when it was being cancelled or killed too many."""
    kept = runs.kept(tx, run_id)
    if kept is None or kept.attempt != attempt or kept.run.status not in ("queued", "in_progress", "cancelling"):
        return
    if kept.run.status == "cancelling":
        _end(tx, kept, "cancelled")
    elif kept.deaths + 1 >= MOST_DEATHS:
        message = f"The program that ran it ended unexpectedly {MOST_DEATHS} times. Send the message again to retry."
        _end(tx, kept, "failed", LastError(code="server_error", message=message))
    else:
        number = _fresh(kept)
        fact = hand_back(tx, kept, int(time.time()), number, died=kept.run.status == "in_progress")
        append(tx, run_id, number, [fact])


def fail_elsewhere(tx: Transaction, run_id: str, attempt: int) -> None:
    """End a run that began on an endpoint which nobody here uses: its text is not sent anywhere else."""
    kept = runs.kept(tx, run_id)
    if kept is not None and kept.attempt == attempt:
        message = (
            f"It began on {kept.endpoint or 'no endpoint'}, which is not in use any more, and its text is sent to no "
            "other. Try again to run it on the endpoint in use."
        )
        _end(tx, kept, "failed", LastError(code="server_error", message=message))


def _fresh(kept: KeptRun) -> int:
    """The first number of the block after the owner's: what it handed out unsaved is never given again."""
    return max(kept.number + 1, kept.attempt * BLOCK + BLOCK // 2) if kept.owner else kept.number + 1


def _end(tx: Transaction, kept: KeptRun, status: RunStatus, last_error: LastError | None = None) -> None:
    number = _fresh(kept)
    facts = endings.end(tx, kept, status, int(time.time()), number=number - 1, last_error=last_error)
    append(tx, kept.run.id, number, facts)
