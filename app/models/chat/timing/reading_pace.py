"""When to read the next block of an answer: not too often, never without a limit, and never with the loop to itself."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator

import httpx2

from app.models.chat.reading.stream import ChatStream
from app.models.chat.timing.silence_watch import SilenceWatch
from app.models.timeouts import ModelTimeouts

SLICE_BYTES = 16 * 1024
"""About 100 chunks, 0.4 ms."""
PACE_S = 0.05
"""How long blocks may gather before the next read: a read costs 0.4 ms, and servers send a block for each token.

As long as between two takes of the engine (`TAKE_INTERVAL_S`): sooner read, they would wait there.
"""
WAITED_S = 0.003
"""A read that took longer had to wait for data: nothing more is buffered, so the next blocks may gather."""
BUSY_S = 0.005
"""So long one answer may be read without a pause: behind a flood the other runs have the loop for most of the time."""
PAUSE_S = 0.01
READING_ERRORS = (httpx2.HTTPError, httpx2.StreamError, OSError)
"""What reading a body raises when the connection, its framing or its packing is broken."""
DRAIN_S = 0.1
"""How long to wait for the end of a response after its last event, so that the connection can be used again."""


class ReadingPace:
    """The clock of one answer."""

    def __init__(self, state: ChatStream, timeouts: ModelTimeouts) -> None:
        self._state, self._timeouts = state, timeouts
        self._progress = 0
        self._silent_since = self._busy_since = time.monotonic()
        self._begun = self._waited = False
        self._watch = SilenceWatch()

    async def read(self, blocks: AsyncIterator[bytes]) -> bytes | None:
        """Return the next block, `None` at the end. Raises `Silence`."""
        # The first chunk only names the role; the first word must not wait behind it.
        if self._begun and self._waited:
            await asyncio.sleep(PACE_S)
        asked_at = time.monotonic()
        if self._state.answer.progress != self._progress:
            self._progress = self._state.answer.progress
            self._silent_since = asked_at
            self._begun = True
        until = self._allowed_until()
        if until is None:
            block = await anext(blocks, None)
        else:
            block = await self._watch.read(blocks, until)
        now = time.monotonic()
        self._waited = now - asked_at > WAITED_S
        if self._waited:
            self._busy_since = now
        return block

    def close(self) -> None:
        """Watch the answer no more."""
        self._watch.close()

    async def rest(self) -> None:
        """Let others have the loop if this answer had it for too long."""
        if time.monotonic() - self._busy_since > BUSY_S:
            await asyncio.sleep(PAUSE_S)
            self._busy_since = time.monotonic()

    def _allowed_until(self) -> float | None:
        if self._state.reason is not None:
            return self._silent_since + self._timeouts.ending
        if self._progress:
            return self._silent_since + self._timeouts.silence
        return None


def slices(block: bytes) -> Iterator[bytes]:
    """Cut a block so that no part of it takes long to read."""
    if len(block) <= SLICE_BYTES:
        yield block
        return
    for begin in range(0, len(block), SLICE_BYTES):
        yield block[begin : begin + SLICE_BYTES]


async def drain(blocks: AsyncIterator[bytes]) -> None:
    """Read the end of the body, if it arrives at once. The answer is complete: how the connection ends is no matter."""
    try:
        async with asyncio.timeout(DRAIN_S):
            async for _ in blocks:
                pass
    except (*READING_ERRORS, RuntimeError):
        pass
