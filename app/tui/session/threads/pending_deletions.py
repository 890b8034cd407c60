"""Deletions that can still be undone: a thread is hidden at once, and deleted when the undo window is over or on quit.

If the program is killed before that, nothing is deleted.
"""

import asyncio

UNDO_WINDOW_S = 10.0


class PendingDeletions:
    """The threads that are hidden: those that wait to be deleted, and those being deleted."""

    def __init__(self) -> None:
        self._waiting: dict[str, asyncio.Future[bool]] = {}
        self._deleting: set[str] = set()

    def __contains__(self, thread_id: object) -> bool:
        return thread_id in self._waiting or thread_id in self._deleting

    def add(self, thread_id: str) -> asyncio.Future[bool]:
        """Hide a thread. The future is true when the thread is to be deleted, false when that was undone."""
        loop = asyncio.get_running_loop()
        is_due = self._waiting[thread_id] = loop.create_future()
        loop.call_later(UNDO_WINDOW_S, self._expire, thread_id, is_due)
        return is_due

    def undo(self) -> str | None:
        """Cancel the last deletion and return the thread's id; None if no deletion is pending."""
        if not self._waiting:
            return None
        thread_id, is_due = self._waiting.popitem()
        is_due.set_result(False)
        return thread_id

    def take_all(self) -> list[str]:
        """Return all threads whose deletion is pending, for the caller to delete now."""
        taken = list(self._waiting)
        for is_due in self._waiting.values():
            is_due.set_result(False)
        self._deleting.update(taken)
        self._waiting.clear()
        return taken

    def finish(self, thread_id: str) -> None:
        """Stop hiding the thread: it was deleted, or could not be."""
        self._deleting.discard(thread_id)

    def _expire(self, thread_id: str, is_due: asyncio.Future[bool]) -> None:
        if self._waiting.get(thread_id) is is_due:
            del self._waiting[thread_id]
            if not is_due.done():  # cancelled: the program is quitting
                self._deleting.add(thread_id)
                is_due.set_result(True)
