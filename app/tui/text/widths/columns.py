"""Entries of a list as rows: the name, and its details beside it where there is room, else below it.

A name is never cut: one that is too wide goes on in the next row, so that names differ on screen wherever they differ.
"""

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len

from app.tui.text.listing import Entry, Piece

TWO_COLUMNS_COLS = 60
"""From this width on details stand beside the names."""
NAME_SHARE = 0.62
"""Of the width, at most for the column of names."""
GAP_COLS = 2
MIN_COLS = 4
"""Narrower than this nothing is laid out any more: the window is being resized."""
DOT = "·"
"""Between the names or words of a row."""
MAX_DETAIL_ROWS = 6
"""Rows of details; what is beyond is cut off."""


class Span(NamedTuple):
    """A part of a text, from the first code point to the one behind the last."""

    start: int
    end: int


class Row(NamedTuple):
    """A row of an entry: the part of its name and the part of its details in it."""

    name: Span | None
    details: Span | None


class Columns:
    """The two columns of a list."""

    def __init__(self) -> None:
        self.width = self.name_cols = MIN_COLS
        self.is_wide = False

    def fit(self, width: int, entries: Sequence[Entry]) -> None:
        """Lay these entries out in this width."""
        self.width = max(MIN_COLS, width)
        self.name_cols = self.width
        self.is_wide = width >= TWO_COLUMNS_COLS
        if self.is_wide:
            most = int(self.width * NAME_SHARE)
            self.name_cols = max((cols for one in entries if (cols := cell_len(one.label)) <= most), default=0)

    def count_rows(self, entry: Entry) -> int:
        """Return how many rows an entry takes."""
        name, details = entry.label, entry.details
        # A code point takes two cells at most: most entries need not be measured.
        if self.is_wide and 2 * len(name) <= self.name_cols and 2 * len(details) <= self.width - self.name_cols:
            return 1
        return len(self.lay_out(name, details))

    def draw(self, entry: Entry, part: int) -> Sequence[Piece]:
        """Return a row of an entry: its part of the name, and its part of the details."""
        row = self.lay_out(entry.label, entry.details)[part]
        pieces: list[Piece] = []
        cols = 0
        if row.name:
            name = entry.label[row.name.start : row.name.end]
            pieces.append(Piece(name, "name", row.name.start))
            cols = cell_len(name)
        if row.details:
            indent = self.find_indent(entry.label, entry.details, cols)
            pieces.append(Piece(" " * (indent - cols)))
            pieces.append(Piece(entry.details[row.details.start : row.details.end], "details"))
        return pieces

    def lay_out(self, name: str, details: str) -> list[Row]:
        """Return the rows of an entry."""
        names = wrap_cells(name, self.width)
        if not details:
            return [Row(span, None) for span in names]
        room = self.find_room(name, details)
        if len(names) == 1 and room > 0:
            spans = wrap_cells(details, room)[:MAX_DETAIL_ROWS]
            return [Row(names[0], spans[0]), *(Row(None, span) for span in spans[1:])]
        spans = wrap_cells(details, self.width)[:MAX_DETAIL_ROWS]
        return [*(Row(span, None) for span in names), *(Row(None, span) for span in spans)]

    def find_room(self, name: str, details: str) -> int:
        """Return the cells for details beside a name; none where they go below it."""
        if not self.is_wide:
            return 0
        cols = cell_len(name)
        if cols <= self.name_cols:
            return self.width - self.name_cols - GAP_COLS
        room = self.width - cols - GAP_COLS
        if cell_len(details) <= room:
            return room
        return 0

    def find_indent(self, name: str, details: str, cols: int) -> int:
        """Return the cells before the details in a row whose part of the name takes `cols`."""
        room = self.find_room(name, details)
        if room > 0:
            return self.width - room
        return cols


def wrap_cells(text: str, width: int) -> list[Span]:
    """Return the parts of a text that take `width` cells at most, cut at blanks where there are some.

    A dot between names stays in the row of the one before it.
    """
    spans: list[Span] = []
    start = 0
    while len(text) - start > width or cell_len(text[start:]) > width:
        end = find_end(text, start, width)
        blank = find_blank(text, start, end)
        if blank > start:
            spans.append(Span(start, blank))
            start = blank + 1
        else:
            spans.append(Span(start, end))
            start = end
    spans.append(Span(start, len(text)))
    return spans


def find_blank(text: str, start: int, end: int) -> int:
    """Return the last blank to cut a part of a text at; -1 if there is none.

    Of several names with dots between them, one that has a blank is not cut: “OpenAI” in a row of its own is another
    one than “Azure OpenAI”.
    """
    if text.count(DOT) > 1 and (dot := text.rfind(f"{DOT} ", start + 1, end + 1)) >= 0:
        return dot + len(DOT)
    blank = text.rfind(" ", start + 1, end + 1)
    if text.startswith(DOT, blank + 1):
        return text.rfind(" ", start + 1, blank)
    return blank


def find_end(text: str, start: int, width: int) -> int:
    """Return where a part of a text ends that takes `width` cells at most, and one character at least."""
    end = min(len(text), start + width)
    while end > start + 1 and cell_len(text[start:end]) > width:
        end -= 1
    return end
