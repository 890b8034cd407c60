"""Adds to the search index what the transactions that store long texts leave for later, a slice at a time.

Any process that is open does it, also for others: what is left to do is in the database.
"""

import asyncio
import logging
import time

from app.api.errors import Error
from app.store.database import Database
from app.store.index_backlog import index_some

RESTS = 2
"""How many times longer than a slice takes, its wait for others included, the work rests then: another process that
writes looks for the lock again after pauses of 1 to 100 ms.
"""
LONGEST_REST_S = 1.0


class Indexing:
    """The task that works while there is something to index."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._task: asyncio.Task[None] | None = None
        self._has_more = False

    def begin(self) -> None:
        """Index what there is. The task that does so looks once more: it may be about to end."""
        self._has_more = True
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._work())

    async def stop(self) -> None:
        """Stop the task; the rest is left to any other process."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _work(self) -> None:
        try:
            while self._has_more:
                self._has_more = False
                begun = time.monotonic()
                is_left = await self._database.write_behind(index_some)
                self._has_more = self._has_more or is_left
                await asyncio.sleep(min(RESTS * (time.monotonic() - begun), LONGEST_REST_S))
        except Exception as error:  # a full disk may have room again when something is written
            if not isinstance(error, Error):
                logging.getLogger(__name__).exception("indexing failed")
            self._database.has_index_backlog = True
