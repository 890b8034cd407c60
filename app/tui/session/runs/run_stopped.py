"""The message that a run ended or waits for the user."""

from textual.message import Message

from app.api.objects import TERMINAL_STATUSES, RunStatus

WORDS: dict[RunStatus, str] = {
    "completed": "Reply ready",
    "requires_action": "Waiting for you",
    "failed": "Failed",
    "expired": "Timed out",
    "incomplete": "Cut off",
}
"""What the user is told of a run that is over or waits. A cancelled one was the user's own wish."""


class RunStopped(Message):
    """A run that this window follows has ended, or waits for something."""

    def __init__(self, title: str, run_id: str, status: RunStatus) -> None:
        super().__init__()
        self.title = title
        self.run_id = run_id
        self.status: RunStatus = status

    @property
    def words(self) -> str:
        """A line for a notification; empty if there is nothing to tell."""
        words = WORDS.get(self.status)
        return f"{words}: {self.title}" if words else ""


def stops(status: RunStatus) -> bool:
    """Whether a run with this status does nothing by itself any more."""
    return status in TERMINAL_STATUSES or status == "requires_action"
