"""The signal that something was written to the database, by this process or another.

A run that another process drives has no event log here: its followers wait for this signal, then read the database
again. Writes of other processes are found by the caretaker, which looks more often while anything waits.
"""

import asyncio

from app.api.errors import Unavailable
from app.store.database import CLOSED


class ChangeSignal:
    """`version` rises with each change. `look_requested` is set when a waiter arrives; the caretaker clears it."""

    def __init__(self) -> None:
        self.version = 0
        self.look_requested = asyncio.Event()
        self._waiters = 0
        self._changed = asyncio.Event()
        self._closed = False

    @property
    def has_waiters(self) -> bool:
        """Whether a `wait_for_change` call is pending."""
        return self._waiters > 0

    def notify(self) -> None:
        """Wake everything that waits for a change."""
        self.version += 1
        self._changed.set()
        self._changed = asyncio.Event()

    async def wait_for_change(self, version: int) -> None:
        """Wait until the version differs from `version`. Raises `Unavailable` after `close`."""
        self._waiters += 1
        self.look_requested.set()
        try:
            while self.version == version:
                if self._closed:
                    raise Unavailable(CLOSED)
                await self._changed.wait()
        finally:
            self._waiters -= 1

    def close(self) -> None:
        """Let pending and later `wait_for_change` calls raise `Unavailable`."""
        self._closed = True
        self._changed.set()
