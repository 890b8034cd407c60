"""Limits how many events a second an answer becomes: a server that drips single characters is no faster to read."""

import asyncio
import time

WINDOW_S = 0.1
MAX_IN_WINDOW = 100
"""About the tokens that the fastest services send; above it, what comes meanwhile is joined."""


class Pace:
    """Counts the pieces that were written in the current tenth of a second."""

    def __init__(self) -> None:
        self._began = 0.0
        self._written = 0

    async def rest(self, written: int) -> None:
        """Wait for the end of the window if there were too many in it."""
        now = time.monotonic()
        if now - self._began >= WINDOW_S:
            self._began, self._written = now, 0
        self._written += written
        if self._written > MAX_IN_WINDOW:
            await asyncio.sleep(self._began + WINDOW_S - now)
