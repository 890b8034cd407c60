"""Ends a read that has waited too long, with one timer for all reads of an answer.

`asyncio.timeout` makes a timer for each read, and servers send a block for each token: that would be a tenth of what
reading an answer costs.
"""

import asyncio
import time
from collections.abc import AsyncIterator


class Silence(Exception):
    """Nothing of the answer came for as long as is allowed."""


class SilenceWatch:
    """Reads blocks up to a moment that moves on from read to read. Times are of the monotonic clock."""

    def __init__(self) -> None:
        self._until = 0.0
        self._due = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._reading: asyncio.Task[object] | None = None
        self._is_over = False

    async def read(self, blocks: AsyncIterator[bytes], until: float) -> bytes | None:
        """Return the next block, `None` at the end. Raises `Silence` if none has come until then."""
        task = asyncio.current_task()
        assert task is not None
        cancels = task.cancelling()
        self._until, self._reading = until, task
        if self._timer is None or until < self._due:
            self._wait()
        try:
            return await anext(blocks, None)
        except asyncio.CancelledError as error:
            if not self._is_over or task.uncancel() > cancels:  # cancelled by others, too
                raise
            raise Silence from error
        finally:
            self._reading = None

    def close(self) -> None:
        """Watch no more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _wait(self) -> None:
        self.close()
        self._due = self._until
        self._timer = asyncio.get_running_loop().call_later(max(0.0, self._due - time.monotonic()), self._fire)

    def _fire(self) -> None:
        self._timer = None
        if self._reading is None:
            return  # the next read waits anew
        if time.monotonic() < self._until:
            self._wait()
        else:
            self._is_over = True
            self._reading.cancel()
