"""All messages of the history, their heights, and the steps from one row to another. It draws nothing.

Rows are built for messages that are on screen or were lately; any other has an estimated height, which becomes exact
when the message is shown and stays so. A slot is the position of a message; the notes have the last slot.
"""

from collections.abc import Container, Sequence
from typing import NamedTuple

from app.api.objects import Message
from app.tui.history.document.captions import Captions
from app.tui.history.document.entry import Entry
from app.tui.history.document.folded_entry import FoldedEntry
from app.tui.history.document.heights import Heights
from app.tui.history.document.notes.notes import Notes
from app.tui.history.document.reasoning import join
from app.tui.history.render.lines import Line
from app.tui.history.render.rows import NO_LOOK, PROSE_COLS, Row, RowBuilder
from app.tui.keys.key_names import KeyNames

MAX_BUILT_MESSAGES = 200
"""Messages whose rows are kept."""
FIRST_SERIAL = 1 << 30
"""The serial of the first message shown. Older ones count down from it and stay positive."""


class Place(NamedTuple):
    """A row of the history: slot and row within it."""

    slot: int
    row: int


class PlacedRow(NamedTuple):
    """A row and the serial of its message. Serials outlast older messages coming in above; positions do not."""

    serial: int
    row: Row


class Document:
    """The messages of one thread by position, oldest first, and by id."""

    def __init__(self) -> None:
        self.row_builder = RowBuilder(0, 0, NO_LOOK)
        self.prose_cols, self.draws_pictures = PROSE_COLS, False  # from the next row builder on
        self.captions, self.keys = Captions(), KeyNames({})
        self.open(())

    # Messages.
    def open(self, messages: Sequence[Message]) -> None:
        """Hold these messages in place of all others."""
        self.entries = [Entry(message, newest=message is messages[-1]) for message in messages]
        self.notes = Notes(self.keys)
        self.first = FIRST_SERIAL
        self._by_id = {entry.message.id: entry for entry in self.entries}
        self._recent: dict[Entry, None] = {}
        self._number_entries()
        self.measure()

    def get(self, message_id: str) -> Entry | None:
        """Return the entry of a message."""
        return self._by_id.get(message_id)

    def slot(self, entry: Entry) -> int:
        """Return the position of an entry."""
        return entry.serial - self.first

    def slot_above(self, message_id: str) -> int:
        """Return the position above a known message, and above the reasoning and the calls of its run."""
        slot = self.slot(self._by_id[message_id])
        while slot and isinstance(above := self.entries[slot - 1], FoldedEntry) and above.is_above(self.entries[slot]):
            slot -= 1
        return slot

    def put(self, message: Message, *, live: bool) -> bool:
        """Add a message at the end, above the notes, or replace the one with its id. Return whether it is new."""
        entry = self._by_id.get(message.id)
        if entry is not None:
            entry.set(message, live=live)
            self.changed(entry)
            return False
        entry = Entry(message, live=live, newest=True)
        entry.serial = self.first + len(self.entries)
        self.entries.append(entry)
        self._by_id[message.id] = entry
        notes = self.heights.values[-1]
        self.heights.set(len(self.entries) - 1, entry.estimate(self.row_builder.room))
        self.heights.append(notes)
        return True

    def write(self, message_id: str, text: str, *, follow: bool) -> None:
        """Add text to an open message; to any other, nothing. `follow`: the end is in view."""
        entry = self._by_id.get(message_id)
        if entry is not None and entry.live:
            entry.write(text, follow=follow)
            self.changed(entry)

    def finish(self, message: Message, *, follow: bool) -> None:
        """Show a known message as it was stored. `follow`: the end is in view."""
        entry = self._by_id[message.id]
        entry.finish(message, follow=follow)
        self.changed(entry)

    def insert(self, entry: Entry, slot: int) -> None:
        """Put an entry above the one at this position."""
        self.entries.insert(slot, entry)
        self._by_id[entry.message.id] = entry
        self._number_entries()
        values = self.heights.values
        self.heights = Heights([*values[:slot], entry.estimate(self.row_builder.room), *values[slot:]])

    def prepend(self, messages: Sequence[Message]) -> int:
        """Add older messages above all others, except those known already. Return how many were added."""
        entries = [Entry(message) for message in messages if message.id not in self._by_id]
        self.entries[:0] = entries
        self._by_id |= {entry.message.id: entry for entry in entries}
        self.first -= len(entries)
        self._number_entries(len(entries))
        self.heights = Heights([*(entry.estimate(self.row_builder.room) for entry in entries), *self.heights.values])
        return len(entries)

    def drop(self, message_id: str) -> bool:
        """Remove a message. Return whether it was there."""
        entry = self._by_id.pop(message_id, None)
        if entry is None:
            return False
        slot = self.slot(entry)
        del self.entries[slot]
        self._recent.pop(entry, None)
        self._number_entries()
        values = self.heights.values
        self.heights = Heights([*values[:slot], *values[slot + 1 :]])
        return True

    def identify(self, message_id: str, stored: Message) -> None:
        """Replace a message by its stored one, which has the same text and another id."""
        entry = self._by_id.pop(message_id, None)
        if entry is not None:
            entry.message = stored
            entry.forget_header()
            self._by_id[stored.id] = entry

    def _number_entries(self, most: int | None = None) -> None:
        for place, entry in enumerate(self.entries[:most]):
            entry.serial = self.first + place

    def line_at(self, slot: int, number: int) -> Line | None:
        """Return a logical line of a rendered message; None for the notes, and for rows that belong to no line."""
        if 0 <= slot < len(self.entries):
            return self.entries[slot].line_at(number)
        return None

    # Rows.
    def rebuild(self, rows: RowBuilder) -> None:
        """Build all rows anew with this builder. Heights stay: for another width, call `measure` as well."""
        self.row_builder = rows.following(self.row_builder)
        for entry in self._recent:
            entry.forget()
        self._recent.clear()

    def recaption(self, run_ids: Container[str | None] | None = None) -> None:
        """Make the headers and marks of the messages of these runs anew, or of all: more is known of them."""
        for entry in [one for one in self._recent if run_ids is None or one.message.run_id in run_ids]:
            entry.forget_header()
            self.changed(entry)

    def measure(self) -> None:
        """Estimate all heights anew."""
        room = self.row_builder.room
        heights = [entry.estimate(room) for entry in self.entries]
        self.heights = Heights([*heights, len(self.notes.render(self.row_builder))])

    def measure_notes(self) -> None:
        """Count the rows of the notes, which have changed."""
        self.rows(len(self.entries))

    def rows(self, slot: int) -> list[Row]:
        """Build the rows of a slot, which makes its height exact."""
        if slot == len(self.entries):
            rows = self.notes.render(self.row_builder)
        else:
            entry = self.entries[slot]
            join(self.entries, slot)
            rows = entry.render(self.row_builder, self.captions)
            self._recent.pop(entry, None)
            self._recent[entry] = None
            if len(self._recent) > MAX_BUILT_MESSAGES:
                (oldest := next(iter(self._recent))).forget()  # its height stays exact
                del self._recent[oldest]
        self.heights.set(slot, len(rows))
        return rows

    def changed(self, entry: Entry) -> None:
        """Count the rows of an entry that has other text, or estimate them if they are not needed yet."""
        slot = self.slot(entry)
        if entry.body is not None:
            self.rows(slot)
        else:
            self.heights.set(slot, entry.estimate(self.row_builder.room))

    def end(self, height: int) -> Place:
        """Return the top of a view of this height that shows the end."""
        left, slot = height, len(self.entries) + 1
        while left > 0 and slot > 0:
            slot -= 1
            left -= len(self.rows(slot))
        return Place(slot, max(0, -left))

    def walk(self, place: Place, step: int) -> Place:
        """Return the place `step` rows further down (or up), by exact heights, so that nothing on screen shifts."""
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
        """Return the place at row y, by estimated heights."""
        slot, row = self.heights.find(y)
        return Place(slot, max(0, min(row, len(self.rows(slot)) - 1)))

    def above(self, place: Place) -> int:
        """Return the number of rows above a place, as far as heights are known."""
        return self.heights.before(place.slot) + place.row

    def visible(self, top: Place, height: int) -> list[PlacedRow]:
        """Return the rows of a view of this height."""
        view: list[PlacedRow] = []
        slot, skip = top
        while len(view) < height and slot <= len(self.entries):
            shown = self.rows(slot)[skip : skip + height - len(view)]
            view += [PlacedRow(self.first + slot, row) for row in shown]
            slot += 1
            skip = 0
        return view
