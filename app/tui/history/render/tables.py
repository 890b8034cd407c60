"""Tables: columns as wide as their text; wrapped in a narrower view; records in a much narrower one."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from textual.content import Content

from app.tui.history.render.lines import Line
from app.tui.text.widths.wrapping import breaks

Align = Literal["left", "center", "right"]
COLUMN_GAP = " │ "
MIN_COLUMN_COLS = 6
"""Columns are not shrunk below this width."""


class Table(NamedTuple):
    """A table as it was parsed. The first row is the head."""

    rows: list[list[Content]]
    aligns: list[Align]


def table_lines(table: Table, width: int, first: str, rest: str) -> list[Line]:
    """Make the lines of a table, each at most `width` cells wide with its prefix, where that is possible."""
    rows = [[*row, *[Content("")] * (len(table.aligns) - len(row))] for row in table.rows]
    columns = [max(_text_cols(row[column]) for row in rows) for column in range(len(table.aligns))]
    sizes = _shrink(columns, width - len(rest) - len(COLUMN_GAP) * (len(columns) - 1))
    if sizes is None:
        return _records(rows, first, rest)
    out: list[Line] = []
    for number, row in enumerate(rows):
        contents = _row(row, sizes, table.aligns)
        if number == 0:
            contents = [content.stylize("bold") for content in contents]
        out += [Line(content, rest, rest, is_wide=True) for content in contents]
        if number == 0:
            rule = Content("─┼─".join("─" * size for size in sizes))
            out.append(Line(rule, rest, rest, "history--rule", is_wide=True))
    if out:
        out[0] = out[0]._replace(first=first)
    return out


def _text_cols(cell: Content) -> int:
    return max((line.cell_length for line in cell.split("\n", allow_blank=True)), default=0)


def _shrink(columns: list[int], room: int) -> list[int] | None:
    """Shrink the widest columns until all fit. None when a column would become too narrow."""
    if sum(columns) <= room:
        return [max(1, column) for column in columns]
    if sum(min(column, MIN_COLUMN_COLS) for column in columns) > room:
        return None
    low, high = MIN_COLUMN_COLS, max(columns)
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
    """Make one row of a table: as many lines as its highest cell wraps into."""
    cells = [_wrap(cell, size) for cell, size in zip(row, sizes, strict=True)]
    height = max(map(len, cells))
    for lines in cells:
        lines += [Content("")] * (height - len(lines))
    out: list[Content] = []
    for number in range(height):
        parts = [_pad(lines[number], size, align) for lines, size, align in zip(cells, sizes, aligns, strict=True)]
        out.append(Content(COLUMN_GAP).join(parts))
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
    """Make the lines of a table too wide for columns: each row as "head: cell" lines, which wrap like text."""
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
