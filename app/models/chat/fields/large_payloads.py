"""Cuts out of a large event what is not read, so that its objects never take the memory of millions of values.

`{}` takes 2 bytes in a line and 64 in memory. Servers do send large fields beside a text: probabilities of each token.
"""

import re

import msgspec
from msgspec import Raw, Struct

from app.models.chat.bounds import MAX_VALUES, SMALL_BYTES

STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
MARKS = b",[{"
NONE = Raw(b"null")

MAX_DEPTH = 100
"""Real events nest ten. Python's decoder gives up at about 1,000."""
STRUCTURE = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)


class LargeDelta(Struct, frozen=True):
    """The fields of a delta that are read."""

    content: Raw = NONE
    refusal: Raw = NONE
    reasoning_content: Raw = NONE
    reasoning: Raw = NONE
    tool_calls: Raw = NONE


class LargeChoice(Struct, frozen=True):
    """The fields of a choice that are read."""

    index: Raw = NONE
    delta: LargeDelta | None = None
    message: LargeDelta | None = None
    text: Raw = NONE
    finish_reason: Raw = NONE


class LargeChunk(Struct, frozen=True):
    """An event with one choice: a tuple, because a list of millions would be made before its length is known."""

    choices: tuple[LargeChoice]
    usage: Raw = NONE


DECODER = msgspec.json.Decoder(LargeChunk)


def too_many_values(payload: bytes) -> bool:
    """Whether the objects of this JSON text would take too much memory and time. Strings are one value each."""
    if len(payload) <= SMALL_BYTES or count_marks(payload) <= MAX_VALUES:
        return False
    return count_marks(STRING.sub(b"", payload)) > MAX_VALUES


def count_marks(text: bytes) -> int:
    """Count the characters that stand before a value."""
    return text.count(b",") + text.count(b"[") + text.count(b"{")


def small_payload(payload: bytes) -> bytes | None:
    """Return a large event without the fields that are not read; `None` if it is too large even so."""
    try:
        smaller = msgspec.json.encode(DECODER.decode(payload))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return None if too_many_values(smaller) else smaller


def without_depths(text: str) -> str:
    """Return JSON with `null` in place of what is nested too deeply. Takes linear time."""
    kept: list[str] = []
    depth = begin = 0
    for match in STRUCTURE.finditer(text):
        mark = match[0]
        if mark in "[{":
            depth += 1
            if depth == MAX_DEPTH:
                kept += [text[begin : match.start()], "null"]
        elif mark in "]}":
            if depth == MAX_DEPTH:
                begin = match.end()
            depth -= 1
    return "".join([*kept, text[begin:]]) if depth < MAX_DEPTH else "".join(kept)
