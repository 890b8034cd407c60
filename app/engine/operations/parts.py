"""The parts of the engine that its operations use."""

import time
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from app.engine.rules.run_endpoint import OtherModel, RunEndpoint
from app.engine.running.change_signal import ChangeSignal
from app.engine.running.follow import Backlog
from app.engine.running.runner import Runner
from app.engine.running.this_process import ThisProcess
from app.engine.transactions.orphans import expire
from app.engine.upkeep.caretaker import Caretaker
from app.engine.upkeep.deleted_threads import DeletedThreads
from app.engine.upkeep.left_files import LeftFiles
from app.store import runs, threads
from app.store.database import Database
from app.store.file_contents import FileContents
from app.store.transaction import Transaction

T = TypeVar("T")


class EngineParts:
    """The parts of an open engine. A run may live for `run_ttl_s` seconds.

    `for_person`: a person begins the threads, and not a program over HTTP.
    """

    def __init__(
        self,
        database: Database,
        this_process: ThisProcess,
        runner: Runner,
        caretaker: Caretaker,
        signal: ChangeSignal,
        deleted: DeletedThreads,
        contents: FileContents,
        left_files: LeftFiles,
        *,
        run_ttl_s: int,
        for_person: bool = False,
    ) -> None:
        self._database, self._this_process = database, this_process
        self._runner, self._caretaker = runner, caretaker
        self._signal, self._deleted = signal, deleted
        self._contents, self._left_files = contents, left_files
        self._backlog = Backlog(database)
        self._run_ttl_s = run_ttl_s
        self._for_person = for_person

    def _mark_begun(self, tx: Transaction, thread_id: str) -> None:
        """Note in the transaction that creates a thread who began it."""
        if self._for_person:
            threads.mark_by_person(tx, thread_id)

    async def _expire_overdue(self, thread_id: str) -> None:
        """Expire the active run of a thread if it is overdue; the caretaker may not have looked yet."""
        stored = await self._database.read(lambda tx: runs.active_on(tx, thread_id))
        if stored is not None and stored.expires_at <= time.time() and self._runner.log_of(stored.id) is None:
            await self._database.write(lambda tx: expire(tx, stored.id))

    async def _write_with_endpoint(self, model: str | None, queue: Callable[[RunEndpoint, Transaction], T]) -> T:
        """Queue a run on the profile of its model: the one that the request names, or its assistant.

        Most assistants name none, so it is not read before: that would make the first word of every run wait for one
        more turn of a thread.
        """
        asked = model or ""
        while True:
            endpoint = await self._this_process.endpoint_of(asked)
            try:
                return await self._database.write(partial(queue, endpoint))
            except OtherModel as other:
                asked = other.model
