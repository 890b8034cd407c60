"""Something said about a run between its messages: one folded line, and below it a text while it is open."""

from app.api.objects import Message
from app.tui.history.document.entry import Entry


class FoldedEntry(Entry):
    """An entry that is no message. Its text is never a source: copies and searches do not have it."""

    is_message = False

    def __init__(self, name: str, run_id: str | None = None) -> None:
        self._is_open = False
        super().__init__(
            Message(id=name, created_at=0, thread_id="", status="completed", role="assistant", run_id=run_id)
        )

    def is_above(self, entry: Entry) -> bool:
        """Whether nothing may come between this entry and the one below it: that is of the same run."""
        return self.message.run_id in (None, entry.message.run_id)

    @property
    def folded(self) -> bool:
        """Whether there is something to do for `unfold`: always, since it closes what is open whole."""
        return True

    def toggle(self) -> None:
        """Open or close the text."""
        raise NotImplementedError
