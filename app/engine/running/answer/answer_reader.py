"""Reads the pieces of a model's answer in a task of its own.

Reading and writing are separate, so that a stop can interrupt the reading at any point, but never a write. Pieces that
arrive during a write are taken together afterwards; when they are too many, nothing more is read until then.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from types import TracebackType

from app.engine.running.answer.pieces import WaitingPieces
from app.engine.running.stop_token import StopToken
from app.models.model import Piece

REQUEST_CLOSE_TIMEOUT_S = 0.5
"""How long a request may take to close: one that does not close must not keep its thread locked."""
MAX_WAITING_BYTES = 2**18
"""What comes meanwhile is written at once, and writes of other runs wait behind it."""


class AnswerReader:
    """An answer that is being read. Leaving the context closes the request."""

    def __init__(self, stream: AsyncGenerator[Piece], stop: StopToken) -> None:
        self._stream, self._stop = stream, stop
        self._waiting = WaitingPieces()
        self._ready = asyncio.Event()
        self._room = asyncio.Event()

    async def __aenter__(self) -> "AnswerReader":
        self._reading = asyncio.create_task(self._read())
        self._watching = asyncio.create_task(self._watch())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reading.cancel()
        await asyncio.wait([self._reading], timeout=REQUEST_CLOSE_TIMEOUT_S)
        self._watching.cancel()

    async def take(self) -> list[Piece]:
        """Return the pieces since the last call, at least one; none when the answer is over or was stopped.

        Raises the model's error.
        """
        await self._ready.wait()
        pieces = self._waiting.take()
        self._room.set()
        if self._stop.reason is not None:
            return pieces
        if not self._reading.done():
            self._ready.clear()
        elif not pieces and not self._reading.cancelled():
            self._reading.result()
        return pieces

    async def _read(self) -> None:
        async with aclosing(self._stream):
            async for piece in self._stream:
                self._waiting.add(piece)
                if not self._ready.is_set():
                    self._ready.set()
                if self._waiting.bytes > MAX_WAITING_BYTES:
                    self._room.clear()
                    await self._room.wait()

    async def _watch(self) -> None:
        """Let `take` return once the answer is over or the run attempt is stopped."""
        await self._stop.cancel_on_stop(self._reading)
        self._ready.set()
