"""Cuts the body of an answer into what it carries: an event stream (WHATWG HTML, 9.2), or JSON in any arrangement.

The body says which it is, not its label. A `data:` line that is whole in itself is passed on at once; one that is not
waits for the lines that continue it, up to the blank line.
"""

import re
from typing import Protocol

from app.models.chat.body.cut_json import endings_of
from app.models.chat.body.json_values import JsonValues
from app.models.chat.bounds import MAX_LINE_BYTES, SMALL_BYTES

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
MAX_TRIED_LINES = 1000
"""Of an event that cannot be read as a whole, so many lines are tried alone: trying one takes 6 µs."""
BLANKS = b" \t\r\n\0\x1e\xef\xbb\xbf"
"""What may stand before a line: also NUL, the mark of a record (RFC 7464), and each byte of a byte order mark."""
MAX_UNDECIDED_BYTES = 1024
JSON_BEGINS = re.compile(rb'\{\s*(?:["}]|$)|\[\s*(?:[{\[\]]|$)')
"""No line of a log, as `{ starting` or `[INFO] hi`."""


class Sink(Protocol):
    """What takes the contents of a body."""

    def payload(self, payload: bytes) -> bool:
        """Take JSON; false if it cannot be read."""
        ...

    def error(self, payload: bytes) -> None:
        """Take what the server marked as an error."""
        ...

    def unreadable(self, line: bytes) -> None:
        """Take note of a line that cannot be read, and is passed over."""
        ...

    def too_much(self, what: str) -> None:
        """Take note that a bound was passed; nothing more will be read."""
        ...

    def said_done(self) -> None:
        """Take note that the server said `[DONE]`."""
        ...


class AnswerBody:
    """A reader that is fed block after block. Time is linear in the bytes, however they are cut."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._head = b""
        self._json: JsonValues | None = None
        self.lines: Lines | None = None
        """What reads the rest, once the body has turned out to be lines."""
        self.cut_off = False
        """The body ended in the middle of a choice."""

    def feed(self, block: bytes) -> None:
        """Pass on what has come whole."""
        if self.lines is not None:
            self.lines.feed(block)
        elif self._json is not None:
            self._feed_json(block)
        else:
            self._begin(block)

    def end(self, *, has_ending: bool = False) -> None:
        """Pass on the rest, when the connection has ended. `has_ending`: the answer was over before."""
        if self.lines is not None:
            self.cut_off = self.lines.end() and not has_ending
        elif self._json is not None and self._json.open:
            self._end_json(self._json.take())
            self.cut_off = self.cut_off and not has_ending
        elif self._head:
            self._sink.unreadable(self._head)

    def _begin(self, block: bytes) -> None:
        """Look at the first bytes that are no blanks. Servers send blank lines to keep a connection alive."""
        head = self._head + block
        if BYTE_ORDER_MARK.startswith(head):
            self._head = head
            return
        head = head.removeprefix(BYTE_ORDER_MARK).lstrip(BLANKS)
        self._head = b""
        if not head:
            return
        if len(head) < MAX_UNDECIDED_BYTES and head.rstrip(BLANKS) in (b"{", b"["):
            self._head = head
        elif JSON_BEGINS.match(head) is not None:
            self._json = JsonValues()
            self._feed_json(head)
        else:
            self.lines = Lines(self._sink)
            self.lines.feed(head)

    def _feed_json(self, block: bytes) -> None:
        assert self._json is not None
        for value in self._json.feed(block):
            if not self._sink.payload(value):
                self._line_by_line(value)
        if self._json.too_long:
            self._sink.too_much(LONG_LINE)

    def _end_json(self, part: bytes) -> None:
        """Read an object that was cut off, as far as it came."""
        last = self._line_by_line(part, passes_last=True)
        found, self.cut_off = take_cut(self._sink, last)
        if not found:
            self._sink.unreadable(last)

    def _line_by_line(self, part: bytes, *, passes_last: bool = False) -> bytes:
        """Read the lines that are chunks, where one that cannot be read has swallowed those behind it.

        Without any it is one object on many lines. `passes_last`: the last line is returned and not read.
        """
        lines = part.split(b"\n")
        if not any(line.startswith(b"{") and b'"choices"' in line for line in lines[1:]):
            if not passes_last:
                self._sink.unreadable(part)
            return part
        last = lines.pop() if passes_last else b""
        failures = 0
        for line in lines:
            if failures < MAX_TRIED_LINES and line.strip() and not self._sink.payload(line):
                failures += 1
                self._sink.unreadable(line)
        return last


def take_cut(sink: Sink, part: bytes) -> tuple[bool, bool]:
    """Pass on JSON that broke off; return whether it could be read, and whether a choice was open."""
    endings, is_choice = endings_of(part)
    found = any(sink.payload(ending) for ending in endings)
    return found, found and is_choice


SAY_NOTHING = (b":", b"id:", b"retry:")
LONG_LINE = f"a line of more than {MAX_LINE_BYTES // 2**20} MiB"


class Lines:
    """An event stream, and lines of JSON that some servers mix into one."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._rest = bytearray()
        self._after_cr = False
        self._data: list[bytes] = []  # lines of this event that are not whole in themselves
        self._data_bytes = 0
        self._taken = b""  # the line of this event that was passed on
        self._is_error = self._is_last = False
        self._harmless = b""  # the name of an event that is only a name, as some servers send with each
        self._waiting = False  # for the end of this event, or of JSON without a field name
        self._bare = JsonValues()

    def feed(self, block: bytes) -> None:
        """Pass on the lines that end in this block. CR, LF and CRLF end a line."""
        if self._after_cr and block:
            self._after_cr = False
            block = block.removeprefix(b"\n")
        if b"\r" in block:
            self._after_cr = block.endswith(b"\r")
            block = block.replace(b"\r\n", b"\n")
            if b"\r" in block:
                block = block.replace(b"\r", b"\n")
        lines = block.split(b"\n")
        rest = lines.pop()
        if lines and self._rest:
            self._rest += lines[0]
            lines[0] = bytes(self._rest)
            self._rest.clear()
        for line in lines:
            if self._waiting:
                self._line(line)
            elif not line:
                self._taken = b""
            elif line.startswith(b"data: {"):  # nearly every line; the other branches are slower
                self._taken = payload = line[6:]
                if not self._sink.payload(payload):
                    self._keep(payload)
            elif line.startswith(b"data:{"):
                self._taken = payload = line[5:]
                if not self._sink.payload(payload):
                    self._keep(payload)
            elif not line.startswith(SAY_NOTHING) and line != self._harmless:
                self._line(line)
        if rest or self._waiting:
            self._rest += rest
            if len(self._rest) + self._data_bytes > MAX_LINE_BYTES or self._bare.too_long:
                self._sink.too_much(LONG_LINE)

    def end(self) -> bool:
        """Pass on the last line and the last event, which nothing ended; return whether a choice was open."""
        if self._rest and not b"data: ".startswith(self._rest):
            self._line(bytes(self._rest))
        self._rest.clear()
        cut_off = self._end_cut_event()
        self._end_event()
        return cut_off

    def _end_cut_event(self) -> bool:
        """Read what came of an event that broke off; return whether a choice was open."""
        if self._bare.open:
            part, before = self._bare.take(), list[bytes]()
        elif self._data and not self._is_error:
            part, before = b"\n".join(self._data), self._data[:-1]
            if before and self._sink.payload(part):
                self._data.clear()
                return False
        else:
            return False
        found, cut_off = take_cut(self._sink, part)
        if not found and before:
            part, self._data = self._data[-1], before
            self._give_up()
            found, cut_off = take_cut(self._sink, part)
        if not found:
            self._sink.unreadable(part)
        self._data.clear()
        return cut_off

    def _line(self, line: bytes) -> None:
        if line[:1] in BLANKS:
            line = line.lstrip(BLANKS)
        if self._bare.open and not line.startswith((b"data:", b"event:")):
            self._bare_json(line)
        elif line.startswith(b"data:"):
            self._take_data(line[5:].strip())
        elif not line:
            self._end_event()
        elif is_done(line):
            self._end_event()
            self._sink.said_done()
        elif JSON_BEGINS.match(line) is not None:
            self._bare_json(line)
        elif line[:1] != b":":
            self._field(line)

    def _field(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        match name.strip().lower():
            case b"event":
                self._is_last = value.strip().lower() in END_EVENTS
                self._is_error = ERROR_EVENT.search(value) is not None
                self._waiting = self._is_error or self._is_last
                if not self._waiting:
                    self._harmless = line
                if self._is_error and self._taken:
                    self._sink.error(self._taken)
            case b"error":
                self._sink.error(value.strip())
            case b"data":
                self._take_data(value.strip())
            case b"id" | b"retry":
                pass
            case _:
                self._sink.unreadable(line)

    def _take_data(self, payload: bytes) -> None:
        if self._bare.open:
            self._sink.unreadable(self._bare.take())
        while payload.startswith(b"data:"):  # a proxy put the field name in front of a line that had one
            payload = payload[5:].strip()
        if is_done(payload):
            self._end_event()
            self._sink.said_done()
        elif self._is_last and not payload.startswith(b"{"):
            pass  # a word such as `end`
        elif self._is_error:
            self._keep(payload)
            if payload.startswith(b"{") and payload.endswith(b"}") and len(self._data) == 1:
                self._end_event()
        elif not self._data:
            self._taken = payload
            if payload and not self._sink.payload(payload):
                self._keep(payload)
        elif payload.startswith(b"{") and b'"choices"' in payload and self._sink.payload(payload):
            self._give_up()  # a whole chunk: the lines before it are no beginning of it
        else:
            self._keep(payload)

    def _keep(self, payload: bytes) -> None:
        self._waiting = True
        self._data.append(payload)
        self._data_bytes += len(payload) + 1

    def _end_event(self) -> None:
        """Read the lines of an event together; if that fails, each alone."""
        if self._bare.open:
            self._sink.unreadable(self._bare.take())
        if self._data and self._is_error:
            self._sink.error(b"\n".join(self._data))
            self._data.clear()
        elif len(self._data) > 1 and self._sink.payload(b"\n".join(self._data)):
            self._data.clear()
        if self._data:
            self._give_up()
        self._data_bytes = 0
        if self._is_last:
            self._sink.said_done()
        self._is_error, self._is_last, self._waiting, self._taken = False, False, False, b""

    def _give_up(self) -> None:
        """Read each line that waits for more by itself: the first was tried when it came."""
        lines, self._data, self._data_bytes = self._data, [], 0
        for place, line in enumerate(lines[:MAX_TRIED_LINES]):
            if (place == 0 or not self._sink.payload(line)) and not self._one_by_one(line):
                self._sink.unreadable(line)

    def _one_by_one(self, line: bytes) -> bool:
        """Read the objects of a line that has several, or something behind one; false if it has none."""
        if len(line) > SMALL_BYTES:
            return False
        values = JsonValues().feed(line)[:MAX_TRIED_LINES]
        return any([value != line and self._sink.payload(value) for value in values])

    def _bare_json(self, line: bytes) -> None:
        """Read JSON that stands in the stream without a field name, as servers write their errors."""
        if not line:
            return
        for value in self._bare.feed(line + b"\n"):
            if not self._sink.payload(value):
                self._sink.unreadable(value)
        self._waiting = self._waiting or self._bare.open


ERROR_EVENT = re.compile(rb"(?<!no)(?<!no.)(?:error|exception|\bfail(?:ed|ure)?\b)", re.I)
"""The name of an event that is one, and not `no_error`."""
END_EVENTS = (b"done", b"[done]", b"end", b"close")
DONE = re.compile(rb'"?(?:\[\s*)?done(?:\s*\])?"?(?:\\n)*', re.I)
MAX_DONE_BYTES = 32


def is_done(line: bytes) -> bool:
    """Whether this is `[DONE]`, as servers write it."""
    return len(line) <= MAX_DONE_BYTES and DONE.fullmatch(line.strip()) is not None
