"""Deleting with ten seconds to undo: a thread is hidden at once and deleted when its time is over, or at the quit.

`Session` asks; nothing is deleted when the program is killed before.
"""

from collections.abc import Awaitable, Callable
from functools import partial

from textual.message_pump import MessagePump
from textual.timer import Timer

GRACE = 10.0
"""Seconds to undo."""


class Deletions:
    """Threads that will be deleted. `delete` does it and answers for its own errors; `over`: one is hidden no more."""

    def __init__(
        self,
        clock: MessagePump,
        delete: Callable[[str], Awaitable[None]],
        over: Callable[[], None],
    ) -> None:
        self._clock = clock
        self._delete = delete
        self._over = over
        self._waiting: dict[str, Timer] = {}
        self._going: set[str] = set()

    def __contains__(self, thread_id: object) -> bool:
        return thread_id in self._waiting or thread_id in self._going

    def add(self, thread_id: str) -> None:
        """Delete it when the time is over."""
        self._waiting[thread_id] = self._clock.set_timer(GRACE, partial(self._now, thread_id))

    def undo(self) -> str | None:
        """Keep the thread that was deleted last; `None` when there is none to keep."""
        if not self._waiting:
            return None
        thread_id, timer = self._waiting.popitem()
        timer.stop()
        return thread_id

    async def finish(self) -> None:
        """Delete all that wait, now."""
        for thread_id, timer in list(self._waiting.items()):
            timer.stop()
            await self._now(thread_id)

    async def _now(self, thread_id: str) -> None:
        if self._waiting.pop(thread_id, None) is None:
            return
        self._going.add(thread_id)
        try:
            await self._delete(thread_id)
        finally:
            self._going.discard(thread_id)
            self._over()
