"""The lines of the thread list: which row or heading each of them belongs to."""

from collections.abc import Sequence
from typing import NamedTuple

from textual.geometry import Region, Size

from app.api.requests import ThreadRow
from app.tui.widgets.list_rows.days import ARCHIVED, Group, group_rows


class Line(NamedTuple):
    """A line of a row, counted from 0, or a heading; for a heading `row` is None."""

    row: int | None
    part: int = 0
    heading: str = ""


def place_lines(rows: Sequence[ThreadRow], *, is_search: bool, is_archive: bool, now: float) -> "Lines":
    """Return the lines of these rows. A search has no groups, and shows a matching line below the title."""
    height = 2 if any(row.match for row in rows) else 1
    if is_search or not rows:
        return Lines(len(rows), height)
    return Lines(len(rows), height, [Group(ARCHIVED, 0)] if is_archive else group_rows(rows, now))


def find_row(rows: Sequence[ThreadRow], thread_id: str | None, default: int) -> int:
    """Return the place of a thread among the rows."""
    return next((place for place, row in enumerate(rows) if row.id == thread_id), default)


class Lines:
    """The lines of `rows` rows, each of `height` lines, with a heading above the first row of each group."""

    def __init__(self, rows: int, height: int = 1, groups: Sequence[Group] = ()) -> None:
        self.rows = rows
        self.height = height
        self._groups = groups

    @property
    def total(self) -> int:
        """The number of lines."""
        return self.rows * self.height + len(self._groups)

    def find_row(self, row: int) -> int:
        """Return the first line of a row."""
        return row * self.height + sum(1 for group in self._groups if group.first <= row)

    def find_region(self, row: int, top: int, size: Size) -> Region:
        """Return the cells of a row on the screen, where `top` is the first line; none if it is not there."""
        return Region(0, self.find_row(row) - top, size.width, self.height).intersection(size.region)

    def has_heading(self, row: int) -> bool:
        """Whether a heading is above a row."""
        return any(group.first == row for group in self._groups)

    def at(self, line: int) -> Line | None:
        """Return what is on a line; None below the last."""
        above = 0
        for group in self._groups:
            place = group.first * self.height + above
            if line == place:
                return Line(None, heading=group.heading)
            if line < place:
                break
            above += 1
        row, part = divmod(line - above, self.height)
        return Line(row, part) if 0 <= row < self.rows else None
