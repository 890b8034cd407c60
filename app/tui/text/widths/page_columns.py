"""Lays a list of names with their descriptions out in columns of about the same height, as many as fit the width."""

import textwrap
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

MIN_COLS = 46
"""No narrower column is put beside another."""
MAX_COLUMNS = 4
GAP_COLS = 3
NAME_COLS = 20
"""Of a column; a longer name has its description below it."""
INDENT_COLS = 2
"""Of a description below its name."""


class Section(NamedTuple):
    """A heading with rows of a name and a description."""

    heading: str
    rows: Sequence[tuple[str, str]]


class Piece(NamedTuple):
    """A part of a line with its look: `heading`, `name` or ``."""

    text: str
    look: str = ""


Line = list[Piece]


def lay_out(sections: Iterable[Section], width: int) -> list[Line]:
    """Return the lines of a page of this width."""
    count = max(1, min(MAX_COLUMNS, (width + GAP_COLS) // (MIN_COLS + GAP_COLS)))
    cols = max(1, (width - GAP_COLS * (count - 1)) // count)
    columns = _split([item for section in sections for item in _items(section, cols)], count)
    lines: list[Line] = []
    for at in range(max(map(len, columns))):
        line: Line = []
        for place, column in enumerate(columns):
            is_last = place == len(columns) - 1
            line += _pad(column[at] if at < len(column) else [], 0 if is_last else cols + GAP_COLS)
        lines.append(line)
    return lines


def _items(section: Section, cols: int) -> list[list[Line]]:
    """Return the lines that are not divided between columns: the heading with its first row, then each row."""
    rows = [_draw_row(name, description, cols) for name, description in section.rows]
    heading: list[Line] = [[], *([Piece(text, "heading")] for text in _wrap(section.heading, cols))]
    return [[*heading, *rows[0]], *rows[1:]]


def _draw_row(name: str, description: str, cols: int) -> list[Line]:
    name_cols = min(NAME_COLS, cols // 2)
    if cell_len(name) < name_cols:
        first, *rest = _wrap(description, cols - name_cols)
        return [
            [Piece(set_cell_size(name, name_cols), "name"), Piece(first)],
            *([Piece(" " * name_cols + text)] for text in rest),
        ]
    below = [[Piece(" " * INDENT_COLS + text)] for text in _wrap(description, cols - INDENT_COLS)]
    return [*([Piece(text, "name")] for text in _wrap(name, cols)), *below]


def _wrap(text: str, cols: int) -> list[str]:
    return textwrap.wrap(text, max(1, cols)) or [""]


def _split(items: Sequence[list[Line]], count: int) -> list[list[Line]]:
    """Divide the items between the columns. The first line of a column is no empty one."""
    left = sum(map(len, items))
    columns: list[list[Line]] = [[]]
    for item in items:
        room = left / (count - len(columns) + 1)
        if columns[-1] and len(columns) < count and len(columns[-1]) + len(item) / 2 > room:
            left -= len(columns[-1])
            columns.append([])
        columns[-1] += item if columns[-1] or item[0] else item[1:]
    return columns


def _pad(line: Line, cols: int) -> Line:
    missing = cols - sum(cell_len(piece.text) for piece in line)
    if missing > 0:
        return [*line, Piece(" " * missing)]
    return line
