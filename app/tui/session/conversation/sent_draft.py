"""Where the text of a message is while it is being sent: on the screen, and back in its draft if it was not stored."""

from app.tui.local_state import NEW_THREAD_KEY, LocalState
from app.tui.session.panes import Panes
from app.tui.session.threads.current_thread import CurrentThread
from app.tui.session.threads.message_queue import MessageQueue
from app.tui.text.draft import Draft, full_text, join_drafts


class SentDraft:
    """Moves drafts between the message box and the local state."""

    def __init__(self, panes: Panes, local_state: LocalState, current: CurrentThread, queue: MessageQueue) -> None:
        self._panes = panes
        self._local_state = local_state
        self._current = current
        self._queue = queue

    def remember(self, draft: Draft) -> None:
        """Keep a sent draft for ↑, and what was typed since as the draft of the thread."""
        self._local_state.set_draft(self._current.draft_key, self._panes.box.draft)
        self._local_state.add_prompt(full_text(draft))
        self._panes.box.prompts.load(self._local_state.prompts)

    def take_back(self, draft: Draft, draft_key: str) -> None:
        """Put the text of a message that could not be stored before what was typed since; its queue waits."""
        self._queue.settle(draft)
        self._queue.pause(draft_key)
        if draft_key == self._current.draft_key:
            self._panes.box.take_back(draft)
            self._local_state.set_draft(draft_key, self._panes.box.draft)
        else:
            self._local_state.set_draft(draft_key, join_drafts(draft, self._local_state.get_draft(draft_key)))

    def keep(self, draft: Draft, draft_key: str) -> None:
        """Keep the text of a refused message as a draft, but not in the box, until `place_refused`."""
        if draft_key == self._current.draft_key:
            self._local_state.set_draft(draft_key, join_drafts(draft, self._panes.box.draft))

    def place_refused(self, draft: Draft, draft_key: str, *, is_busy: bool) -> bool:
        """Queue a message that was refused since a run is active, else take it back. Return which.

        One that was in the queue keeps its place there.
        """
        is_queued = is_busy and draft_key == self._current.draft_key
        if is_queued:
            self._local_state.set_draft(draft_key, self._panes.box.draft)
            self._queue.add(draft)
        else:
            self.take_back(draft, draft_key)
        return is_queued

    def assign_id(self, thread_id: str) -> None:
        """Give a new conversation its thread's id. Text typed since its first message becomes the thread's draft."""
        if self._current.id is not None:
            return
        if not self._current.is_leaving:
            self._local_state.set_draft(NEW_THREAD_KEY, self._panes.box.draft)
        self._local_state.set_draft(thread_id, self._local_state.get_draft(NEW_THREAD_KEY))
        self._local_state.set_draft(NEW_THREAD_KEY, Draft())
        self._current.assign_id(thread_id)
        self._queue.show()
