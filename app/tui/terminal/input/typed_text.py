"""Splits the characters of one read into keys and pastes.

Without bracketed paste mode (tmux's paste-buffer, mosh, screen, a serial line) a paste arrives as if it was typed, but
at once: an Enter with text behind it in the same read would send the first line and type the others after it.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

RUN = re.compile("[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")
"""Text, line ends and tabs: what a paste consists of."""
# `re` compiles it at its first use: a start has none.
LINE_BREAK_IN_TEXT = r"[\r\n\u2028\u2029]\s*[^\s\x00-\x1f]"
TAB_IN_TEXT = re.compile(r"[^\s]\t+[^\s]")
NEXT_LINE = "\x85"
MIN_PASTE_CHARS = 32
"""So many characters in one read were not typed."""


class Piece(NamedTuple):
    """Characters that are keys, one by one, or a paste."""

    text: str
    is_paste: bool


def split_typed(text: str) -> Iterator[Piece]:
    """Yield the pieces of what one read brought."""
    text, at = text.replace(NEXT_LINE, "\n"), 0
    for run in RUN.finditer(text):
        if run.start() > at:
            yield Piece(text[at : run.start()], is_paste=False)
        yield from _split_run(run[0])
        at = run.end()
    if at < len(text):
        yield Piece(text[at:], is_paste=False)


def _split_run(run: str) -> Iterator[Piece]:
    body = run.rstrip("\r\n\t")
    is_paste = bool(re.search(LINE_BREAK_IN_TEXT, body) or TAB_IN_TEXT.search(body)) or len(body) >= MIN_PASTE_CHARS
    if body:
        yield Piece(body, is_paste)
    # An Enter at the end sends, also where terminals send CR LF for it.
    if end := run[len(body) :].replace("\r\n", "\r"):
        yield Piece(end, is_paste=False)
