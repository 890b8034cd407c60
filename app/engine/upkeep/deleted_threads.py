"""Deletes what is left of deleted threads and messages, a slice in each transaction: no other write waits for long.

No reader finds any of it. What a process leaves that ends meanwhile is deleted by the next one that opens the database.
"""

import asyncio
import time
from contextlib import suppress

from app.api.errors import Error
from app.engine.transactions.threads.thread_changes import delete_more
from app.store import deletion
from app.store.database import Database

RESTS = 2
"""How many times longer than a slice took the deletion rests then, as a fork does (`EngineThreads`)."""
CLOSE_LIMIT_S = 1.0
"""How long closing goes on with it."""


class DeletedThreads:
    """Deletes in the background while the engine is open."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._asked = asyncio.Event()
        self._is_done = True
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin with what an earlier process left."""
        self._asked.set()
        self._task = asyncio.create_task(self._run())

    def look_now(self) -> None:
        """Look for what a thread left that was just deleted."""
        self._asked.set()

    async def finish(self) -> None:
        """Delete all that is left, without rests. Raises `Error`."""
        while await self._delete_slice():
            pass

    async def close(self) -> None:
        """Stop; what is known to be left is deleted, unless that takes long."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
        if self._asked.is_set() or not self._is_done:
            with suppress(TimeoutError, Error):
                async with asyncio.timeout(CLOSE_LIMIT_S):
                    await self.finish()

    async def _run(self) -> None:
        while True:
            await self._asked.wait()
            self._asked.clear()
            self._is_done = False
            with suppress(Error):  # a full disk may have room again when the next thread is deleted
                begun = time.monotonic()
                while await self._delete_slice():
                    await asyncio.sleep(RESTS * (time.monotonic() - begun))
                    begun = time.monotonic()
                self._is_done = True

    async def _delete_slice(self) -> bool:
        """Delete a slice. False if nothing is left."""
        if await self._database.read(deletion.find_rest) is None:
            return False
        return await self._database.write(delete_more, durable=False)
