"""The entries of a list that can be searched, in sections, with the rows that each takes."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from app.tui.text.columns import Columns
from app.tui.text.fuzzy import Searchable, fold, search
from app.tui.text.one_line import one_line

MAX_CHARS = 400
"""Of a name or its details: what is beyond is left out in the middle. Model servers name models as they like."""


class Entry(NamedTuple):
    """An entry. `name` is for the program. `sign`: a cell before the label. `found_by`: more text that is searched."""

    name: str
    label: str
    details: str = ""
    section: str = ""
    sign: str = ""
    found_by: str = ""


class Listing:
    """What is listed: `items`, the headings of sections as their texts among the entries that the search has found."""

    def __init__(self) -> None:
        self._entries: Sequence[Entry] = ()
        self._texts: list[Searchable] = []
        self.query = ""
        self.items: list[str | Entry] = []
        self.places: list[int] = []
        """Where entries are among the items."""
        self.columns = Columns(0, ())
        self._starts: list[int] = [0]
        """The first row of each item, and behind them the number of rows."""

    def show(self, entries: Sequence[Entry]) -> None:
        """List these entries; the query stays."""
        self._entries = [clean(one) for one in entries]
        self._texts = [Searchable(fold(one.label), fold(f"{one.details} {one.found_by}")) for one in self._entries]
        self._find()

    def search(self, query: str) -> bool:
        """List the entries with the words of a query, the best first. False if it was the query before."""
        if query == self.query:
            return False
        self.query = query
        self._find()
        return True

    def _find(self) -> None:
        sections: dict[str, list[Entry]] = {}
        for _, place in search(self._texts, self.query):  # the section with the best hit is the first
            one = self._entries[place]
            sections.setdefault(one.section, []).append(one)
        self.items = []
        for heading, members in sections.items():
            self.items += [heading] * bool(heading)
            self.items += members
        self.places = [place for place, item in enumerate(self.items) if not isinstance(item, str)]

    def find(self, name: str) -> int:
        """Return the place of an entry among the items; of the first one if it is not listed."""
        first = next(iter(self.places), 0)
        return next((place for place in self.places if self.items[place][0] == name), first)

    def get(self, place: int) -> Entry | None:
        """Return the entry at a place; `None` for a heading, or if there is nothing."""
        if place < len(self.items) and not isinstance(item := self.items[place], str):
            return item
        return None

    def move(self, place: int, by: int) -> int:
        """Return the place so many entries away, or that of the last one in this direction."""
        if not self.places:
            return 0
        at = bisect_right(self.places, place) - 1 + by
        return self.places[max(0, min(len(self.places) - 1, at))]

    def lay_out(self, width: int) -> int:
        """Lay the items out in a width, and return the rows that they take."""
        self.columns = Columns(width, (item.label for item in self.items if not isinstance(item, str)))
        self._starts = [0, *accumulate(map(self._count_rows, self.items))]
        return self._starts[-1]

    def _count_rows(self, item: str | Entry) -> int:
        if isinstance(item, str):
            return 1
        return self.columns.count_rows(item.label, item.details)

    def find_rows(self, place: int) -> tuple[int, int]:
        """Return the first row of an item, and how many it takes; the heading of all belongs to the first entry."""
        if place >= len(self.items):
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
    return entry._replace(
        label=one_line(shorten(entry.label)),
        details=one_line(shorten(entry.details)),
        section=one_line(shorten(entry.section)),
    )


def shorten(text: str) -> str:
    """Leave out the middle of a text that no screen would hold."""
    if len(text) <= MAX_CHARS:
        return text
    half = MAX_CHARS // 2
    return f"{text[:half]}…{text[-half:]}"
