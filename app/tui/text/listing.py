"""The entries of a list that can be searched, in sections, with the rows that each takes."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple, Protocol

from app.tui.text.fuzzy import Searchable, fold, search
from app.tui.text.one_line import one_line

MAX_CHARS = 400
"""Of a name or its details: what is beyond is left out in the middle. Model servers name models as they like."""
NOWHERE = -1
"""The place of a cursor that is at no entry."""


class Entry(NamedTuple):
    """An entry. `name` is for the program. `sign`: a cell before the label. `found_by`: more text that is searched.

    `key`: the key that does the same, for lists with one row for each entry.
    """

    name: str
    label: str
    details: str = ""
    section: str = ""
    sign: str = ""
    found_by: str = ""
    key: str = ""


class Piece(NamedTuple):
    """A part of a row with its look: `name`, `details` or ``. `start`: where a part of the label begins in it."""

    text: str
    look: str = ""
    start: int = 0


class RowLayout(Protocol):
    """How the entries of a list are laid out in its width."""

    def fit(self, width: int, entries: Sequence[Entry], /) -> None:
        """Lay these entries out in this width."""
        ...

    def count_rows(self, entry: Entry, /) -> int:
        """Return how many rows an entry takes."""
        ...

    def draw(self, entry: Entry, part: int, /) -> Sequence[Piece]:
        """Return what a row of an entry shows, by its number in the entry."""
        ...


class Listing:
    """What is listed: `items`, the headings of sections as their texts among the entries that the search has found."""

    def __init__(self, layout: RowLayout) -> None:
        self.layout = layout
        self._entries: Sequence[Entry] = ()
        self._texts: Sequence[Searchable] | None = None
        """What a search reads; None until there is one."""
        self.query = ""
        self.items: list[str | Entry] = []
        self.places: list[int] = []
        """Where entries are among the items."""
        self._starts: list[int] = [0]
        """The first row of each item, and behind them the number of rows."""

    def show(self, entries: Sequence[Entry]) -> None:
        """List these entries; the query stays."""
        self._entries, self._texts = [clean(one) for one in entries], None
        self._find()

    def show_found(self, entries: Sequence[Entry], query: str) -> None:
        """List all of these entries, which were found elsewhere for a query."""
        self._entries, self._texts = [clean(one) for one in entries], None
        self.query = query
        self._list(self._entries)

    def search(self, query: str) -> bool:
        """List the entries with the words of a query, the best first. False if it was the query before."""
        if query == self.query:
            return False
        self.query = query
        self._find()
        return True

    def _find(self) -> None:
        if not self.query.strip():
            self._list(self._entries)
            return
        if self._texts is None:
            self._texts = [Searchable(fold(one.label), fold(f"{one.details} {one.found_by}")) for one in self._entries]
        self._list([self._entries[place] for _, place in search(self._texts, self.query)])

    def _list(self, entries: Sequence[Entry]) -> None:
        sections: dict[str, list[Entry]] = {}
        for one in entries:  # the section with the best hit is the first
            sections.setdefault(one.section, []).append(one)
        self.items = []
        for heading, members in sections.items():
            self.items += [heading] * bool(heading)
            self.items += members
        self.places = [place for place, item in enumerate(self.items) if not isinstance(item, str)]

    @property
    def entries(self) -> list[Entry]:
        """The entries that the search has found, in their order."""
        return [item for item in self.items if not isinstance(item, str)]

    def find(self, name: str) -> int | None:
        """Return the place of an entry among the items; None if it is not listed."""
        return next((place for place in self.places if self.items[place][0] == name), None)

    def get(self, place: int) -> Entry | None:
        """Return the entry at a place; `None` for a heading, or if there is nothing."""
        if 0 <= place < len(self.items) and not isinstance(item := self.items[place], str):
            return item
        return None

    def move(self, place: int, by: int, *, wraps: bool = False) -> int:
        """Return the place so many entries away; beyond an end that of the last one, or if it wraps, around."""
        if not self.places:
            return NOWHERE
        at = bisect_right(self.places, place) - 1 + by
        if wraps:
            return self.places[at % len(self.places)]
        return self.places[max(0, min(len(self.places) - 1, at))]

    def lay_out(self, width: int) -> int:
        """Lay the items out in a width, and return the rows that they take."""
        self.layout.fit(width, self.entries)
        self._starts = [0, *accumulate(map(self._count_rows, self.items))]
        return self._starts[-1]

    def _count_rows(self, item: str | Entry) -> int:
        if isinstance(item, str):
            return 1
        return self.layout.count_rows(item)

    def find_rows(self, place: int) -> tuple[int, int]:
        """Return the first row of an item, and how many it takes; the heading of all belongs to the first entry."""
        if not 0 <= place < len(self._starts) - 1:
            return 0, 0
        top, end = self._starts[place], self._starts[place + 1]
        if place == 1 and isinstance(self.items[0], str):
            top = 0
        return top, end - top

    def find_item(self, row: int) -> tuple[int, int] | None:
        """Return the place of the item with this row, and the row's number in it."""
        if not 0 <= row < self._starts[-1]:
            return None
        place = bisect_right(self._starts, row) - 1
        return place, row - self._starts[place]


def clean(entry: Entry) -> Entry:
    """Return an entry as it is shown: servers and files name models, and may write anything."""
    found = entry.label, entry.details, entry.section
    label, details, section = (one_line(shorten(one)) for one in found)
    if (label, details, section) == found:  # most entries, of thousands
        return entry
    return entry._replace(label=label, details=details, section=section)


def shorten(text: str) -> str:
    """Leave out the middle of a text that no screen would hold."""
    if len(text) <= MAX_CHARS:
        return text
    half = MAX_CHARS // 2
    return f"{text[:half]}…{text[-half:]}"
