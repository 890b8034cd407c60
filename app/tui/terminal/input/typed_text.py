"""Splits typed characters into keys and pastes.

Without bracketed paste mode (tmux's paste-buffer, mosh, screen, a serial line) a paste arrives as if it was typed, but
at once: an Enter with text behind it in the same read would send the first line and type the others after it. A long
paste arrives in several reads, the next ones later on a slow line.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from app.tui.terminal.input.timing import CUT_PASTE_S, LONG_READ_CHARS, PASTE_GAP_S

RUN = re.compile("[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")
"""Text, line ends and tabs: what a paste consists of."""
# `re` compiles it at its first use: a start has none.
LINE_BREAK_IN_TEXT = r"[\r\n\u2028\u2029]\s*[^\s\x00-\x1f]"
TAB_IN_TEXT = re.compile(r"[^\s]\t+[^\s]")
NEXT_LINE = "\x85"
MIN_PASTE_CHARS = 32
"""So many characters in one read were not typed."""


class Piece(NamedTuple):
    """Characters that are keys, one by one, or a paste. `goes_on`: the paste belongs to the one before it."""

    text: str
    is_paste: bool
    goes_on: bool = False


class TypedTextReader:
    """Remembers a long paste, which may go on in the next read, and keeps back an Enter at the end of a part."""

    def __init__(self) -> None:
        self._paste_at: float | None = None
        self._enter = ""
        self._enter_at = 0.0

    @property
    def deadline(self) -> float | None:
        """When to call `expire`; None if nothing waits."""
        return self._enter_at + CUT_PASTE_S if self._enter else None

    def read(self, text: str, now: float) -> Iterator[Piece]:
        """Yield the pieces of typed text that one read brought."""
        text, self._enter = self._enter + text.replace(NEXT_LINE, "\n"), ""
        at = 0
        for run in RUN.finditer(text):
            if run.start() > at:
                yield self._press(text[at : run.start()])
            yield from self._split_run(run[0], now, is_last=run.end() == len(text))
            at = run.end()
        if at < len(text):
            yield self._press(text[at:])

    def expire(self, now: float) -> Iterator[Piece]:
        """Yield the Enter that waited for more of a paste, when its time is over."""
        if self.deadline is not None and now >= self.deadline:
            yield from self.release()

    def release(self) -> Iterator[Piece]:
        """Yield the Enter that waits: another key was pressed behind it."""
        if self._enter:
            keys, self._enter = self._enter, ""
            yield self._press(keys)

    def _press(self, keys: str) -> Piece:
        self._paste_at = None
        # Terminals send CR LF for Enter as well.
        return Piece(keys.replace("\r\n", "\r"), is_paste=False)

    def _split_run(self, run: str, now: float, *, is_last: bool) -> Iterator[Piece]:
        goes_on = self._goes_on(run, now)
        is_part = goes_on or len(run) >= LONG_READ_CHARS
        body = run.rstrip("\r\n" if is_part else "\r\n\t")
        if body:
            yield Piece(body, is_part or _was_pasted(body), goes_on)
            self._paste_at = now if is_part else None
        keys = run[len(body) :]
        if keys and is_part and is_last:
            # A paste may be cut behind a line end.
            self._enter, self._enter_at = keys, now
        elif keys:
            yield self._press(keys)

    def _goes_on(self, run: str, now: float) -> bool:
        if self._paste_at is None:
            return False
        # A person types single characters.
        return now - self._paste_at <= (PASTE_GAP_S if len(run) > 1 else CUT_PASTE_S)


def _was_pasted(body: str) -> bool:
    return bool(re.search(LINE_BREAK_IN_TEXT, body) or TAB_IN_TEXT.search(body)) or len(body) >= MIN_PASTE_CHARS
