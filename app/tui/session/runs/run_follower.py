"""Follows the runs that the terminal knows to be active, each in a task of its own.

A follower never owns a run: when following stops, the run continues. Runs of threads that are not on the screen are
followed too, so that the thread list shows their status.
"""

import asyncio
import time
from contextlib import aclosing
from functools import partial
from typing import Protocol

from app.api.errors import Error
from app.api.events import TERMINAL_EVENTS, Event
from app.api.services import Assistants

YIELD_INTERVAL_S = 0.008
"""A replay of stored events yields to keys and frames this often."""
RETRY_DELAY_S = 2.0
"""Time between losing the events and following the run again."""


class RunListener(Protocol):
    """Receives what happens to the followed runs."""

    def on_event(self, thread_id: str, event: Event) -> None:
        """Handle an event of a run of this thread."""
        ...

    async def on_end(self, thread_id: str) -> None:
        """Handle the end of a run, after its last event."""
        ...

    async def on_lost(self, thread_id: str, run_id: str) -> bool:
        """Handle events that stopped before the run was over. Return whether to follow the run again."""
        ...


class RunFollower:
    """The followed runs, and the listener that gets their events."""

    def __init__(self, assistants: Assistants, listener: RunListener) -> None:
        self._assistants = assistants
        self._listener = listener
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def start(self, thread_id: str, run_id: str) -> None:
        """Follow a run from its first event. If it is followed already, start over."""
        self.stop(run_id)
        task = asyncio.create_task(self._follow(thread_id, run_id), name=f"follow {run_id}")
        self._tasks[run_id] = task
        task.add_done_callback(partial(self._forget, run_id))

    def stop(self, run_id: str) -> None:
        """Stop following a run; the listener gets no more events of it."""
        if task := self._tasks.pop(run_id, None):
            task.cancel()

    async def close(self) -> None:
        """Stop following all runs."""
        tasks = list(self._tasks.values())
        self._tasks.clear()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _forget(self, run_id: str, task: asyncio.Task[None]) -> None:
        if self._tasks.get(run_id) is task:
            del self._tasks[run_id]

    async def _follow(self, thread_id: str, run_id: str) -> None:
        while not await self._replay(thread_id, run_id):
            if not await self._listener.on_lost(thread_id, run_id):
                return
            await asyncio.sleep(RETRY_DELAY_S)
        await self._listener.on_end(thread_id)

    async def _replay(self, thread_id: str, run_id: str) -> bool:
        """Pass on all events, from the first. Return whether the run is over."""
        over = False
        yield_at = time.monotonic() + YIELD_INTERVAL_S
        try:
            async with aclosing(self._assistants.follow(thread_id, run_id, 0)) as events:
                async for event in events:
                    self._listener.on_event(thread_id, event)
                    over = event.event in TERMINAL_EVENTS
                    if time.monotonic() > yield_at:
                        await asyncio.sleep(0)
                        yield_at = time.monotonic() + YIELD_INTERVAL_S
        except Error:
            pass  # the listener reads the run and gets the reason there
        return over
