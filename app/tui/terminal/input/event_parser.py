"""Makes Textual's events from what a terminal sends, in place of Textual's own parser (Textual 8.2.8).

Textual's types whatever it does not know into the message box, and some malformed sequences end the program.
"""

import re
import time
from collections.abc import Callable, Iterable, Iterator

from textual import constants, events, messages
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS  # there is no public name
from textual._xterm_parser import IS_ITERM, XTermParser
from textual.keys import Keys
from textual.message import Message

from app.tui.terminal.input.key_reports import correct_key_report
from app.tui.terminal.input.pasted_text import make_paste
from app.tui.terminal.input.sequences import SequenceReader
from app.tui.terminal.input.tokens import AltKey, ControlSequence, EscapeKey, Pasted, Token, Typed
from app.tui.terminal.input.typed_text import Piece, TypedTextReader
from app.tui.terminal.mouse_reports import MouseReports
from app.tui.terminal.reports import read_background, read_graphics

CURSOR_POSITION = re.compile(r"\x1b\[(\d{1,5});(\d{1,5})R")
# `re` compiles it at its first use: a start has none.
RESIZED = r"\x1b\[48;" + ";".join([r"0*([1-9]\d{0,4})(?::[\d:]*)?"] * 4) + "t"
"""A report of mode 2048: rows and columns, height and width in pixels."""
MODE_REPORT = re.compile(r"\x1b\[\?(\d{1,5});(\d)\$y")
MAX_COLUMNS, MAX_ROWS = 1_000, 500
"""No window is larger. A larger one would take the program seconds to paint."""
SYNCHRONISED_OUTPUT, IN_BAND_RESIZE = "2026", "2048"

MODE_IS_KNOWN = "123"
"""The settings of a mode that a terminal has: on, off and always on. 0 is an unknown mode, 4 one that is always off."""


class TerminalParser(XTermParser):
    """Textual's parser with a `SequenceReader` in front. Only its translation of keys and of the mouse is used."""

    def __init__(self, debug: bool = False, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(debug)
        self._reader = SequenceReader()
        self._typed = TypedTextReader()
        self._mouse = MouseReports()
        self._clock = clock
        self._reports_size = False

    @property
    def deadline(self) -> float | None:
        """When to call `tick` next; None if nothing waits."""
        deadlines = (self._reader.deadline, self._typed.deadline)
        return min((deadline for deadline in deadlines if deadline is not None), default=None)

    def feed(self, data: str) -> Iterable[Message]:
        """Yield the events of one read."""
        now = self._clock()
        yield from self._translate_all(self._reader.read(data, now), now)

    def tick(self) -> Iterable[Message]:
        """Yield the events that are decided by the time that has passed."""
        now = self._clock()
        yield from self._type(self._typed.expire(now))
        yield from self._translate_all(self._reader.expire(now), now)

    def _translate_all(self, tokens: Iterable[Token], now: float) -> Iterator[Message]:
        for token in tokens:
            if isinstance(token, Typed):
                yield from self._type(self._typed.read(token.text, now))
            else:
                yield from self._type(self._typed.release())
                yield from self._translate(token)

    def _translate(self, token: Pasted | EscapeKey | AltKey | ControlSequence) -> Iterator[Message]:
        match token:
            case Pasted(text, goes_on):
                yield make_paste(text, goes_on=goes_on)
            case EscapeKey():
                yield events.Key("escape", "\x1b")
            case AltKey(character):
                if f"\x1b{character}" in ANSI_SEQUENCES_KEYS:
                    yield from self._keys(f"\x1b{character}")
                else:
                    yield from self._keys(character, alt=True)
            case ControlSequence(text):
                yield from self._translate_sequence(text)

    def _type(self, pieces: Iterable[Piece]) -> Iterator[Message]:
        for piece in pieces:
            if piece.is_paste:
                yield make_paste(piece.text, goes_on=piece.goes_on)
                continue
            for character in piece.text.replace("\x00", ""):
                yield from self._keys(character)

    def _keys(self, sequence: str, *, alt: bool = False) -> Iterator[Message]:
        yield from (key for key in self._sequence_to_key_events(sequence, alt=alt) if key.key != Keys.Ignore)

    def _translate_sequence(self, sequence: str) -> Iterator[Message]:
        if sequence == "\x1b[I":
            yield events.AppFocus()
        elif sequence == "\x1b[O":
            yield events.AppBlur()
        elif resized := re.fullmatch(RESIZED, sequence):
            yield from self._resize(*map(int, resized.groups()))
        elif position := CURSOR_POSITION.fullmatch(sequence):
            row, column = map(int, position.groups())
            yield events.CursorPosition(column - 1, row - 1)
        elif sgr := self._mouse.to_sgr(sequence):
            if event := self.parse_mouse_code(sgr):
                yield event
        elif report := MODE_REPORT.fullmatch(sequence):
            yield from self._report_mode(*report.groups())
        elif background := read_background(sequence):
            yield background
        elif graphics := read_graphics(sequence):
            yield graphics
        elif corrected := correct_key_report(sequence):
            yield from self._keys(corrected)

    def _resize(self, rows: int, columns: int, height: int, width: int) -> Iterator[Message]:
        """Believe a size that a window can have, from a terminal that was asked for such reports."""
        if not self._reports_size or columns > MAX_COLUMNS or rows > MAX_ROWS:
            return
        event = events.Resize.from_dimensions((columns, rows), (width, height))
        self.terminal_size = event.size
        self.terminal_pixel_size = event.pixel_size
        self.mouse_pixels = True
        yield event

    def _report_mode(self, mode: str, setting: str) -> Iterator[Message]:
        if mode == SYNCHRONISED_OUTPUT and setting != "0":
            yield messages.TerminalSupportsSynchronizedOutput()
        elif mode == IN_BAND_RESIZE and constants.SMOOTH_SCROLL and not IS_ITERM:
            self._reports_size = setting in MODE_IS_KNOWN
            yield messages.InBandWindowResize.from_setting_parameter(int(setting))
