"""The fork of a thread, with what goes on: the messages that it replaces, and a run."""

import asyncio
import time
from functools import partial
from typing import TYPE_CHECKING

from app.api.errors import Error
from app.api.objects import Thread
from app.api.requests import ForkThread
from app.engine.operations.parts import EngineParts
from app.engine.rules.run_endpoint import RunEndpoint
from app.engine.transactions import run_changes
from app.engine.transactions.threads.thread_changes import delete_one
from app.store.transaction import Transaction

if TYPE_CHECKING:
    from app.engine.transactions.threads.forking import Fork

RESTS = 2
"""How many times longer than it took to copy messages the copying rests then. SQLite lets no one queue for its lock:
another process that writes looks again after pauses of 1 to 100 ms, and without rests finds the lock taken each time.
"""


class EngineForks(EngineParts):
    """`fork_thread` over the store and the runner."""

    async def fork_thread(self, thread_id: str, request: ForkThread, /) -> Thread:
        """Create a thread that begins with copies of messages of this one: one transaction, or several if it is long.

        They are not synced to disk before it is returned, which would hold up other writes: the next write that is
        synced includes them. Until the last transaction, which deletes what is replaced and creates the run, nothing
        is to be seen of the branch, and the thread is as it was.
        """
        from app.engine.transactions.threads.forking import begin_fork, copy_more  # late: the list needs neither

        if request.replaces is not None:
            await self._expire_overdue(thread_id)
            await self._caretaker.cancel_abandoned(thread_id)
        begun = time.monotonic()
        fork = await self._database.write(lambda tx: begin_fork(tx, thread_id, request), durable=False)
        while not fork.is_copied:
            await asyncio.sleep(RESTS * (time.monotonic() - begun))
            begun = time.monotonic()
            fork = await self._database.write(partial(copy_more, fork=fork), durable=False)
        if fork.has_ending:
            await self._end_fork(fork)
        return fork.branch

    async def _end_fork(self, fork: "Fork") -> None:
        """Delete what is replaced and create the run. Raises `Error`; then there is no branch."""
        from app.engine.transactions.threads.forking import end_fork, show  # late, as above

        owner, ttl_s, request = self._this_process.owner, self._run_ttl_s, fork.request

        def end(endpoint: RunEndpoint | None, tx: Transaction) -> str | None:
            run_id = None
            goes_on_id = end_fork(tx, fork)
            if request.run is not None and endpoint is not None:
                run_id = run_changes.create_run(
                    tx, goes_on_id, request.run, owner=owner, endpoint=endpoint, ttl_s=ttl_s
                ).id
            show(tx, fork)  # behind the run, since a thread in which a run begins is listed
            return run_id

        try:
            if request.run is None:
                await self._database.write(partial(end, None))
            elif run_id := await self._write_with_endpoint(request.run.model, end):
                self._runner.start(run_id)
        except Error:
            await self._database.write(lambda tx: delete_one(tx, fork.branch.id), durable=False)
            raise
