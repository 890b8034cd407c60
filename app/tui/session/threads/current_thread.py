"""The thread on the screen. Its mark in the thread list and its title are updated only here."""

from msgspec import UNSET, Struct

from app.api.requests import ThreadRow
from app.tui.local_state import NEW_THREAD_KEY
from app.tui.text.one_line import one_line
from app.tui.widgets.edge_rows.header_line import HeaderLine
from app.tui.widgets.thread_list import ThreadList

NEW_TITLE = "New conversation"


class Visit(Struct, eq=False):
    """The time during which one thread is on the screen. `thread_id` is None until the first message is stored.

    Compared by identity: a late response belongs to the visit that requested it, not to a later visit to the same
    thread.
    """

    thread_id: str | None


class CurrentThread:
    """The thread on the screen, and the one that is being opened."""

    def __init__(self, threads: ThreadList, header: HeaderLine) -> None:
        self._threads = threads
        self._header = header
        self.visit = Visit(None)
        self._next = self.visit
        self.row: ThreadRow | None = None
        """The row as it was when the messages were read. A newer one means that others added to the thread."""
        self.title = ""
        """The title at the top: what the thread is called, should it be deleted elsewhere."""

    @property
    def id(self) -> str | None:
        """The id of the thread; None in a new conversation."""
        return self.visit.thread_id

    @property
    def next_visit(self) -> Visit:
        """The one that the message box belongs to: this visit, or the one being prepared."""
        return self._next

    @property
    def next_id(self) -> str | None:
        """The id of the thread that the message box belongs to: what the user asks for now is about that one."""
        return self._next.thread_id

    @property
    def draft_key(self) -> str:
        """The key of the draft in the box: from the first moment on that of a thread that is being opened."""
        return self._next.thread_id or NEW_THREAD_KEY

    @property
    def is_leaving(self) -> bool:
        """Whether another visit is being prepared."""
        return self._next is not self.visit

    def prepare(self, thread_id: str | None) -> Visit:
        """Begin to open a thread. Replaces a visit that was prepared but not begun."""
        self._next = Visit(thread_id)
        return self._next

    def is_next(self, visit: Visit) -> bool:
        """Whether this visit is still the one being prepared."""
        return visit is self._next

    def stay(self) -> None:
        """Keep the thread on the screen; drop the visit being prepared."""
        self._next = self.visit

    def begin(self, visit: Visit, row: ThreadRow | None) -> None:
        """Put a prepared visit on the screen."""
        is_other = visit.thread_id != self.id
        self.visit = self._next = visit
        self.row = row
        if is_other:
            self.title = ""
            self.mark_open()

    def assign_id(self, thread_id: str) -> None:
        """Give the new conversation the id of its thread, now that its first message is stored."""
        self.visit.thread_id = thread_id
        self.mark_open()

    def has_seen(self, row: ThreadRow) -> bool:
        """Whether the messages on the screen are at least as new as this row.

        Times are whole seconds: within one the newest run tells, and the number of messages, once it was counted.
        """
        seen = self.row
        if seen is None or row.last_active_at > seen.last_active_at:
            return False
        if row.last_active_at < seen.last_active_at:
            return True
        is_counted_alike = row.message_count is UNSET or row.message_count == seen.message_count
        return row.run_id == seen.run_id and is_counted_alike

    def mark_open(self) -> None:
        """Mark the thread in the list and move the list's cursor to it."""
        self._threads.mark_open(self.id)

    def show_title(self, title: str) -> None:
        """Show the title at the top."""
        self.title = one_line(title)
        self._header.show_title(self.title or NEW_TITLE)
