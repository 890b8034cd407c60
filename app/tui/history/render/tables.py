"""Tables: columns as wide as their cells, shrunk and wrapped in a narrower view, records in a very narrow one."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from textual.content import Content

from app.tui.history.render.lines import Line
from app.tui.history.render.wrapping import breaks

Align = Literal["left", "center", "right"]
GAP = " │ "
NARROWEST = 6
"""Cells that a column keeps at least, if its text has as many."""


class Table(NamedTuple):
    """A table as it was parsed: the head is the first row."""

    rows: list[list[Content]]
    aligns: list[Align]


def table_lines(table: Table, width: int, first: str, rest: str) -> list[Line]:
    """The lines of a table, each at most `width` cells wide with its prefix, where the view allows it."""
    rows = [[*row, *[Content("")] * (len(table.aligns) - len(row))] for row in table.rows]
    columns = [max(_natural(row[column]) for row in rows) for column in range(len(table.aligns))]
    sizes = _shrink(columns, width - len(rest) - len(GAP) * (len(columns) - 1))
    if sizes is None:
        return _records(rows, first, rest)
    out: list[Line] = []
    for number, row in enumerate(rows):
        for content in _row(row, sizes, table.aligns):
            out.append(Line(content.stylize("bold") if number == 0 else content, rest, rest))
        if number == 0:
            out.append(Line(Content("─┼─".join("─" * size for size in sizes)), rest, rest, "history--rule"))
    if out:
        out[0] = out[0]._replace(first=first)
    return out


def _natural(cell: Content) -> int:
    return max((line.cell_length for line in cell.split("\n", allow_blank=True)), default=0)


def _shrink(columns: list[int], room: int) -> list[int] | None:
    """Sizes that fit: no column under the narrowest, the widest give first. None when it cannot be."""
    if sum(columns) <= room:
        return [max(1, column) for column in columns]
    if sum(min(column, NARROWEST) for column in columns) > room:
        return None
    low, high = NARROWEST, max(columns)
    while low < high:  # the largest limit under which everything fits
        limit = (low + high + 1) // 2
        if sum(min(column, limit) for column in columns) <= room:
            low = limit
        else:
            high = limit - 1
    sizes = [max(1, min(column, low)) for column in columns]
    spare = room - sum(sizes)
    for index, column in enumerate(columns):
        if spare > 0 and sizes[index] < column:
            sizes[index] += 1
            spare -= 1
    return sizes


def _row(row: Sequence[Content], sizes: Sequence[int], aligns: Sequence[Align]) -> list[Content]:
    """One row of a table: as many lines as its tallest cell wraps into."""
    cells = [_wrap(cell, size) for cell, size in zip(row, sizes, strict=True)]
    out: list[Content] = []
    for number in range(max(map(len, cells))):
        parts = [
            _pad(cell[number] if number < len(cell) else Content(""), size, align)
            for cell, size, align in zip(cells, sizes, aligns, strict=True)
        ]
        out.append(Content(GAP).join(parts))
    return out


def _wrap(cell: Content, size: int) -> list[Content]:
    out: list[Content] = []
    for line in cell.split("\n", allow_blank=True):
        if line.cell_length <= size:
            out.append(line)
        else:
            out.extend(part.rstrip() for part in line.divide(breaks(line.plain, max(2, size))))
    return out or [Content("")]


def _pad(cell: Content, size: int, align: Align) -> Content:
    spare = max(0, size - cell.cell_length)
    left = {"left": 0, "center": spare // 2, "right": spare}[align]
    return cell.pad_left(left).pad_right(spare - left)


def _records(rows: Sequence[Sequence[Content]], first: str, rest: str) -> list[Line]:
    """A table too wide for its columns: each row as "head: cell" lines, which wrap like text."""
    head, *body = rows
    if not body:
        return [Line(Content(", ").join(head), first, rest)]
    out: list[Line] = []
    for number, row in enumerate(body):
        if number:
            out.append(Line(Content("───"), rest, rest, "history--rule"))
        for name, cell in zip(head, row, strict=True):
            text = Content(": ").join([name.stylize("bold"), cell])
            out.extend(Line(part, rest, rest + "  ") for part in text.split("\n", allow_blank=True))
    out[0] = out[0]._replace(first=first)
    return out
