"""Cuts a body of JSON into its objects: one document, one to a line, one behind the other, or in an array.

Only brackets and strings are looked at, so an object may stand on many lines; what is between objects is passed over.
"""

import re

from app.models.chat.bounds import MAX_LINE_BYTES

STRUCTURE = re.compile(rb'"|[{\[]++|[}\]]++')
IN_STRING = re.compile(rb'[^"\\]*(?:\\.[^"\\]*)*', re.DOTALL)


class JsonValues:
    """A cutter that is fed block after block, in linear time."""

    def __init__(self) -> None:
        self._part = bytearray()
        self._depth = 0
        self._in_string = False
        self._escaped = False

    @property
    def open(self) -> bool:
        """Whether an object has begun that has not ended."""
        return self._depth > 0

    @property
    def too_long(self) -> bool:
        """Whether the open object is longer than is read."""
        return len(self._part) > MAX_LINE_BYTES

    def feed(self, block: bytes) -> list[bytes]:
        """Return the objects that end in this block."""
        values: list[bytes] = []
        begin, place = 0, 0
        while place < len(block):
            if self._depth == 0:
                begin = place = block.find(b"{", place)
                if begin < 0:
                    return values
                self._depth = 1
                place += 1
            place = self._skip(block, place)
            if self._depth == 0:
                self._part += block[begin:place]
                values.append(self.take())
        if self._depth > 0:
            self._part += block[begin:]
        return values

    def take(self) -> bytes:
        """Return what has come of the open object, and forget it."""
        part = bytes(self._part)
        self._part.clear()
        self._depth, self._in_string, self._escaped = 0, False, False
        return part

    def _skip(self, block: bytes, place: int) -> int:
        """Return the place behind the end of the open object, or the end of the block."""
        end = len(block)
        while place < end:
            if self._in_string:
                place = self._skip_string(block, place)
                continue
            match = STRUCTURE.search(block, place)
            if match is None:
                return end
            place = match.end()
            mark = match[0]
            if mark == b'"':
                self._in_string = True
            elif mark[:1] in b"{[":
                self._depth += len(mark)
            elif len(mark) < self._depth:
                self._depth -= len(mark)
            else:
                place, self._depth = match.start() + self._depth, 0
                return place
        return end

    def _skip_string(self, block: bytes, place: int) -> int:
        """Return the place behind the end of the open string, or the end of the block."""
        if self._escaped:
            self._escaped = False
            return place + 1
        match = IN_STRING.match(block, place)
        place = place if match is None else match.end()
        if place == len(block):
            return place
        if block[place : place + 1] == b'"':
            self._in_string = False
        else:
            self._escaped = True  # a backslash ends the block
        return place + 1
