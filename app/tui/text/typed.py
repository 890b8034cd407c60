"""Which typed characters are text, and how a text area shows those that a terminal would obey."""

import re
import unicodedata

from app.tui.text.escapes import replace_surrogates

NOT_TEXT = ("Cc", "Cs")
"""Control characters and surrogates, by Unicode's categories. Python calls many others not printable that keyboards
and input methods type: joiners and direction marks, other spaces than U+0020, emoji newer than its tables."""

NO_WIDTH = "\u200b"
"""A space without a width. It has as many cells as what it stands for, so that the caret stays right."""
OBEYED = [*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0x7F, 0xA0), 0x2028, 0x2029]
"""Overrides of the writing direction, which reorder the row around them; C1 controls; line and paragraph separator."""
HIDDEN = dict.fromkeys([*(code for code in range(0x20) if chr(code) != "\t"), *OBEYED], NO_WIDTH)

# `re` compiles it at its first use: a start has none.
OTHER_LINE_ENDS = "\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]"
"""What Python and Unicode take for a line end beside the newline. Textual splits a text there, and loses a line end
that is inserted alone (Textual 8.2.8)."""


def with_newlines(text: str) -> str:
    """Return a text to insert, with a newline for each line end and without what cannot be stored.

    That is NUL, which the API refuses, and surrogates, which no file and no request can hold.
    """
    if text.isascii() and text.isprintable():
        return text
    return replace_surrogates(re.sub(OTHER_LINE_ENDS, "\n", text)).replace("\0", "")


def is_text(character: str) -> bool:
    """Whether a key that types this character types text."""
    return unicodedata.category(character) not in NOT_TEXT


def hide_obeyed(line: str) -> str:
    """Return a line of the same width and length that a terminal only shows."""
    if line.isascii() and line.isprintable():
        return line
    return line.translate(HIDDEN)
