"""Notices what others do: another terminal, `ask` or a program on the same data.

The seam tells of runs, not of threads, so the newest rows of the list are asked for every two seconds: 1 ms of work.
`Session` says what to do when they are others than those on the screen.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

from app.api.assistants import Assistants
from app.api.errors import Error
from app.api.requests import ThreadQuery, ThreadRow

EVERY = 2.0
"""Seconds between looks."""
ROWS = 20
"""What others do brings a thread to the top of the list; what they delete or rename further down is seen later."""


class Watching:
    """The newest rows, as they were at the last look."""

    def __init__(self, assistants: Assistants) -> None:
        self._assistants = assistants
        self._seen: Sequence[ThreadRow] | None = None
        self._task: asyncio.Task[None] | None = None

    def start(self, look: Callable[[], Awaitable[None]]) -> None:
        """Call `look` every so often. A task of its own: a timer and a worker of Textual's cost 4 ms each time."""
        self._task = asyncio.create_task(self._watch(look), name="watch")

    def stop(self) -> None:
        """Look no more."""
        if self._task:
            self._task.cancel()

    async def _watch(self, look: Callable[[], Awaitable[None]]) -> None:
        while True:
            await asyncio.sleep(EVERY)
            with suppress(Error):  # a thread that is deleted while it is read; the next look knows
                await look()

    async def look(self) -> Sequence[ThreadRow]:
        """The newest rows at the first look and when one of them changed since, else none. A store away is no news."""
        try:
            rows = (await self._assistants.list_threads(ThreadQuery(limit=ROWS))).data
        except Error:
            return ()
        before, self._seen = self._seen, rows
        return rows if rows != before else ()
