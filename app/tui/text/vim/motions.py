"""Motions of the vim keys: where the caret goes, and what an operator takes on the way."""

import re
import sys
from collections.abc import Callable
from typing import Literal, NamedTuple

from app.tui.text.vim.state import first_character, last_place, line_end, line_start, on_character

WORD_START = re.compile(r"(?<!\w)\w|(?<![^\w\s])[^\w\s]|(?:^|(?<=\n))(?=\n|\Z)")
"""The first character of letters and digits, or of other signs; an empty line is a word too."""
WORD_END = re.compile(r"\w(?!\w)|[^\w\s](?![^\w\s])")

Kind = Literal["exclusive", "inclusive", "lines"]
"""What an operator takes: up to the target, the character there too, or all lines on the way."""
END_COLUMN = sys.maxsize
"""The column that `j` and `k` keep to behind `$`."""
Move = Callable[[str, int, int | None, str], int | None]
"""Text, caret, count if one was typed, and the second key of `f` and `t` → the target; None if there is none."""


class Motion(NamedTuple):
    """A motion."""

    move: Move
    kind: Kind


def left(text: str, caret: int, count: int | None, _key: str) -> int | None:
    """To the left, in the line."""
    return max(line_start(text, caret), caret - (count or 1))


def right(text: str, caret: int, count: int | None, _key: str) -> int | None:
    """To the right, in the line; an operator can take its last character."""
    return min(line_end(text, caret), caret + (count or 1))


def down(text: str, caret: int, count: int | None, _key: str) -> int | None:
    """To the lines below."""
    return _move_rows(text, caret, count or 1)


def up(text: str, caret: int, count: int | None, _key: str) -> int | None:
    """To the lines above."""
    return _move_rows(text, caret, -(count or 1))


def _move_rows(text: str, caret: int, rows: int) -> int | None:
    row, column = text.count("\n", 0, caret), caret - line_start(text, caret)
    target = min(max(row + rows, 0), text.count("\n"))
    if target == row:
        return None
    start = start_of_row(text, target)
    return min(start + column, last_place(text, start))


def start_of_row(text: str, row: int) -> int:
    """Return where a row begins; of a row behind the last one, where that begins."""
    start = 0
    for _ in range(row):
        end = text.find("\n", start)
        if end < 0:
            break
        start = end + 1
    return start


def next_word(text: str, caret: int, count: int | None, _key: str) -> int | None:
    """To the next beginning of a word; behind the last one to the end of the text."""
    for _ in range(count or 1):
        found = WORD_START.search(text, caret + 1) if caret < len(text) else None
        caret = found.start() if found else len(text)
    return caret


def previous_word(text: str, caret: int, count: int | None, _key: str) -> int | None:
    """To the beginning of the word before."""
    starts = [found.start() for found in WORD_START.finditer(text, 0, caret) if found.start() < caret]
    if caret == 0:
        return None
    if (count or 1) > len(starts):
        return 0
    return starts[-(count or 1)]


def word_end(text: str, caret: int, count: int | None, _key: str) -> int | None:
    """To the next end of a word."""
    for _ in range(count or 1):
        found = WORD_END.search(text, caret + 1)
        if not found:
            return on_character(text, len(text))
        caret = found.start()
    return caret


def first_column(text: str, caret: int, _count: int | None, _key: str) -> int | None:
    """To the beginning of the line."""
    return line_start(text, caret)


def last_column(text: str, caret: int, count: int | None, _key: str) -> int | None:
    """To the end of the line; with a count, of a line below."""
    row = text.count("\n", 0, caret)
    if (count or 1) > 1 and row == text.count("\n"):
        return None
    return last_place(text, start_of_row(text, row + (count or 1) - 1))


def first_line(text: str, _caret: int, count: int | None, _key: str) -> int | None:
    """To the first line, or that of the count."""
    return first_character(text, start_of_row(text, (count or 1) - 1))


def last_line(text: str, _caret: int, count: int | None, _key: str) -> int | None:
    """To the last line, or that of the count."""
    return first_character(text, start_of_row(text, (count or text.count("\n") + 1) - 1))


def find_character(text: str, caret: int, count: int | None, key: str) -> int | None:
    """To a character in the line."""
    end = line_end(text, caret)
    for _ in range(count or 1):
        caret = text.find(key, caret + 1, end)
        if caret < 0:
            return None
    return caret


def before_character(text: str, caret: int, count: int | None, key: str) -> int | None:
    """To the place before a character in the line."""
    target = find_character(text, caret, count, key)
    if target is None:
        return None
    return target - 1


MOTIONS = {
    "h": Motion(left, "exclusive"),
    "l": Motion(right, "exclusive"),
    "j": Motion(down, "lines"),
    "k": Motion(up, "lines"),
    "w": Motion(next_word, "exclusive"),
    "b": Motion(previous_word, "exclusive"),
    "e": Motion(word_end, "inclusive"),
    "0": Motion(first_column, "exclusive"),
    "$": Motion(last_column, "inclusive"),
    "gg": Motion(first_line, "lines"),
    "G": Motion(last_line, "lines"),
    "f": Motion(find_character, "inclusive"),
    "t": Motion(before_character, "inclusive"),
}
