"""The runs that this process drives: starts them, stops them, and hands them back when the process leaves."""

import asyncio
from collections.abc import Collection
from typing import TYPE_CHECKING, Protocol

from app.engine.rules.outcomes import Cancelled, GivenUp, HandedBack, Stop
from app.engine.running.change_signal import ChangeSignal
from app.engine.running.events.event_log import EventLog
from app.engine.running.events.journal import Journal
from app.models.model import Models
from app.store.database import Database
from app.store.file_contents import FileContents
from app.store.runs import ActiveRun

if TYPE_CHECKING:
    from app.engine.running.run_attempt import RunAttempt

RUNNER_CLOSE_TIMEOUT_S = 5
FIRST_RUN_NEEDS = ("app.engine.running.run_attempt",)
"""Modules that the first run imports, 20 ms of it: whoever knows that it will come can do it before."""


class RunListener(Protocol):
    """What is told of the runs that are over, or that another process has now."""

    def run_ended(self, run_id: str) -> None:
        """Note that this process drives a run no more."""
        ...


class Runner:
    """The run attempts of this process. `ended` counts those that are over; `listener` is told of each."""

    def __init__(
        self,
        database: Database,
        contents: FileContents,
        owner: str,
        models: Models,
        signal: ChangeSignal,
        listener: RunListener | None = None,
    ) -> None:
        self._database, self._models = database, models
        self._contents = contents
        self._owner, self._signal = owner, signal
        self._journal = Journal(database)
        self._attempts: dict[str, RunAttempt] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._listener = listener
        self._closing = False
        self.ended = 0

    @property
    def running(self) -> Collection[str]:
        """The ids of the runs that are driven here now."""
        return self._attempts.keys()

    def start(self, run_id: str) -> None:
        """Start to drive a run unless it is driven here already."""
        if run_id in self._attempts or self._closing:
            return
        from app.engine.running.run_attempt import RunAttempt  # late: 25 modules that listing threads does not need

        attempt = RunAttempt(run_id, self._owner, self._database, self._contents, self._journal, self._models)
        self._attempts[run_id] = attempt
        task = asyncio.create_task(self._drive(attempt))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self._signal.notify()

    def stop(self, run_id: str, reason: Stop) -> None:
        """Stop a run that is driven here; its new status is already stored."""
        attempt = self._attempts.get(run_id)
        if attempt is not None:
            attempt.stop_token.set(reason)
        self._signal.notify()

    def stop_changed(self, run_ids: Collection[str], active: list[ActiveRun]) -> None:
        """Stop those of `run_ids` that another process cancelled, took over or deleted; `active`: the stored ones."""
        found = {stored.id: stored for stored in active}
        for run_id in run_ids:
            attempt, stored = self._attempts.get(run_id), found.get(run_id)
            if attempt is None:
                continue
            # The row may be older than the claim: only a higher attempt means that another process has the run.
            if stored is None or 0 < attempt.log.attempt < stored.attempt:
                attempt.stop_token.set(GivenUp())
            elif stored.status == "cancelling":
                attempt.stop_token.set(Cancelled())

    def log_of(self, run_id: str) -> EventLog | None:
        """Return the event log of a run that is driven here, else `None`."""
        attempt = self._attempts.get(run_id)
        if attempt is None:
            return None
        return attempt.log

    async def close(self) -> None:
        """Hand back the runs that are driven here, and write their remaining events."""
        self._closing = True
        for attempt in self._attempts.values():
            attempt.stop_token.set(HandedBack())
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=RUNNER_CLOSE_TIMEOUT_S)
        await self._journal.close()

    async def _drive(self, attempt: "RunAttempt") -> None:
        try:
            await attempt.drive()
        finally:
            del self._attempts[attempt.run_id]
            attempt.log.close(attempt.error)
            self.ended += 1
            if self._listener is not None:
                self._listener.run_ended(attempt.run_id)
