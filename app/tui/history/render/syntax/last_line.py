"""What the line that is being written means for the lines above it.

A growing text is parsed with its last line, and half a line can mean what the whole does not: `-` under a sentence is
a heading until it becomes `- item`, a list is loose until `--` becomes `---`. What stands above may not change and
change back, so it is shown as the finished lines alone make it.
"""

import re
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

MARKS = re.compile(r"[-*+=_#`~|:>\s]*$|[\s>]*\d{1,9}[.)]\s*$")
"""A line that is nothing but marks: what follows tells what they are. It is shown once something does."""
LINK_DEFINITION = re.compile(r"^[ \t>\d.)*+-]*\[[^\]\n]+\]:", re.M)
BLANK_END = re.compile(r"(?:^|\n)[ \t>]*\n$")

EMPTY_ITEM = re.compile(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]*\n")
"""The mark of an item on a line of its own: the next line can stand beside it."""


class LastLine(Enum):
    """How the last line stands to those above it."""

    INDEPENDENT = auto()
    """It begins a block or continues code: nothing above depends on it."""
    OWN_BLOCK = auto()
    """It begins a block, but may add blank lines between the items above."""
    ROW = auto()
    """It is a row of a table, and may change the width of its columns."""
    CONTINUES = auto()
    """It continues a block, and may restyle it or change its kind; or it defines a link."""


def find_last_line(text: str) -> int:
    """Return where the line begins that is being written; an empty item above it belongs to it."""
    begin = text.rfind("\n") + 1
    line_above = text.rfind("\n", 0, max(0, begin - 1)) + 1
    if begin and EMPTY_ITEM.match(text, line_above, begin):
        return line_above
    return begin


def waits(line: str) -> bool:
    """Whether this beginning of a line is not to be shown yet."""
    return MARKS.match(line) is not None


def classify(tokens: "list[Token]", number: int, finished: str, line: str) -> LastLine:
    """Return what the last line is. `number`: of the line, from 0. `finished`: the lines above it."""
    if LINK_DEFINITION.match(line):
        return LastLine.CONTINUES
    if ends_a_table(tokens):
        return LastLine.ROW
    for token in reversed(tokens):
        if token.map is None:
            continue
        begin, end = token.map
        if begin == number:
            is_in_container = tokens[-1].type.endswith(("list_close", "blockquote_close"))
            if is_in_container and BLANK_END.search(finished):
                return LastLine.OWN_BLOCK
            return LastLine.INDEPENDENT
        if token.type == "fence" and begin < number < end:
            return LastLine.INDEPENDENT
        return LastLine.CONTINUES
    return LastLine.CONTINUES


def ends_a_table(tokens: "list[Token]") -> bool:
    """Whether a text ends in a table."""
    for token in reversed(tokens):
        if token.type == "table_close":
            return True
        if token.map is not None:
            return False
    return False
