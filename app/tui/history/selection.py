"""Selecting text with the mouse.

A selected place is (character of the logical line, serial of the message and number of the line in one integer): it
survives wrapping anew and older messages coming in above, and what is copied is the unwrapped text.
"""

import re

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Offset
from textual.selection import Selection
from textual.strip import Strip

from app.tui.history.document.document import Document
from app.tui.history.render.rows import Row
from app.tui.history.render.wrapping import clusters

SHIFT = 20
LAST = (1 << SHIFT) - 1
"""The lines of a message are numbered below this."""

WORD = re.compile(r"\w+")


def address(serial: int, line: int) -> int:
    """The `y` of a logical line."""
    return serial << SHIFT | min(line, LAST)


def with_addresses(row: Row, y: int) -> Strip:
    """The row with its places in the segments' meta, where the screen looks for what is under the mouse.

    Emoji are segments of their own: the screen counts code points by cell and would land in the middle of one.
    """
    before, text, after = _parts(row)
    out: list[Segment] = []
    at = row.start
    for words, style, _ in text:
        for piece in [words] if words.isascii() else clusters(words):
            out.append(Segment(piece, (style or Style()) + Style.from_meta({"offset": (at, y)})))
            at += len(piece)
    return Strip([*before, *out, *after], row.strip.cell_length)


def with_selection(row: Row, start: int, end: int, chosen: Style) -> Strip:
    """The row with characters `start` to `end` (-1: all that follow) of its line shown as selected."""
    before, text, after = _parts(row)
    out: list[Segment] = []
    at = row.start
    for words, style, _ in text:
        left = min(len(words), max(0, start - at))
        right = len(words) if end == -1 else min(len(words), max(left, end - at))
        out += [
            Segment(piece, piece_style)
            for piece, piece_style in (
                (words[:left], style),
                (words[left:right], (style or Style()) + chosen),
                (words[right:], style),
            )
            if piece
        ]
        at += len(words)
    return Strip([*before, *out, *after], row.strip.cell_length)


def _parts(row: Row) -> tuple[list[Segment], list[Segment], list[Segment]]:
    """The segments before the text, of the text, and of the padding."""
    parts: tuple[list[Segment], list[Segment], list[Segment]] = ([], [], [])
    at = 0
    for text, style, _ in row.strip:
        start, stop = (min(len(text), max(0, place - at)) for place in (row.skip, row.end))
        for part, piece in zip(parts, (text[:start], text[start:stop], text[stop:]), strict=True):
            if piece:
                part.append(Segment(piece, style))
        at += len(text)
    return parts


def selection_at(document: Document, place: Offset, *, word: bool) -> Selection | None:
    """The word at a place, or its whole logical line; None where there is no text."""
    line = document.line_at((place.y >> SHIFT) - document.first, place.y & LAST)
    if line is None:
        return None
    text = line.content.plain
    begin, end = 0, len(text)
    if word:
        found = (match.span() for match in WORD.finditer(text) if match.start() <= place.x < match.end())
        begin, end = next(found, (place.x, place.x + 1))
    return Selection(Offset(begin, place.y), Offset(end, place.y))


def selected_text(document: Document, selection: Selection) -> str:
    """The selected text: unwrapped, without bullets' prefixes; messages that are wholly inside as their source."""
    if not document.entries:
        return ""
    first, last = document.first, document.first + len(document.entries) - 1
    start = selection.start or (0, address(first, 0))
    end = selection.end or (-1, address(last, LAST))
    out: list[str] = []
    for serial in range(max(first, start[1] >> SHIFT), min(last, end[1] >> SHIFT) + 1):
        if serial not in (start[1] >> SHIFT, end[1] >> SHIFT):
            out.append(document.entries[serial - first].source)
            continue
        out += _part(document, serial, start, end)
    return "\n".join(out)


def _part(document: Document, serial: int, start: tuple[int, int], end: tuple[int, int]) -> list[str]:
    """The selected lines of the first or the last message."""
    entry = document.entries[serial - document.first]
    document.rows(serial - document.first)
    out: list[str] = []
    for number, line in enumerate(entry.body.lines if entry.body else ()):
        y = address(serial, number)
        if start[1] <= y <= end[1] and line.code is None:
            stop = None if y < end[1] or end[0] < 0 else end[0]
            out.append(line.content.plain[start[0] if y == start[1] else 0 : stop])
    return out
