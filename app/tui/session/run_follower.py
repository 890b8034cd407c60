"""Follows the runs that the terminal knows to be active, each in a task of its own, and tells one listener.

A follower never owns a run: to stop following does not stop it. Runs of threads that are not on the screen are
followed too, so that the thread list can show how they stand.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import aclosing

from app.api.assistants import Assistants
from app.api.errors import Error
from app.api.events import TERMINAL_EVENTS, Event

SLICE = 0.008
"""Seconds after which a replay lets keys and frames through."""


class Following:
    """Runs being followed. `heard(thread_id, event)` tells each event, `lost(thread_id, run_id)` their early end."""

    def __init__(
        self,
        assistants: Assistants,
        heard: Callable[[str, Event], None],
        lost: Callable[[str, str], None],
    ) -> None:
        self._assistants = assistants
        self._heard = heard
        self._lost = lost
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def start(self, thread_id: str, run_id: str) -> None:
        """Follow a run from its first event on; again from the first when it is followed already."""
        self.stop(run_id)
        task = asyncio.create_task(self._follow(thread_id, run_id), name=f"follow {run_id}")
        self._tasks[run_id] = task
        task.add_done_callback(lambda done: self._ended(run_id, done))

    def stop(self, run_id: str) -> None:
        """Stop following; the listener hears nothing more of the old following."""
        if task := self._tasks.pop(run_id, None):
            task.cancel()

    async def close(self) -> None:
        """Stop all."""
        tasks = list(self._tasks.values())
        self._tasks.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, run_id: str, task: asyncio.Task[None]) -> None:
        if self._tasks.get(run_id) is task:
            del self._tasks[run_id]

    async def _follow(self, thread_id: str, run_id: str) -> None:
        due, over = time.monotonic() + SLICE, False
        try:
            async with aclosing(self._assistants.follow(thread_id, run_id, 0)) as events:
                async for event in events:
                    self._heard(thread_id, event)
                    over = event.event in TERMINAL_EVENTS
                    if time.monotonic() > due:
                        await asyncio.sleep(0)
                        due = time.monotonic() + SLICE
        except Error:
            pass  # the next to ask is told the reason
        if not over:
            self._lost(thread_id, run_id)
