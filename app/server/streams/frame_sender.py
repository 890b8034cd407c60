"""Sends the frames of one stream: one by one as they come, together where there are many.

What a client has not taken yet is a few kilobytes of frames here and a bounded buffer of its connection. While these
are full nothing more is read for it: it goes on later from the events that are stored.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from starlette.types import Send

from app.server.streams.turns import Turns

MAX_WAITING_BYTES = 4096
"""Frames that are sent together: twenty deltas, whose making takes as long as their sending."""
PIECE_BYTES = 32 * 1024
"""The most that is given to the connection at once: it takes a piece when the one before is nearly gone."""
PAUSE_S = 0.001
"""Frames that come so soon after another are many: they wait for a turn and for each other."""


class FrameSender:
    """The frames of one stream on their way to `send`. `is_within_frame`: a part of a frame was sent."""

    def __init__(self, send: Send, turns: Turns) -> None:
        self._send, self._turns = send, turns
        self._loop = asyncio.get_running_loop()
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0
        self._sending: asyncio.Task[None] | None = None
        self._sent_at = 0.0
        self._is_sending = False
        self.is_within_frame = False
        self.quiet_since = self._loop.time()

    @property
    def is_idle(self) -> bool:
        """Whether nothing is on its way."""
        return self._sending is None and not self._is_sending

    async def add(self, frame: bytes) -> None:
        """Send a frame, now or with others; return when there is room for the next one."""
        if self._sending is None:
            if self._loop.time() - self._sent_at >= PAUSE_S:
                await self.send_now(frame)
                return
            self._sending = asyncio.create_task(self._send_together())
        self._waiting.append(frame)
        self._waiting_bytes += len(frame)
        if self._waiting_bytes >= MAX_WAITING_BYTES:
            await self.finish()

    async def finish(self) -> None:
        """Wait until everything is sent."""
        if self._sending is not None:
            await self._sending

    async def stop(self) -> None:
        """Send nothing more of what waits."""
        if self._sending is not None:
            self._sending.cancel()
            await asyncio.wait([self._sending])

    async def send_now(self, frame: bytes) -> None:
        """Send a frame, a long one in pieces; nothing else may be on its way."""
        self._is_sending = True
        await self._send({"type": "http.response.body", "body": frame[:PIECE_BYTES], "more_body": True})
        for start in range(PIECE_BYTES, len(frame), PIECE_BYTES):
            self.is_within_frame = True
            await self._turns.wait()
            piece = frame[start : start + PIECE_BYTES]
            await self._send({"type": "http.response.body", "body": piece, "more_body": True})
        self.is_within_frame = False
        self._is_sending = False
        self.quiet_since = self._sent_at = self._loop.time()

    async def send_in_pieces(self, pieces: AsyncGenerator[bytes]) -> None:
        """Send what waits, then a long frame that is made while it is sent."""
        await self.finish()
        self._is_sending = True
        async with aclosing(pieces):
            async for piece in pieces:
                if self.is_within_frame:
                    await self._turns.wait()
                await self._send({"type": "http.response.body", "body": piece, "more_body": True})
                self.is_within_frame = True
        self.is_within_frame = False
        self._is_sending = False
        self.quiet_since = self._sent_at = self._loop.time()

    async def _send_together(self) -> None:
        """Send what waits when it is this stream's turn, and what comes meanwhile."""
        while self._waiting:
            await self._turns.wait()
            frames = b"".join(self._waiting)
            self._waiting.clear()
            self._waiting_bytes = 0
            await self.send_now(frames)
        self._sending = None
