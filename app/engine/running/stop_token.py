"""The request to stop one run attempt. The attempt, its model call and the reader of the answer share one token."""

import asyncio

from app.engine.rules.outcomes import Stop


class StopToken:
    """`reason` says why to stop, `None` until then. The first reason counts."""

    def __init__(self) -> None:
        self.reason: Stop | None = None
        self._stopped = asyncio.Event()

    def set(self, reason: Stop) -> None:
        """Ask to stop."""
        self.reason = self.reason or reason
        self._stopped.set()

    async def wait(self) -> None:
        """Wait until a reason is set."""
        await self._stopped.wait()

    async def cancel_on_stop(self, task: asyncio.Task[object]) -> None:
        """Wait until the task is done; if the stop comes first, cancel the task and do not wait for it."""
        task.add_done_callback(_mark_retrieved)
        stopped = asyncio.create_task(self.wait())
        try:
            await asyncio.wait([task, stopped], return_when=asyncio.FIRST_COMPLETED)
        finally:
            stopped.cancel()
            task.cancel()  # does nothing to a task that is done


def _mark_retrieved(task: asyncio.Task[object]) -> None:
    """Mark the exception as retrieved; errors after a stop are irrelevant."""
    if not task.cancelled():
        task.exception()
