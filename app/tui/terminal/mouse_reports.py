"""Rewrites the reports of old mouse modes as those of the SGR mode, which Textual reads.

Terminals without mode 1006 answer in mode 1000 (X10: three bytes behind `CSI M`) or 1015 (urxvt: three numbers). Both
say that a button was released, not which. Source: xterm's ctlseqs, "Mouse Tracking".
"""

import re
from collections.abc import Iterator

SGR = re.compile(r"\x1b\[<(\d{1,5});-?\d{1,5};-?\d{1,5}[Mm]")
URXVT = re.compile(r"\x1b\[(\d{2,3});(\d{1,4});(\d{1,4})M")
X10 = re.compile(r"\x1b\[M(.{1,3})", re.S)
OFFSET = 32
"""Added to the button in both modes, and to each coordinate of X10, so that no byte is a control character."""
BUTTON, MOVED, WHEEL = 0b11, 32, 64
RELEASED = 3
FIRST_EXTRA_BUTTON = 128
"""Buttons from the eighth on (back, forward), which Textual takes for the first three."""
UNKNOWN = "\ufffd"


class MouseReports:
    """Remembers which button was pressed last: a release is one of that."""

    def __init__(self) -> None:
        self._pressed = 0

    def to_sgr(self, sequence: str) -> str:
        """Return a report of the mouse in the SGR form; empty for any other sequence, and for what cannot be used."""
        if sgr := SGR.fullmatch(sequence):
            return sequence if int(sgr[1]) < FIRST_EXTRA_BUTTON else ""
        if urxvt := URXVT.fullmatch(sequence):
            button, column, row = map(int, urxvt.groups())
            return self._write(button - OFFSET, column, row)
        x10 = X10.fullmatch(sequence)
        data = list(bytes_of(x10[1])) if x10 else []
        if len(data) == len("bxy") and min(data) >= OFFSET:
            button, column, row = (one - OFFSET for one in data)
            return self._write(button, column, row)
        return ""

    def _write(self, button: int, column: int, row: int) -> str:
        if not 0 <= button < FIRST_EXTRA_BUTTON:
            return ""
        final = "M"
        if not button & (MOVED | WHEEL):
            if button & BUTTON == RELEASED:
                button += self._pressed - RELEASED
                final = "m"
            else:
                self._pressed = button & BUTTON
        return f"\x1b[<{button};{column};{row}{final}"


def bytes_of(text: str) -> Iterator[int]:
    """Yield the bytes that these characters were decoded from; 0 for one that is not known any more."""
    for character in text:
        if character == UNKNOWN:
            yield 0
        elif "\x80" <= character <= "\x9f":
            yield ord(character)  # a byte that stood alone: see `KeyboardDecoder`
        else:
            yield from character.encode()
