"""Reads the pieces of a model's answer in a task of its own.

Reading and writing are separate, so that a stop can interrupt the reading at any point, but never a write. Pieces that
arrive during a write, or soon after the last ones, are taken together; when they are too many, nothing more is read
until then.
"""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from types import TracebackType

from app.engine.running.answer.pieces import WaitingPieces
from app.engine.running.stop_token import StopToken
from app.models.model import Answering, Piece

REQUEST_CLOSE_TIMEOUT_S = 0.5
"""How long a request may take to close: one that does not close must not keep its thread locked."""
TAKE_INTERVAL_S = 0.05
"""Between two takes: a screen draws ten frames a second, and each take costs an event in every follower."""
MAX_WAITING_BYTES = 2**18
"""What comes meanwhile is written at once, and writes of other runs wait behind it."""


class AnswerReader:
    """An answer that is being read. Leaving the context closes the request."""

    def __init__(self, stream: AsyncGenerator[Piece], stop: StopToken) -> None:
        self._stream, self._stop = stream, stop
        self._waiting = WaitingPieces()
        self._ready = asyncio.Event()
        self._room = asyncio.Event()
        self._enough = asyncio.Event()
        self._first_written = asyncio.Event()
        """The first word was written. Until then nothing more is read, since that would delay it: an answer that has
        arrived as a whole is read without a pause.
        """
        self._taken_at = 0.0

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
        if self._taken_at:
            self._first_written.set()
        await self._ready.wait()
        await self._wait_for_more()
        pieces = self._waiting.take()
        if not all(isinstance(piece, Answering) for piece in pieces):  # behind that the first word comes at once
            self._taken_at = time.monotonic()
        self._room.set()
        if self._stop.reason is not None:
            return pieces
        if not self._reading.done():
            self._ready.clear()
        elif not pieces and not self._reading.cancelled():
            self._reading.result()
        return pieces

    async def _wait_for_more(self) -> None:
        """Wait until it is time for the next take, there is enough for one, or nothing more comes."""
        too_early_s = self._taken_at + TAKE_INTERVAL_S - time.monotonic()
        if too_early_s > 0 and not self._enough.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(too_early_s):
                    await self._enough.wait()

    async def _read(self) -> None:
        async with aclosing(self._stream):
            async for piece in self._stream:
                self._waiting.add(piece)
                if not self._ready.is_set() and not isinstance(piece, Answering):  # behind that comes a piece at once
                    self._ready.set()
                    await self._first_written.wait()
                if self._waiting.bytes > MAX_WAITING_BYTES:
                    self._enough.set()
                    self._room.clear()
                    await self._room.wait()
                    self._enough.clear()

    async def _watch(self) -> None:
        """Let `take` return once the answer is over or the run attempt is stopped."""
        await self._stop.cancel_on_stop(self._reading)
        self._enough.set()
        self._ready.set()
