"""A part of a thread that need not reach its end: the messages around one that was jumped to, and the way to it.

The document is without a gap. While newer messages than those here are stored, the view is not at the end of the
thread wherever it is, and the notes, which belong below the newest message, are hidden.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from app.api.objects import Message
from app.tui.history.document.document import Document, Place
from app.tui.history.document.entry import Entry
from app.tui.history.message_cursor import MessageCursor
from app.tui.history.transcript import Display, Transcript
from app.tui.history.view.view_changes import ViewChanges
from app.tui.history.view.viewport import Viewport

MAX_UNFOLDS = 5
"""How often a long message is unfolded to find the row of a hit: each takes up to a tenth of a second."""


class Spot(NamedTuple):
    """The row at the top of the view: a message, and the row in it."""

    message_id: str
    row: int


class Excerpt:
    """Shows and grows a part of a thread."""

    def __init__(
        self,
        document: Document,
        viewport: Viewport,
        changes: ViewChanges,
        transcript: Transcript,
        cursor: MessageCursor,
        display: Display,
    ) -> None:
        self._document = document
        self._viewport = viewport
        self._changes = changes
        self._transcript = transcript
        self._cursor = cursor
        self._display = display

    @property
    def has_newer(self) -> bool:
        """Whether newer messages are stored than those here."""
        return self._viewport.has_newer

    @property
    def has_older(self) -> bool:
        """Whether older messages are stored than those here."""
        return self._changes.has_older

    @property
    def messages(self) -> list[Message]:
        """The messages here, oldest first."""
        return [entry.message for entry in self._document.entries if entry.is_message]

    def has(self, message_id: str) -> bool:
        """Whether a message is here."""
        return self._document.get(message_id) is not None

    def is_below(self, message_id: str, other_id: str) -> bool:
        """Whether a message is below another; false if one of them is not here."""
        one, other = self._document.get(message_id), self._document.get(other_id)
        return one is not None and other is not None and one.serial > other.serial

    def request_newer_again(self) -> None:
        """Request the newer messages again at the next scroll: they could not be loaded."""
        self._changes.request_newer_again()

    @property
    def spot(self) -> Spot | None:
        """What is at the top of the view; None at the end of the thread."""
        slot, row = self._viewport.top
        if self._viewport.following or slot >= len(self._document.entries):
            return None
        entry = self._document.entries[slot]
        if not entry.is_message and slot + 1 < len(self._document.entries):
            entry, row = self._document.entries[slot + 1], 0
        return Spot(entry.message.id, row)

    def extend(self, messages: Sequence[Message], *, more: bool) -> None:
        """Put newer messages, oldest first, below all others; the view stays. `more`: there are newer ones."""
        with self._transcript.keeping_place():
            for message in messages:
                self._document.put(message, live=False)
            self._viewport.has_newer = self._document.notes.is_hidden = more
            self._changes.set_newer(more=more)
            self._document.measure_notes()

    def return_to(self, spot: Spot) -> bool:
        """Show a spot at the top again. False if its message is not here."""
        entry = self._document.get(spot.message_id)
        if entry is None:
            return False
        slot = self._document.slot(entry)
        self._viewport.go(Place(slot, min(spot.row, len(self._document.rows(slot)) - 1)))
        self._display.show_changes()
        return True

    def jump(self, message_id: str, pattern: re.Pattern[str] | None) -> bool:
        """Choose a message, and show its first row with a hit a third down. False if it is not here."""
        entry = self._document.get(message_id)
        if entry is None:
            return False
        row = self._find_row(entry, pattern)
        for _ in range(MAX_UNFOLDS):
            if pattern is None or row is not None or not entry.folded:
                break
            entry.unfold()
            row = self._find_row(entry, pattern)
        if pattern is not None and row is None and entry.body is not None and entry.body.sections.finished:
            entry.body.sections.turn(is_open=True)
            entry.forget()
            row = self._find_row(entry, pattern)
        self._cursor.point_out(entry)
        place = Place(self._document.slot(entry), row or 0)
        self._viewport.go(self._document.walk(place, -(self._viewport.height // 3)))
        self._display.show_changes()
        return True

    def find_last_in_view(self) -> str | None:
        """Return the id of the last message in view; None if there is none."""
        entries = self._document.entries[: self._viewport.last_slot + 1]
        return next((entry.message.id for entry in reversed(entries) if entry.is_message), None)

    def _find_row(self, entry: Entry, pattern: re.Pattern[str] | None) -> int | None:
        """Return the first row of an entry with a hit."""
        slot = self._document.slot(entry)
        if pattern is None:
            return None
        for number, row in enumerate(self._document.rows(slot)):
            line = entry.line_at(row.line)
            hit = pattern.search(line.content.plain, row.start) if line is not None else None
            if hit is not None and hit.start() < row.start + row.end - row.skip:
                return number
        return None
