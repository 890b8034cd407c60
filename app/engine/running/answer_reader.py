"""The pieces of a model's answer, read in a task of its own. `round` takes them.

Reading apart from writing means that a stop can break the reading off at any point and never cuts a write in two.
Pieces that came while the round was writing are taken together.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from app.models.model import Piece

CLOSE_SECONDS = 2


class AnswerReader:
    """An answer on its way; `stop` closes the request."""

    def __init__(self, stream: AsyncGenerator[Piece]) -> None:
        self._pieces: list[Piece] = []
        self._ready = asyncio.Event()
        self._stopped = False
        self._task = asyncio.create_task(self._read(stream))
        self._task.add_done_callback(self._over)

    async def take(self) -> list[Piece]:
        """The pieces since the last call, at least one; none when the answer is over. Raises what the model raised."""
        await self._ready.wait()
        pieces, self._pieces = self._pieces, []
        if self._stopped:
            return pieces
        if self._task.done():
            if not pieces and not self._task.cancelled():
                self._task.result()
        else:
            self._ready.clear()
        return pieces

    def stop(self) -> None:
        """Break off; `take` returns what came until now, then nothing."""
        self._stopped = True
        self._task.cancel()
        self._ready.set()

    async def closed(self) -> None:
        """Return once the request is closed, or refuses to be: that must not keep a thread locked."""
        await asyncio.wait([self._task], timeout=CLOSE_SECONDS)

    def _over(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled():
            task.exception()  # looked at: one that comes after a stop concerns nobody
        self._ready.set()

    async def _read(self, stream: AsyncGenerator[Piece]) -> None:
        async with aclosing(stream):
            async for piece in stream:
                self._pieces.append(piece)
                self._ready.set()
