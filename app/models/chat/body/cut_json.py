"""Closes JSON that ends in the middle, so that what came of it can be read."""

import re

STRUCTURE = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\\\Z)?|[{}\[\]]', re.DOTALL)
HALF_ESCAPE = re.compile(rb"(?<!\\)((?:\\\\)*)\\(?:u[0-9a-fA-F]{0,3})?\Z")
"""At the end of a string: a backslash, perhaps with a part of what belongs to it."""
HALF_VALUE = re.compile(rb"[\w.+-]{0,32}\Z")
"""A number, or a word such as `true`."""
CLOSES = {b"{": b"}", b"[": b"]"}
MARKS = (b'"', b"{", b"}", b"[", b"]")
MAX_MARKS = 200_000
"""Each takes 0.3 µs; an answer in one document has few."""
CHOICE_DEPTH = 3
"""The chunk, its list of choices, and one of them."""


def endings_of(part: bytes) -> tuple[list[bytes], bool]:
    """Return the ways to close an object, to be tried in order, and whether a choice was open."""
    if sum(map(part.count, MARKS)) > MAX_MARKS:
        return [], False
    open_marks: list[bytes] = []
    in_string = False
    for found in STRUCTURE.finditer(part):
        mark = found[0]
        if mark.startswith(b'"'):
            in_string = found.end() == len(part) and is_open(mark)
        elif mark in CLOSES:
            open_marks.append(mark)
        elif open_marks:
            open_marks.pop()
    behind = b"".join(CLOSES[mark] for mark in reversed(open_marks))
    is_choice = len(open_marks) >= CHOICE_DEPTH and open_marks[1] == b"["
    if in_string:
        string = HALF_ESCAPE.sub(rb"\1", part) + b'"'
        return [string + behind, string + b":null" + behind], is_choice
    value = part.rstrip()
    return [
        value.removesuffix(b",") + behind,
        value + b":null" + behind,
        HALF_VALUE.sub(b"", value) + b"null" + behind,
    ], is_choice


def is_open(string: bytes) -> bool:
    """Whether the last string of a text lacks its end."""
    if len(string) == 1 or not string.endswith(b'"'):
        return True
    inside = string[:-1]
    return (len(inside) - len(inside.rstrip(b"\\"))) % 2 == 1
