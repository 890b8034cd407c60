"""The queue of one conversation: messages that are sent when the active run is over, the oldest first."""

from collections.abc import Iterable

from app.tui.text.draft import QueuedDraft


class QueuedDrafts:
    """Messages in order. A paused queue waits for the user."""

    def __init__(self, drafts: Iterable[QueuedDraft] = (), *, is_paused: bool = False) -> None:
        self.drafts = list(drafts)
        self.is_paused = is_paused

    def add(self, queued: QueuedDraft) -> None:
        """Put a message at the end. With the first one a queue begins, which is not paused."""
        if not self.drafts:
            self.is_paused = False
        self.drafts.append(queued)

    def take(self, number: int) -> QueuedDraft | None:
        """Take out the message at this place, from 0 on, or -1 for the last; None if there is none."""
        if not self.drafts or number >= len(self.drafts):
            return None
        return self.drafts.pop(number)
