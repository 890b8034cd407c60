"""Selecting text with the mouse.

The x of a selected place is a character of the logical line; its y holds the serial of the message and the number of
the line. So it survives another width and older messages added above, and the copied text is unwrapped.
"""

import re

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Offset
from textual.selection import Selection
from textual.strip import Strip

from app.tui.history.document.document import Document
from app.tui.history.render.rows import Row
from app.tui.text.widths.wrapping import clusters

LINE_BITS = 20
LAST_LINE = (1 << LINE_BITS) - 1
"""The highest number of a line; all lines after it share it."""

WORD = re.compile(r"\w+")


def address(serial: int, line: int) -> int:
    """Return the `y` of a logical line."""
    return serial << LINE_BITS | min(line, LAST_LINE)


def with_addresses(row: Row, y: int) -> Strip:
    """Put the places of a row's text into the meta of its segments, where the screen looks up what is under the mouse.

    Emoji are segments of their own: the screen counts code points by cell and would land in the middle of one.
    """
    before, text, after = _split(row)
    out: list[Segment] = []
    at = row.start
    for words, style, _ in text:
        for piece in [words] if words.isascii() else clusters(words):
            out.append(Segment(piece, (style or Style()) + Style.from_meta({"offset": (at, y)})))
            at += len(piece)
    return Strip([*before, *out, *after], row.strip.cell_length)


def with_selection(row: Row, start: int, end: int, chosen: Style) -> Strip:
    """Show characters `start` to `end` (-1: all that follow) of the row's line as selected."""
    before, text, after = _split(row)
    if end == -1:
        end = row.start + sum(len(words) for words, _, _ in text)
    out: list[Segment] = []
    at = row.start
    for words, style, _ in text:
        left = min(len(words), max(0, start - at))
        right = min(len(words), max(left, end - at))
        pieces = (
            (words[:left], style),
            (words[left:right], (style or Style()) + chosen),
            (words[right:], style),
        )
        out += [Segment(piece, piece_style) for piece, piece_style in pieces if piece]
        at += len(words)
    return Strip([*before, *out, *after], row.strip.cell_length)


def _split(row: Row) -> tuple[list[Segment], list[Segment], list[Segment]]:
    """Return the segments before the text, of the text, and of the padding."""
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
    """Return the word at a place, or its whole logical line; None where there is no text."""
    line = document.line_at((place.y >> LINE_BITS) - document.first, place.y & LAST_LINE)
    if line is None:
        return None
    text = line.content.plain
    begin, end = 0, len(text)
    if word:
        found = (match.span() for match in WORD.finditer(text) if match.start() <= place.x < match.end())
        begin, end = next(found, (place.x, place.x + 1))
    return Selection(Offset(begin, place.y), Offset(end, place.y))


def selected_text(document: Document, selection: Selection) -> str:
    """Return the selected text, unwrapped and without prefixes; messages that are wholly inside as their source.

    Reasoning counts only where the selection begins or ends in it."""
    if not document.entries:
        return ""
    first = document.first
    last = first + len(document.entries) - 1
    start = selection.start or Offset(0, address(first, 0))
    end = selection.end or Offset(-1, address(last, LAST_LINE))
    outer = (start.y >> LINE_BITS, end.y >> LINE_BITS)
    out: list[str] = []
    for serial in range(max(first, outer[0]), min(last, outer[1]) + 1):
        if serial in outer:
            out += _selected_lines(document, serial, start, end)
        elif (entry := document.entries[serial - first]).is_message:
            out.append(entry.source)
    return "\n".join(out)


def _selected_lines(document: Document, serial: int, start: Offset, end: Offset) -> list[str]:
    """Return the selected lines of the first or the last message, without the headers of code blocks."""
    slot = serial - document.first
    document.rows(slot)  # so that it has a body
    body = document.entries[slot].body
    if body is None:
        return []
    out: list[str] = []
    for number, line in enumerate(body.lines):
        y = address(serial, number)
        if y < start.y or end.y < y or line.code is not None or line.section == "end":
            continue
        text = line.content.plain
        if y == end.y and end.x >= 0:
            text = text[: end.x]
        if y == start.y:
            text = text[start.x :]
        out.append(text)
    return out
