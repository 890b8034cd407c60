"""Deletes threads when the time to undo is over."""

from contextlib import suppress

from app.api.errors import Error, NotFound
from app.api.services import Assistants
from app.tui.local_state import LocalState
from app.tui.session.conversation.conversation import Conversation
from app.tui.session.panes import Panes
from app.tui.session.thread_opener import ThreadOpener
from app.tui.session.threads.current_thread import CurrentThread
from app.tui.session.threads.pending_deletions import PendingDeletions
from app.tui.session.threads.thread_pages import ThreadPages


class ThreadDeleter:
    """Hides the threads that are about to be deleted."""

    def __init__(
        self,
        assistants: Assistants,
        panes: Panes,
        local_state: LocalState,
        current: CurrentThread,
        pages: ThreadPages,
        conversation: Conversation,
        opener: ThreadOpener,
        deletions: PendingDeletions,
    ) -> None:
        self._assistants = assistants
        self._panes = panes
        self._local_state = local_state
        self._current = current
        self._pages = pages
        self._queue = conversation.queue
        self._opener = opener
        self._deletions = deletions
        self._opened_instead: dict[str, str | None] = {}
        """What was opened in place of a deleted thread that was on the screen."""

    async def delete(self, thread_id: str) -> None:
        """Hide a thread, and delete it when the undo window is over. Raises `Error`; the thread is then shown again."""
        if thread_id == self._current.id:
            self._opened_instead[thread_id] = self._panes.threads.find_nearest(thread_id)
        is_due = self._deletions.add(thread_id)
        self._pages.show()
        if await is_due:
            await self._delete(thread_id)

    async def undo(self) -> None:
        """List the thread that was deleted last again. Raises `Error`.

        The open conversation stays, unless the deletion itself opened it in place of the deleted one.
        """
        thread_id = self._deletions.undo()
        if thread_id is None:
            return
        self._pages.show()
        self._panes.threads.choose(thread_id)
        if thread_id in self._opened_instead and self._opened_instead.pop(thread_id) == self._current.id:
            await self._opener.open(thread_id)

    async def finish(self) -> None:
        """Carry out the deletions that wait."""
        for thread_id in self._deletions.take_all():
            with suppress(Error):
                await self._delete(thread_id)

    def forget(self, thread_id: str) -> None:
        """Forget what is kept of a thread that was deleted: its draft, its queue and its row."""
        self._local_state.drop_drafts(thread_id)
        self._queue.drop(thread_id)
        self._pages.drop(thread_id)

    async def _delete(self, thread_id: str) -> None:
        try:
            with suppress(NotFound):
                await self._assistants.delete_thread(thread_id)
            self.forget(thread_id)
            await self._pages.refresh()
        finally:
            self._deletions.finish(thread_id)
            self._pages.show()
