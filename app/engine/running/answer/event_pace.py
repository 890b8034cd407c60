"""Limits how fast an answer becomes events: a server that drips single characters is no faster to read, and one that
floods must leave the loop and the disk to the other runs for most of the time.
"""

import asyncio
import time

WINDOW_S = 0.1
MAX_IN_WINDOW = 100
"""About the tokens that the fastest services send; above it, what comes meanwhile is joined."""
MAX_CHARS_IN_WINDOW = 2**20
"""A megabyte costs about 15 ms to read, store and send."""


class Pace:
    """Counts what was written in the current tenth of a second."""

    def __init__(self) -> None:
        self._began = 0.0
        self._written = self._chars = 0

    async def rest(self, chars: int) -> None:
        """After a piece of this length: wait for the end of the window if there was too much in it."""
        now = time.monotonic()
        if now - self._began >= WINDOW_S:
            self._began, self._written, self._chars = now, 0, 0
        self._written += 1
        self._chars += chars
        if self._written > MAX_IN_WINDOW or self._chars > MAX_CHARS_IN_WINDOW:
            await asyncio.sleep(self._began + WINDOW_S - now)
