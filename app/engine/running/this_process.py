"""This process as others on the same database see it: its name, its endpoint, and whether it reclaims orphaned runs."""

import contextlib

from app.api.errors import Unavailable
from app.models.model import Models
from app.store import processes
from app.store.database import Database
from app.store.processes import Process


class ThisProcess:
    """The row of this process in the table of processes. `owner`: its name. `endpoint`: the base URL last in use."""

    def __init__(self, database: Database, models: Models, owner: str, *, reclaims: bool) -> None:
        self.owner, self.reclaims = owner, reclaims
        self.endpoint: str | None = None
        self._database, self._models = database, models
        self._stored: Process | None = None

    async def find_endpoint(self) -> str | None:
        """Return the base URL of the endpoint in use, and store it for the other processes when it changed."""
        current = await self._models.current()
        self.endpoint = None if current is None else current.base_url
        process = Process(owner=self.owner, endpoint=self.endpoint, reclaims=self.reclaims)
        if process != self._stored:
            await self._database.write(lambda tx: processes.save(tx, process), durable=False)
            self._stored = process
        return process.endpoint

    async def remove(self) -> None:
        """Delete the row."""
        with contextlib.suppress(Unavailable):  # the disk may be full; the lock file, released next, says the same
            await self._database.write(lambda tx: processes.delete(tx, self.owner), durable=False)
