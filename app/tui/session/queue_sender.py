"""Sends queued messages one after the other, each when the run before it is over."""

from app.api.conversation.start_run import find_assistant_ids, start_run
from app.api.errors import Error
from app.api.services import Assistants
from app.tui.keys.slash import text_to_send
from app.tui.local_state import LocalState
from app.tui.session.conversation.conversation import Conversation
from app.tui.session.runs.run_follower import RunFollower
from app.tui.session.threads.current_thread import CurrentThread
from app.tui.session.threads.thread_pages import ThreadPages
from app.tui.text.draft import QueuedDraft


class QueueSender:
    """Sends to the conversation on the screen as Enter does, and to others without showing it."""

    def __init__(
        self,
        assistants: Assistants,
        local_state: LocalState,
        current: CurrentThread,
        pages: ThreadPages,
        conversation: Conversation,
        follower: RunFollower,
    ) -> None:
        self._assistants = assistants
        self._models = local_state.models
        self._current = current
        self._pages = pages
        self._conversation = conversation
        self._queue = conversation.queue
        self._follower = follower

    async def send_next(self, thread_id: str) -> None:
        """Send the next message of a thread whose run is over, if there is one and its queue is not paused.

        `thread_id`: the key of its draft, for a new conversation.

        It leaves the queue when it is stored. If it could not be, the queue is paused. Raises `Error`.
        """
        queued = self._queue.next(thread_id)
        if queued is None or not await self._queue.is_there(thread_id, queued):
            return
        if self._queue.next(thread_id) is not queued:  # taken back, dropped or paused meanwhile
            return
        is_here = thread_id == self._current.draft_key and not self._current.is_leaving
        if is_here and self._conversation.is_busy:
            return
        try:
            if is_here:
                await self._conversation.send(queued.draft)
            else:
                await self._send_unseen(thread_id, queued)
        except Error:
            self._queue.pause(thread_id)
            raise

    async def _send_unseen(self, thread_id: str, queued: QueuedDraft) -> None:
        self._queue.sending.add(thread_id)
        try:
            run = await start_run(
                self._assistants,
                thread_id,
                await find_assistant_ids(self._assistants, thread_id),
                text=text_to_send(queued.draft),
                files=queued.draft.files,
                uploads=queued.draft.uploads,
                model=self._models.get(thread_id) or None,
            )
            self._queue.forget(queued)
            self._pages.set_status(thread_id, run.id, run.status)
            self._follower.start(thread_id, run.id)
            await self._pages.refresh()
        finally:
            self._queue.sending.discard(thread_id)
        if thread_id == self._current.id:  # it was opened meanwhile
            await self._conversation.catch_up(self._pages.find(thread_id))
