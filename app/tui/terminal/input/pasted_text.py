"""A paste without what a terminal would obey: escape sequences and control characters."""

import re

from textual import events

# `re` compiles these at their first use: a start has none.
ESCAPES = (
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI
    r"|\x1b\][^\x07\x1b\n]*(?:\x07|\x1b\\)"  # OSC
    r"|\x1b[PX^_][^\x1b\n]*\x1b\\"  # DCS, SOS, PM, APC
    r"|\x1b"
)
"""Colours, titles, links and images in text copied from a terminal; a lone escape. A string ends in its line."""
CONTROLS = dict.fromkeys({*range(0x20), *range(0x7F, 0xA0)} - {ord("\t"), ord("\n")})
"""C0 and C1, without tabs and line ends."""
LINE_ENDS = "\r\n?|[\x0b\x0c\x85\u2028\u2029]"
"""Vertical tab, form feed, next line, and the separators of lines and paragraphs."""


def clean_paste(text: str) -> str:
    """Return the text with `\\n` as its line end."""
    return re.sub(LINE_ENDS, "\n", re.sub(ESCAPES, "", text)).translate(CONTROLS)


class PastePart(events.Paste):
    """A part of a paste that goes on from the one before it, without a line break between them."""


# Widgets handle a part as any paste.
PastePart.handler_name = events.Paste.handler_name


def make_paste(text: str, *, goes_on: bool) -> events.Paste:
    """Return the event of a paste, or of a part that belongs to the one before it."""
    return (PastePart if goes_on else events.Paste)(clean_paste(text))
