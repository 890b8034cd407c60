"""The emulated screen: draws what a program writes and answers its queries as a modern terminal does.

pyte draws. It does not know the private sequences and queries that modern programs send, so they are removed before
pyte gets the output.
"""

import re

import pyte
from pyte.screens import Char

from tests.terminal.kitty_pictures import KittyPictures

SEQUENCE = re.compile(
    rb"\x1b(?:\[[0-?]*[ -/]*[@-~]"  # CSI
    rb"|\][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC
    rb"|[P_^X].*?\x1b\\)",  # DCS, APC, PM, SOS
    re.S,
)
UNFINISHED = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*|\][^\x07\x1b]*\x1b?|[P_^X](?:(?!\x1b\\).)*)?$", re.S)
PRIVATE_MODE = re.compile(rb"\x1b\[\?([0-9;]+)([hl])")
KITTY_PUSH = re.compile(rb"\x1b\[>([0-9]*)u")
KITTY_POP = re.compile(rb"\x1b\[<[0-9]*u")
COLOUR_QUERY = re.compile(rb"\x1b\](1[01]);\?")

ALTERNATE_SCREEN = 1049
CURSOR = 25
SYNCHRONISED_OUTPUT = 2026
MODES = {
    ALTERNATE_SCREEN: "alternate screen",
    1000: "mouse clicks",
    1002: "mouse drags",
    1003: "mouse moves",
    1004: "focus reports",
    1006: "mouse coordinates",
    1015: "mouse coordinates (urxvt)",
    1016: "mouse pixels",
    2004: "bracketed paste",
    2031: "reports of the colours",
    2048: "in-band resize",
}
"""Modes that a program may switch on and must switch off again, by DEC private mode number."""


class Emulator:
    """A terminal without a window. `modes` and `kitty`: what the program has switched on and not yet off."""

    def __init__(self, columns: int, rows: int, *, resize_reports: bool = False) -> None:
        self.resize_reports = resize_reports
        self.columns = columns
        self.rows = rows
        self.modes: set[int] = set()
        self.kitty: list[int] = []
        self.attributes = b"\x1b[?62;22c"
        """What it says of itself (primary device attributes)."""
        self.pictures: KittyPictures | None = None
        """The pictures of a terminal that draws them as kitty does."""
        self.knows_kitty = True
        """Whether it has the kitty keyboard protocol; false for a terminal as xterm."""
        self.cursor_shown = True
        self.frame_is_open = False
        """A program that synchronises its output has begun a frame and not yet ended it: terminals show none of it."""
        self.background = b"1111"
        """The background as one of three equal numbers; empty for a terminal that does not say it."""
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._unread = b""
        self._lines = [""] * rows

    def feed(self, data: bytes) -> bytes:
        """Draw this output and return the answers of the terminal. A sequence cut in two waits for its rest."""
        data = self._unread + data
        rest = UNFINISHED.search(data, max(0, len(data) - 4096))
        end = rest.start() if rest else len(data)
        data, self._unread = data[:end], data[end:]
        answers = bytearray()
        position = 0
        for match in SEQUENCE.finditer(data):
            sequence = match[0]
            if drawable(sequence):
                continue
            self._stream.feed(data[position : match.start()])
            position = match.end()
            self._obey(sequence)
            answers += self._answer(sequence)
        self._stream.feed(data[position:])
        return bytes(answers)

    def text(self) -> str:
        """The screen, one line per row. Only rows that changed are read again."""
        for row in self._screen.dirty:
            if row < self.rows:
                cells = self._screen.buffer[row]
                self._lines[row] = "".join(cells[column].data for column in range(self.columns))
        self._screen.dirty.clear()
        return "\n".join(self._lines)

    @property
    def cursor(self) -> tuple[int, int]:
        """The cell of the cursor, shown or hidden: its column and its row."""
        return self._screen.cursor.x, self._screen.cursor.y

    def cells(self, row: int) -> list[str]:
        """The cells of a row; the second of a wide character is empty."""
        return [self._screen.buffer[row][column].data for column in range(self.columns)]

    def colour_at(self, column: int, row: int) -> str:
        """The colour of the text of a cell."""
        return self._screen.buffer[row][column].fg

    def is_cursor_reversed(self) -> bool:
        """Whether the cell of the cursor is reversed, as a program draws its own cursor."""
        column, row = self.cursor
        return self._screen.buffer[row][column].reverse

    def is_bold(self, text: str) -> bool:
        """Whether all of a text, where it is first on screen, is bold."""
        return all(cell.bold for cell in self._cells_of(text))

    def is_reversed(self, text: str) -> bool:
        """Whether all of a text, where it is first on screen, is reversed."""
        return all(cell.reverse for cell in self._cells_of(text))

    def is_row_reversed(self, row: int, text: str) -> bool:
        """Whether all of a text, where it is first in this row, is reversed."""
        cells = [self._screen.buffer[row][column] for column in range(self.columns)]
        at = "".join(cell.data for cell in cells).find(text)
        return at >= 0 and all(cell.reverse for cell in cells[at : at + len(text)])

    def _cells_of(self, text: str) -> list[Char]:
        for row in range(self.rows):
            cells = [cell for column in range(self.columns) if (cell := self._screen.buffer[row][column]).data]
            at = "".join(cell.data for cell in cells).find(text)
            if at >= 0:
                return cells[at : at + len(text)]
        raise AssertionError(f"not on the screen: {text}")

    def resize(self, columns: int, rows: int) -> None:
        """Change the size; the program redraws the screen."""
        self.columns, self.rows = columns, rows
        self._screen.resize(rows, columns)
        self._lines = [""] * rows
        self._screen.dirty.update(range(rows))

    def left_on(self) -> list[str]:
        """List, in words, what the program has not restored."""
        left = [MODES[mode] for mode in sorted(self.modes)]
        if self.pictures and self.pictures.kept:
            left.append("pictures")
        if self.kitty:
            left.append("kitty keyboard")
        if not self.cursor_shown:
            left.append("hidden cursor")
        return left

    def _obey(self, sequence: bytes) -> None:
        if self.pictures and sequence.startswith(b"\x1b_G"):
            self.pictures.obey(sequence)
        elif (push := KITTY_PUSH.fullmatch(sequence)) and self.knows_kitty:
            self.kitty.append(int(push[1] or 0))
        elif KITTY_POP.fullmatch(sequence):
            del self.kitty[-1:]
        elif change := PRIVATE_MODE.fullmatch(sequence):
            self._change_modes([int(mode) for mode in change[1].split(b";")], on=change[2] == b"h")

    def _change_modes(self, modes: list[int], *, on: bool) -> None:
        for mode in modes:
            if mode == CURSOR:
                self.cursor_shown = on
            elif mode == SYNCHRONISED_OUTPUT:
                self.frame_is_open = on
            elif mode in MODES:
                (self.modes.add if on else self.modes.discard)(mode)
            if mode == ALTERNATE_SCREEN:
                self._screen.reset()

    def _answer(self, sequence: bytes) -> bytes:
        """Answer a query as a modern terminal does, else with nothing (xterm's ctlseqs; mode reports: DECRPM)."""
        if colour := COLOUR_QUERY.match(sequence):
            if colour[1] == b"11" and not self.background:
                return b""
            shade = b"dddd" if colour[1] == b"10" else self.background
            return b"\x1b]%b;rgb:%b/%b/%b\x1b\\" % (colour[1], shade, shade, shade)
        if self.pictures and sequence.startswith(b"\x1b_G") and b",a=q," in sequence:
            return b"\x1b_Gi=1;OK\x1b\\"
        cursor = self._screen.cursor
        answers = {
            b"\x1b[c": self.attributes,
            b"\x1b[0c": self.attributes,
            b"\x1b[5n": b"\x1b[0n",
            b"\x1b[6n": b"\x1b[%d;%dR" % (cursor.y + 1, cursor.x + 1),
            b"\x1b[?u": b"\x1b[?%du" % (self.kitty[-1] if self.kitty else 0) if self.knows_kitty else b"",
            b"\x1b[?%d$p" % SYNCHRONISED_OUTPUT: b"\x1b[?%d;2$y" % SYNCHRONISED_OUTPUT,
            b"\x1b[?2048$p": b"\x1b[?2048;%d$y" % (2 if self.resize_reports else 0),
            b"\x1b[14t": b"\x1b[4;%d;%dt" % (self.rows * 20, self.columns * 10),
            b"\x1b[16t": b"\x1b[6;20;10t",
            b"\x1b[18t": b"\x1b[8;%d;%dt" % (self.rows, self.columns),
        }
        return answers.get(sequence, b"")


def drawable(sequence: bytes) -> bool:
    """Whether pyte understands a sequence: plain CSI only, no private, intermediate, report or window sequences."""
    return (
        sequence[1:2] == b"["
        and sequence[2:3] not in (b"<", b"=", b">", b"?")
        and b"$" not in sequence
        and sequence[-1:] not in (b"c", b"n", b"q", b"t", b"u")
    )
