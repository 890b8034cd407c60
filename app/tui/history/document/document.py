"""All messages of the history, their heights, and the way from one row to another. No widget: `viewport.py` shows it.

Rows are built for messages that are or were lately on screen; any other has an estimated height, which becomes exact
when the message is shown and stays so. The last slot, after all messages, are the notes.
"""

from collections.abc import Sequence
from typing import NamedTuple

from app.api.objects import Message
from app.tui.history.document.entry import Entry
from app.tui.history.document.heights import Heights
from app.tui.history.document.notes import Notes
from app.tui.history.render.rows import Painter, Row

KEEP = 200
"""Messages whose rows are kept."""
FIRST = 1 << 30
"""The serial of the first message shown; older ones come in below it and stay positive."""


class Place(NamedTuple):
    """A row of the history: slot and row within it."""

    slot: int
    row: int


class Document:
    """Messages by position, oldest first, and by id."""

    def __init__(self, painter: Painter, messages: Sequence[Message] = ()) -> None:
        self.entries = [Entry(message) for message in messages]
        self.notes = Notes()
        self.painter = painter
        self._by_id = {entry.message.id: entry for entry in self.entries}
        self._recent: dict[Entry, None] = {}
        self.first = FIRST
        self._number()
        self.measure()

    # Messages.
    def get(self, message_id: str) -> Entry | None:
        """The entry of a message."""
        return self._by_id.get(message_id)

    def slot(self, entry: Entry) -> int:
        """Where an entry is."""
        return entry.serial - self.first

    def append(self, entry: Entry) -> None:
        """A message at the end, above the notes."""
        entry.serial = self.first + len(self.entries)
        self.entries.append(entry)
        self._by_id[entry.message.id] = entry
        notes = self.heights.values[-1]
        self.heights.set(len(self.entries) - 1, entry.estimate(self.painter.room))
        self.heights.append(notes)

    def prepend(self, messages: Sequence[Message]) -> int:
        """Older messages, above all others; those known already are left out. How many came in."""
        entries = [Entry(message) for message in messages if message.id not in self._by_id]
        self.entries[:0] = entries
        self._by_id |= {entry.message.id: entry for entry in entries}
        self.first -= len(entries)
        self._number(len(entries))
        self.heights = Heights([*(entry.estimate(self.painter.room) for entry in entries), *self.heights.values])
        return len(entries)

    def drop(self, message_id: str) -> bool:
        """Take a message out. Whether it was there."""
        entry = self._by_id.pop(message_id, None)
        if entry is None:
            return False
        slot = self.slot(entry)
        del self.entries[slot]
        self._recent.pop(entry, None)
        self._number()
        values = self.heights.values
        self.heights = Heights([*values[:slot], *values[slot + 1 :]])
        return True

    def identify(self, message_id: str, stored: Message) -> None:
        """Replace a message by its stored one, which has the same text and another id."""
        if entry := self._by_id.pop(message_id, None):
            entry.message = stored
            self._by_id[stored.id] = entry

    def _number(self, most: int | None = None) -> None:
        for place, entry in enumerate(self.entries[:most]):
            entry.serial = self.first + place

    # Rows.
    def repaint(self, painter: Painter) -> None:
        """Rows are made anew by this painter, of the same width: heights stay."""
        self.painter = painter
        for entry in self._recent:
            entry.forget()
        self._recent.clear()

    def measure(self) -> None:
        """Estimate all heights anew."""
        room = self.painter.room
        heights = [entry.estimate(room) for entry in self.entries]
        self.heights = Heights([*heights, len(self.notes.render(self.painter))])

    def rows(self, slot: int) -> list[Row]:
        """The rows of a slot, which makes its height exact."""
        if slot == len(self.entries):
            rows = self.notes.render(self.painter)
        else:
            entry = self.entries[slot]
            rows = entry.render(self.painter)
            self._recent.pop(entry, None)
            self._recent[entry] = None
            if len(self._recent) > KEEP:
                oldest = next(iter(self._recent))
                del self._recent[oldest]
                oldest.forget()  # its height stays known
        self.heights.set(slot, len(rows))
        return rows

    def changed(self, entry: Entry) -> None:
        """An entry has other text now: count its rows again, or estimate them if they are not needed yet."""
        slot = self.slot(entry)
        if entry.body is not None:
            self.rows(slot)
        else:
            self.heights.set(slot, entry.estimate(self.painter.room))

    def end(self, height: int) -> Place:
        """The top of a view of this height that shows the end."""
        left, slot = height, len(self.entries) + 1
        while left > 0 and slot > 0:
            slot -= 1
            left -= len(self.rows(slot))
        return Place(slot, max(0, -left))

    def walk(self, place: Place, step: int) -> Place:
        """The place so many rows further down (or up), by exact heights, so that nothing on screen shifts."""
        slot, row = place.slot, place.row + step
        while row < 0 and slot > 0:
            slot -= 1
            row += len(self.rows(slot))
        row = max(0, row)
        while slot < len(self.entries) and row >= (size := len(self.rows(slot))):
            row -= size
            slot += 1
        return Place(slot, row)

    def jump(self, y: int) -> Place:
        """The place at row y, trusting the estimates."""
        slot, row = self.heights.find(y)
        return Place(slot, max(0, min(row, len(self.rows(slot)) - 1)))

    def above(self, place: Place) -> int:
        """Rows above a place, as far as is known."""
        return self.heights.before(place.slot) + place.row

    def visible(self, top: Place, height: int) -> list[tuple[int, Row]]:
        """The rows of a view with their slots."""
        view: list[tuple[int, Row]] = []
        slot, row = top
        while len(view) < height and slot <= len(self.entries):
            view.extend((slot, each) for each in self.rows(slot)[row : row + height - len(view)])
            slot, row = slot + 1, 0
        return view
