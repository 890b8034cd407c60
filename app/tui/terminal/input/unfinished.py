"""A control sequence of which some characters have come: how it goes on, and what completes it."""

import re

from app.tui.terminal.input.patterns import ESC, IN_MOUSE_REPORT, KNOWN, PASTE_END, PASTE_START, STRING_END
from app.tui.terminal.input.states import State, Step
from app.tui.terminal.mouse_reports import bytes_of

CSI = f"{ESC}["
MAX_SEQUENCE_CHARS = 128
"""A longer sequence is none of those that terminals send. It is read to its end and dropped."""
SKIPPED = {*map(chr, range(0x20)), "\x7f", "\ufffd"} - {ESC, "\r", "\n", "\t", "\x18", "\x1a"}
"""Characters that end no sequence: controls as ECMA-48 allows them there, and bytes that were damaged."""
MAX_HELD_CHARS = 65_536
"""So much text at once was pasted."""
CANCELLING = "\x18\x1a"
"""CAN and SUB, which cancel a sequence (ECMA-48). Behind one they are not Ctrl+X and Ctrl+Z."""
OSC_BYTE = "\x9d"
USED_STRING = re.compile("(?:\x1b\\]|\x9d)11;|\x1b_Gi=1;")
"""The beginning of the strings that are passed on: the colour of the background, and the answer about pictures."""
SS3_PARAMETER_CHARS = 16
"""Old terminals report modifiers there, in up to five characters: `ESC O 5 P` or `ESC O 1 ; 5 P`."""
X10_BYTES = 3
"""Bytes behind `CSI M`: button, column and row."""


class Unfinished:
    """The sequence so far, and `finished`, the complete one. `is_cut`: it began in an earlier read."""

    def __init__(self) -> None:
        self.text = ""
        self.is_cut = False
        self.began_at = 0.0
        self.finished = ""
        self._state = State.GROUND
        self._steps = {
            State.CSI: self._read_csi,
            State.MOUSE: self._read_mouse,
            State.X10: self._read_x10,
            State.CONSOLE: self._read_console,
            State.SS3: self._read_ss3,
            State.STRING: self._read_string,
        }

    def begin(self, now: float) -> None:
        """Forget the sequence; another one begins."""
        self.text, self.is_cut, self.began_at = "", False, now

    def drop(self) -> None:
        """Forget the sequence."""
        self.text, self.is_cut = "", False

    def introduce(self, character: str, *, by: str = ESC) -> State:
        """Return the state behind an escape and this character; `GROUND` if they begin nothing.

        `by` is the C1 control that stands for both, if one came.
        """
        self.text = ESC + character
        match character:
            case "[":
                return State.CSI
            case "O":
                return State.SS3
            case "]" | "P" | "_" | "X" | "^":
                if by != ESC:
                    self.text = by  # no key with Alt: see `timing`
                return State.STRING
            case _:
                self.text = ""
                return State.GROUND

    def read(self, state: State, text: str, at: int) -> Step:
        """Take the next character, or for a string all that is there of it."""
        self._state = state
        return self._steps[state](text, at)

    def _read_csi(self, text: str, at: int) -> Step:
        character = text[at]
        if " " <= character <= "?":
            is_mouse = character == "<" and self.text == CSI
            self._extend(character)
            if character == "$" and KNOWN.fullmatch(self.text, len(ESC)):
                return self._finish(), at + 1
            return (State.MOUSE if is_mouse else State.CSI), at + 1
        if self.text == CSI and character in "[M":
            self._extend(character)
            return (State.CONSOLE if character == "[" else State.X10), at + 1
        return self._end(text, at)

    def _read_mouse(self, text: str, at: int) -> Step:
        character = text[at]
        # A piece that comes later may be typed text; what comes together belongs together, even if it is malformed.
        if character in IN_MOUSE_REPORT or (not self.is_cut and " " <= character <= "~" and character not in "Mm"):
            self._extend(character)
            return State.MOUSE, at + 1
        return self._end(text, at)

    def _read_x10(self, text: str, at: int) -> Step:
        character = text[at]
        if character < " " and character != "\0":  # xterm's byte for a coordinate that is too large
            return self._give_up(text, at)
        self._extend(character)
        # A coordinate above 95 is a byte that is no ASCII. Two of them may look like one character of UTF-8.
        if len(list(bytes_of(self.text[len(CSI) + 1 :]))) < X10_BYTES:
            return State.X10, at + 1
        return self._finish(), at + 1

    def _read_console(self, text: str, at: int) -> Step:
        if not "A" <= text[at] <= "E":
            return self._give_up(text, at)
        self._extend(text[at])
        return self._finish(), at + 1

    def _read_ss3(self, text: str, at: int) -> Step:
        if text[at] in "0123456789;" and len(self.text) < len(CSI) + SS3_PARAMETER_CHARS:
            self._extend(text[at])
            return State.SS3, at + 1
        return self._end(text, at)

    def _read_string(self, text: str, at: int) -> Step:
        end = STRING_END.search(text, at)
        stop = end.start() if end else len(text)
        self._extend(text[at : min(stop, at + MAX_SEQUENCE_CHARS)])
        if not end:
            return State.STRING, len(text)
        if len(self.text) <= MAX_SEQUENCE_CHARS and USED_STRING.match(self.text):
            self.finished = self.text.replace(OSC_BYTE, f"{ESC}]", 1)
        self.drop()
        if end[0] == ESC:
            return State.STRING_ESCAPE, end.end()
        return State.GROUND, end.end()

    def _extend(self, character: str) -> None:
        if len(self.text) <= MAX_SEQUENCE_CHARS:
            self.text += character

    def _end(self, text: str, at: int) -> Step:
        """End the sequence with its last character, or give it up where the character does not belong to it."""
        character = text[at]
        whole = self.text + character
        is_long = len(whole) > MAX_SEQUENCE_CHARS
        if character in SKIPPED and not self.is_cut:
            return self._state, at + 1
        is_final = "@" <= character <= "~" and (self._state is not State.MOUSE or character in "Mm")
        if not is_final or (self.is_cut and not is_long and not KNOWN.fullmatch(whole, len(ESC))):
            return self._give_up(text, at)
        self.text = whole
        return self._finish(), at + 1

    def _give_up(self, text: str, at: int) -> Step:
        self.drop()
        return State.GROUND, at + (text[at] in CANCELLING)

    def _finish(self) -> State:
        if self.text == PASTE_START:
            self.drop()
            return State.PASTE
        if len(self.text) <= MAX_SEQUENCE_CHARS and self.text != PASTE_END:
            self.finished = self.text
        self.drop()
        return State.GROUND


class HeldText:
    """Text behind an escape that acted as the Esc key: typed, or a string. Only its end shows which."""

    def __init__(self, text: str = "") -> None:
        self._text = text

    def read(self, text: str, at: int) -> Step:
        """Take what is there of it. `GROUND` ends it: `take` then returns what was typed."""
        end = STRING_END.search(text, at)
        stop = end.start() if end else len(text)
        self._text += text[at:stop]
        if not end:
            return (State.HELD if len(self._text) <= MAX_HELD_CHARS else State.GROUND), stop
        if end[0] == ESC:
            return State.HELD_ESCAPE, stop + 1
        self.drop()
        return State.GROUND, stop + 1

    def drop(self) -> None:
        """Forget the text: it was a string."""
        self._text = ""

    def take(self) -> str:
        """Return the text, and forget it."""
        text, self._text = self._text, ""
        return text
