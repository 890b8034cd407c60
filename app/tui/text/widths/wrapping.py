"""Where to break a line into rows of a given width.

Textual breaks at spaces only and otherwise cuts anywhere: a Latin word inside Japanese text is cut in the middle, and a
row may begin with 。 or end with 「. The rules here are the core of JIS X 4051 (kinsoku). A unit is never cut.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from rich.cells import cell_len

NOT_LAST = "（「『【〔《〈［｛“‘"
NOT_FIRST = "、。，．・：；！？）」』】〕》〉］｝”’ー々〜…‥ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ%％"

# One character as a reader counts: a flag, or a base with marks, variation, skin tone, and what ZWJ joins to it.
CLUSTER = (
    "(?:[\U0001f1e6-\U0001f1ff]{2}"
    "|.[\u0300-\u036f\ufe0e\ufe0f\u20e3\u3099\u309a\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]*"
    "(?:\u200d.[\ufe0f\U0001f3fb-\U0001f3ff]*)*)"
)
WORD = "[!-~\u00a1-\u024f\u0370-\u052f][!-~\u00a1-\u024f\u0300-\u052f\ufe0e\ufe0f\u20e3]*"
ASCII_UNIT = re.compile(r"\S*\s*")


@cache
def unit_pattern() -> re.Pattern[str]:
    """Return the pattern of a unit of any text. A start that shows only ASCII saves the 1 ms of compiling it."""
    return re.compile(f"[{NOT_LAST}]*(?:{WORD}|{CLUSTER})[{NOT_FIRST}]*[ \t]*", re.S)


@cache
def cluster_pattern() -> re.Pattern[str]:
    """Return the pattern of one character as a reader counts."""
    return re.compile(CLUSTER, re.S)


def clusters(text: str) -> Iterator[str]:
    """Yield the characters of a text as a reader counts them."""
    for match in cluster_pattern().finditer(text):
        yield match.group()


def breaks(text: str, width: int, *, spaces_hang: bool = True) -> list[int]:
    """Return the indexes where rows after the first begin, so that no row is wider than `width` cells (2 at least).

    With `spaces_hang` spaces at the end of a row may be beyond the width: strip them before drawing. Without, they
    count as text does, for a caret that stands behind them.
    """
    out: list[int] = []
    used = 0
    if text.isascii():
        units, count_cells = ASCII_UNIT, len
    else:
        units, count_cells = unit_pattern(), cell_len
    for match in units.finditer(text):
        unit = match.group()
        size = count_cells(unit)
        if used + size <= width:
            used += size
            continue
        bare = size
        if spaces_hang:
            bare = count_cells(unit.rstrip())
        if used + bare <= width:
            used += size
            continue
        if used:
            out.append(match.start())
        if bare <= width:
            used = size
            continue
        cuts, used = _cut(unit, width, spaces_hang=spaces_hang)
        out.extend(match.start() + cut for cut in cuts)
    return out


class Part(NamedTuple):
    """A part of a line, from the first character to the one behind the last."""

    start: int
    end: int


def visible_part(text: str, shift: int, width: int) -> Part:
    """Return the part of a line that is in view when it is scrolled to the left by `shift` cells.

    A character is never cut: one that only half of is in view is not in the part.
    """
    if text.isascii():
        return Part(min(shift, len(text)), min(shift + width, len(text)))
    at = cells = 0
    start: int | None = None
    for match in cluster_pattern().finditer(text):
        if start is None and cells >= shift:
            start = match.start()
            cells = 0  # from here on the cells in view are counted
        size = cell_len(match.group())
        if start is not None and cells + size > width:
            return Part(start, match.start())
        cells += size
        at = match.end()
    return Part(len(text) if start is None else start, at)


def _cut(unit: str, width: int, *, spaces_hang: bool) -> tuple[list[int], int]:
    """Return the breaks within a unit that is wider than a row, and the cells used in its last row."""
    out: list[int] = []
    used = 0
    for match in cluster_pattern().finditer(unit):
        size = cell_len(match.group())
        if used and used + size > width and not (spaces_hang and match.group().isspace()):
            out.append(match.start())
            used = 0
        used += size
    return out, used
