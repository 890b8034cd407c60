"""The queues of all conversations, and what is seen of the one on the screen."""

import asyncio
from collections.abc import Callable
from uuid import uuid4

from app.api.objects import TERMINAL_STATUSES, Run
from app.tui.local_state import NEW_THREAD_KEY, LocalState
from app.tui.session.panes import Panes
from app.tui.session.threads.current_thread import CurrentThread
from app.tui.text.draft import Draft, QueuedDraft, full_text
from app.tui.widgets.box.prompts.queued_drafts import QueuedDrafts

QUEUED = "Still replying: your message is queued ({run.cancel} to cancel the reply)"
PAUSED = "Queue paused: {input.send} sends the next message, {input.earlier} takes the last one back"


class MessageQueue:
    """Messages sent while a run is active, by the key of the draft: the id of the thread.

    After a run that was not completed, and after a restart, a queue is paused. Changes are written to the file in the
    order in which they are made.
    """

    def __init__(self, panes: Panes, local_state: LocalState, current: CurrentThread) -> None:
        self._panes = panes
        self._file = local_state.queue
        self._current = current
        self._queues: dict[str, QueuedDrafts] = {}
        self.sending: set[str] = set()
        """The threads, not on the screen, in which a message is being stored."""
        self._written: asyncio.Task[None] | None = None

    def load(self) -> None:
        """Take up what an earlier start has left: paused."""
        for key, drafts in self._file.load().items():
            self._queues[key] = QueuedDrafts(drafts, is_paused=True)
        self.show()

    def show(self) -> None:
        """Show the queue of the conversation whose draft is in the box."""
        queue = self._find(self._current.draft_key)
        self._panes.box.queued = queue
        hint = self._panes.keys.fill(PAUSED) if queue.is_paused and queue.drafts else ""
        self._panes.status.show_queue([full_text(one.draft) for one in queue.drafts], hint)

    def add(self, draft: Draft) -> None:
        """Queue a message in the conversation on the screen, unless it is in its queue."""
        key, queued = self._current.draft_key, QueuedDraft(id=uuid4().hex, draft=draft)
        if not any(one.draft is draft for one in self._find(key).drafts):
            self._find(key).add(queued)
            self._write(lambda: self._file.add(key, queued))
        self._panes.status.show_notice(self._panes.keys.fill(QUEUED))
        self.show()

    def take(self, number: int) -> Draft | None:
        """Take a message out of the queue on the screen, the last one for -1; None if there is none."""
        key = self._current.draft_key
        queued = self._find(key).take(number)
        if queued is None:
            return None
        self.forget(queued)
        return queued.draft

    def next(self, key: str) -> QueuedDraft | None:
        """Return the message to send next; None if there is none, or the queue is paused."""
        queue = self._find(key)
        if queue.is_paused or not queue.drafts:
            return None
        return queue.drafts[0]

    async def is_there(self, key: str, queued: QueuedDraft) -> bool:
        """Whether no other window has sent or taken the message; if one has, it is in this queue no longer."""
        await self.written()
        if await asyncio.to_thread(self._file.has, key, queued):
            return True
        self.forget(queued)
        return False

    def settle(self, draft: Draft) -> None:
        """Forget a message that was sent: it is stored in its thread, or its text is back in the box."""
        for queue in self._queues.values():
            for queued in [one for one in queue.drafts if one.draft is draft]:
                self.forget(queued)

    def forget(self, queued: QueuedDraft) -> None:
        """Forget a message: it is somewhere else."""
        for queue in self._queues.values():
            queue.drafts = [one for one in queue.drafts if one.id != queued.id]
        self._write(lambda: self._file.remove(queued))
        self.show()

    def pause(self, key: str) -> None:
        """Wait for the user before anything more is sent in this conversation."""
        self._find(key).is_paused = True
        self.show()

    def resume(self, key: str) -> None:
        """Go on with the queue of a conversation."""
        self._find(key).is_paused = False
        self.show()

    def on_run(self, thread_id: str, run: Run) -> None:
        """Pause where a run ended otherwise than completed."""
        if run.status in TERMINAL_STATUSES - {"completed"}:
            self.pause(thread_id)

    def move(self, key: str, to: str) -> None:
        """Give the queue of a conversation to another one, which has none or a paused one."""
        moved, queue = self._queues.pop(key, QueuedDrafts()), self._find(to)
        if moved.drafts:
            queue.is_paused = moved.is_paused or queue.is_paused
            queue.drafts += moved.drafts
            self._write(lambda: self._file.move(key, to))
        self.show()

    def move_from_new(self, thread_id: str) -> None:
        """Give the queue of the new conversation to its thread, now that its first message is stored."""
        self.move(NEW_THREAD_KEY, thread_id)

    def drop(self, key: str) -> None:
        """Forget the queue of a conversation that was deleted."""
        queue = self._queues.pop(key, QueuedDrafts())
        if queue.drafts:
            self._write(lambda: self._file.remove(*queue.drafts))

    async def written(self) -> None:
        """Wait until all changes are in the file."""
        if self._written:
            await self._written

    def _find(self, key: str) -> QueuedDrafts:
        return self._queues.setdefault(key, QueuedDrafts())

    def _write(self, change: Callable[[], None]) -> None:
        self._written = asyncio.create_task(self._write_behind(self._written, change))

    async def _write_behind(self, earlier: asyncio.Task[None] | None, change: Callable[[], None]) -> None:
        if earlier:
            await earlier
        await asyncio.to_thread(change)
