"""What the terminal says about its background: the answer to a query (OSC 11), and reports of changes (mode 2031).

Sources: xterm's ctlseqs, "Operating System Commands"; the dark and light mode reports of contour, kitty and others.
"""

import re

from textual.message import Message

QUERY = "\x1b]11;?\x1b\\"
REPORTS_ON, REPORTS_OFF = "\x1b[?2031h", "\x1b[?2031l"
# `re` compiles it at its first use: a start has none.
COLOUR = r"\x1b\]11;rgba?:([\da-fA-F]{1,4})/([\da-fA-F]{1,4})/([\da-fA-F]{1,4})(?:/[\da-fA-F]{1,4})?"
MODE = re.compile(r"\x1b\[\?997;([12])n")
DARK_MODE = "1"
WEIGHTS = (0.299, 0.587, 0.114)
"""Of red, green and blue in the brightness that people see."""


class BackgroundReported(Message):
    """The background of the terminal is dark, or light."""

    def __init__(self, is_dark: bool) -> None:
        super().__init__()
        self.is_dark = is_dark


def read_background(sequence: str) -> BackgroundReported | None:
    """Return what a sequence says about the background; None if it says nothing about it."""
    if mode := MODE.fullmatch(sequence):
        return BackgroundReported(is_dark=mode[1] == DARK_MODE)
    colour = re.fullmatch(COLOUR, sequence)
    if colour is None:
        return None
    parts = [int(digits, 16) / (16 ** len(digits) - 1) for digits in colour.groups()]
    brightness = sum(weight * part for weight, part in zip(WEIGHTS, parts, strict=True))
    return BackgroundReported(is_dark=brightness < 0.5)
