"""Deletes files: those of a caller, the expired ones, and what is left of uploads that broke off.

First a row is marked, so that no reader finds the file any more; then its bytes are removed; then the row.
"""

import time
from contextlib import suppress
from typing import NamedTuple

from app.api.errors import Error, NotFound
from app.engine.upkeep.process_locks import ProcessLocks, SoleProcess
from app.store import files
from app.store.database import Database
from app.store.file_contents import FileContents
from app.store.files import Leftover
from app.store.transaction import Transaction


class FoundFiles(NamedTuple):
    """Files that may have to be removed. `next_expiry`: when one more will have to, in Unix seconds."""

    leftovers: list[Leftover]
    next_expiry: float


def find_left_files(tx: Transaction, now: float) -> FoundFiles:
    """Look for files to remove."""
    return FoundFiles(files.leftovers(tx, int(now)), files.next_expiry(tx) or float("inf"))


class LeftFiles:
    """Removes files and their rows."""

    def __init__(self, database: Database, contents: FileContents, locks: ProcessLocks | SoleProcess) -> None:
        self._database, self._contents, self._locks = database, contents, locks

    async def delete(self, file_id: str) -> None:
        """Delete a file. Raises `NotFound`. Bytes that cannot be removed now are removed later."""
        if not await self._database.write(lambda tx: files.begin_deletion(tx, file_id, int(time.time()))):
            raise NotFound("file", file_id)
        with suppress(Error):
            await self._remove(file_id, was_whole=True)

    async def remove_unfinished(self, file_id: str) -> None:
        """Remove what an upload left. What cannot be removed now is removed by a later process."""
        with suppress(Error):
            await self._remove(file_id, was_whole=False)

    async def remove(self, found: FoundFiles) -> None:
        """Remove what is left over, of processes that have ended too. Raises `Unavailable`."""
        for left in found.leftovers:
            if left.owner is None or self._locks.is_dead(left.owner):
                await self._remove(left.file_id, was_whole=left.owner is None)

    async def _remove(self, file_id: str, *, was_whole: bool) -> None:
        await self._contents.remove(file_id)
        remove_row = files.delete if was_whole else files.forget
        await self._database.write(lambda tx: remove_row(tx, file_id), durable=False)
