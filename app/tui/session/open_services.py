"""Holds the join open while the app runs: the store, the engine and the models behind two protocols.

`ChatApp` opens it after the first paint; whoever started the app closes it after the terminal is restored.
"""

import asyncio

from app.api.assistants import Assistants
from app.api.endpoints import Endpoints
from app.api.services import Join

Pair = tuple[Assistants, Endpoints]


class Connection:
    """A join, entered and left in one task of its own, as its task groups and timeouts need."""

    def __init__(self, join: Join) -> None:
        self._join = join
        self._task: asyncio.Task[None] | None = None
        self._over = asyncio.Event()

    async def open(self) -> Pair:
        """Enter the join. Raises what it raises, `Unavailable` above all."""
        opened: asyncio.Future[Pair] = asyncio.get_running_loop().create_future()
        self._task = asyncio.create_task(self._hold(opened), name="connection")
        return await opened

    async def close(self) -> None:
        """Leave the join in order, so that runs are handed back; nothing happens when it was never entered."""
        self._over.set()
        if self._task is not None:
            await self._task

    async def _hold(self, opened: asyncio.Future[Pair]) -> None:
        try:
            async with self._join() as pair:
                if not opened.cancelled():
                    opened.set_result(pair)
                await self._over.wait()
        except Exception as error:
            if opened.done():
                raise
            opened.set_exception(error)
