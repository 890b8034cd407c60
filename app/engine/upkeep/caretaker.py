"""Keeps runs from getting stuck: expires overdue ones, reclaims those of dead processes, compacts those that are over.
It begins the indexing of what was left for later, and the deletion of files that are left over, too.

The caretaker looks at the runs when another process wrote something, when a deadline is due, and shortly after a run
attempt ended; while another process owns a run, it checks every half second that this process is alive. Only a process
that `reclaims` (a terminal, a server) continues the runs of others, and only those that began on a profile it has.
"""

import asyncio
import contextlib
import logging
import time
from functools import partial
from typing import TYPE_CHECKING

from app.api.errors import Error
from app.engine.running.change_signal import ChangeSignal
from app.engine.running.runner import Runner
from app.engine.running.this_process import ThisProcess
from app.engine.transactions.orphans import (
    cancel_orphan,
    end_unanswered,
    expire,
    fail_too_large,
    fail_without_endpoint,
    release,
)
from app.engine.upkeep.left_files import FoundFiles, LeftFiles, find_left_files
from app.engine.upkeep.process_locks import ProcessLocks, SoleProcess
from app.engine.upkeep.unanswered_runs import UnansweredRuns, is_abandoned, is_continued_by
from app.store import events, processes, runs, search_index
from app.store.database import Database
from app.store.processes import Process
from app.store.runs import ActiveRun
from app.store.transaction import Transaction

if TYPE_CHECKING:
    from app.engine.upkeep.indexing import Indexing

BUSY_INTERVAL_S = 0.1
"""Between two looks for changes while a run is driven or followed here."""
IDLE_INTERVAL_S = 1.0
SHORTEST_REST_S = 0.05
OTHERS_INTERVAL_S = 0.5
"""Between two checks of a run that another process owns."""
LONGEST_INTERVAL_S = 3600
FOREIGN_ENDPOINT_GRACE_S = 5
"""How long a run waits for a process on its endpoint before it fails."""
COMPACT_AFTER_S = 10
"""Deltas stay this long after the end of a run, for followers that are still reading."""
COMPACTION_RESTS = 2
"""How many times longer than a slice of it took the compaction rests, as a deletion does."""
NEVER = float("inf")


class Caretaker:
    """Looks after the active runs of the database while the engine is open."""

    def __init__(
        self,
        database: Database,
        locks: ProcessLocks | SoleProcess,
        this_process: ThisProcess,
        runner: Runner,
        signal: ChangeSignal,
        left_files: LeftFiles,
    ) -> None:
        self._database, self._locks = database, locks
        self._this_process, self._runner = this_process, runner
        self._signal, self._left_files = signal, left_files
        self._indexing: Indexing | None = None
        self._task: asyncio.Task[None] | None = None
        self._waiting_since: dict[str, float] = {}
        self._unanswered = UnansweredRuns()
        self._seen_versions = (-1, -1)
        self._seen_ended = 0
        self._next_look = 0.0
        self._next_compaction = 0.0

    def start(self) -> None:
        """Start the task that looks after the runs."""
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Stop the task."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        if self._indexing is not None:
            await self._indexing.stop()

    def look_now(self) -> None:
        """Look at the runs at once."""
        self._next_look = 0.0
        self._signal.look_requested.set()

    async def _run(self) -> None:
        while True:
            self._signal.look_requested.clear()
            for duty in (self._this_process.announce, self._watch):
                try:
                    await duty()
                except Exception as error:  # if the task ended, stuck runs would keep their threads locked
                    if not isinstance(error, Error):
                        logging.getLogger(__name__).exception("looking after the runs failed")
                    self._next_look = time.time() + IDLE_INTERVAL_S  # a full disk may have room again later
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._rest_s()):
                    await self._signal.look_requested.wait()

    def _rest_s(self) -> float:
        self._schedule_look()
        if self._signal.has_waiters or self._runner.running:
            return BUSY_INTERVAL_S
        due = min(self._next_look, self._next_compaction)
        return max(SHORTEST_REST_S, min(IDLE_INTERVAL_S, due - time.time()))

    def _schedule_look(self) -> None:
        """Look soon after a run attempt ended, but not immediately: a run that keeps failing must not spin."""
        if self._runner.ended != self._seen_ended:
            self._seen_ended = self._runner.ended
            self._next_look = min(self._next_look, time.time() + BUSY_INTERVAL_S)

    async def _watch(self) -> None:
        """Check for writes of other processes, then look at the runs if it is time."""
        self._schedule_look()
        versions = (await self._database.foreign_changes(), self._database.own_changes)
        if versions[0] != self._seen_versions[0] or self._database.has_index_backlog:
            await self._begin_indexing()
        if versions != self._seen_versions:
            if versions[0] != self._seen_versions[0]:
                self._next_look = 0.0
            self._seen_versions = versions
            self._next_compaction = min(self._next_compaction, time.time() + COMPACT_AFTER_S)
            self._signal.notify()
        if time.time() >= self._next_look:
            await self._look()
        if time.time() >= self._next_compaction:
            await self._compact()

    async def _begin_indexing(self) -> None:
        """Let what was left for later be indexed, whichever process left it."""
        self._database.has_index_backlog = False
        if await self._database.read(search_index.has_backlog):
            if self._indexing is None:
                from app.engine.upkeep.indexing import Indexing  # late: most processes find nothing to index

                self._indexing = Indexing(self._database)
            self._indexing.begin()

    async def _compact(self) -> None:
        """Remove a slice of the deltas of runs that have been over for a while, and rest: others write meanwhile."""
        self._next_compaction = NEVER
        begun = time.time()
        compact = partial(events.compact, quiet_since=begun - COMPACT_AFTER_S)
        if await self._database.read(events.has_deltas) and await self._database.write(compact, durable=False):
            self._next_compaction = time.time() + COMPACTION_RESTS * (time.time() - begun)

    async def _look(self) -> None:
        now = time.time()
        running = frozenset(self._runner.running)
        # Set before the first await, so that a `look_now()` during the scan is not overwritten.
        self._next_look = now + LONGEST_INTERVAL_S
        active, known, left_files = await self._database.read(lambda tx: _read_all(tx, now))
        self._runner.stop_changed(running, active)
        await self._this_process.look_for_endpoints(active)
        dead = self._dead_owners(active, known)
        for process in known:
            if process.owner in dead:
                await self._database.write(lambda tx, owner=process.owner: processes.delete(tx, owner), durable=False)
        living = [process for process in known if process.owner not in dead]
        for stored in active:
            # Driven before the read: its row may be old. Driven now: it was claimed while the row was read.
            if stored.id not in running and stored.id not in self._runner.running:
                due = await self._look_at(stored, now, dead, living)
                self._next_look = min(self._next_look, due)
        self._next_look = min(self._next_look, left_files.next_expiry)
        await self._left_files.remove(left_files)

    def _dead_owners(self, active: list[ActiveRun], known: list[Process]) -> set[str]:
        """Return the names of processes that have ended, out of those that own a run or are in the table."""
        owners = {stored.owner for stored in active if stored.owner} | {process.owner for process in known}
        return {owner for owner in owners if self._locks.is_dead(owner)}

    async def _look_at(self, stored: ActiveRun, now: float, dead: set[str], living: list[Process]) -> float:
        """Do what is due for an active run that is not driven here; return when to look again."""
        is_ours = stored.owner == self._this_process.owner
        if stored.owner is not None and not is_ours and stored.owner not in dead:
            if self._unanswered.is_due(stored):
                await self._database.write(lambda tx: end_unanswered(tx, stored))
                self._signal.notify()
            return now + OTHERS_INTERVAL_S
        if stored.expires_at <= now:
            await self._database.write(lambda tx: expire(tx, stored.id))
            self._signal.notify()
            return NEVER
        if stored.is_too_large:
            await self._database.write(lambda tx: fail_too_large(tx, stored))
            self._signal.notify()
            return NEVER
        if stored.status == "requires_action":
            return stored.expires_at
        # A run that is being cancelled sends nothing any more, so every process may end it.
        if not self._this_process.reclaims and not is_ours and stored.status != "cancelling":
            return now + OTHERS_INTERVAL_S
        return await self._reclaim(stored, now, living)

    async def find_abandoned(self, thread_id: str) -> ActiveRun | None:
        """Return the active run of a thread if no process drives it or will continue it; a reclaiming process would."""
        if self._this_process.reclaims:
            return None
        stored = await self._database.read(lambda tx: runs.active_on(tx, thread_id))
        if stored is None or stored.id in self._runner.running:
            return None
        known = await self._database.read(processes.all_known)
        dead = self._dead_owners([stored], known)
        others = [one for one in known if one.owner not in dead and one.owner != self._this_process.owner]
        return stored if is_abandoned(stored, dead, others) else None

    async def cancel_abandoned(self, thread_id: str) -> None:
        """Cancel the active run of a thread if no process drives it or will continue it; else leave it alone."""
        stored = await self.find_abandoned(thread_id)
        if stored is not None:
            await self._database.write(lambda tx: cancel_orphan(tx, stored))
            self._signal.notify()

    async def _reclaim(self, stored: ActiveRun, now: float, living: list[Process]) -> float:
        """Start an orphaned run here, release it, or fail it if no process may continue it; return when to look again.

        An orphaned run that is in progress is released first, which puts it in the queue; the next look starts it.
        """
        run_id, has_its_endpoint = stored.id, self._this_process.can_continue(stored)
        is_ours = stored.owner == self._this_process.owner
        if stored.status == "queued" and (is_ours or (stored.owner is None and has_its_endpoint)):
            self._waiting_since.pop(run_id, None)
            self._runner.start(run_id)
            return NEVER
        if stored.status == "cancelling" or has_its_endpoint:
            self._waiting_since.pop(run_id, None)
            await self._database.write(lambda tx: release(tx, stored))
            self._signal.notify()
            if is_ours:
                # The run has no owner now; this process may not reclaim orphaned runs, so start it here.
                self._runner.start(run_id)
            return now
        if not self._this_process.has_endpoint or is_continued_by(stored, living):
            # Another process will reclaim it; or no endpoint is chosen here yet, and the run's may be chosen.
            return now + OTHERS_INTERVAL_S
        since = self._waiting_since.setdefault(run_id, now)
        if now - since < FOREIGN_ENDPOINT_GRACE_S:
            return since + FOREIGN_ENDPOINT_GRACE_S
        del self._waiting_since[run_id]
        await self._database.write(lambda tx: fail_without_endpoint(tx, stored))
        self._signal.notify()
        return NEVER


def _read_all(tx: Transaction, now: float) -> tuple[list[ActiveRun], list[Process], FoundFiles]:
    return runs.active(tx), processes.all_known(tx), find_left_files(tx, now)
