"""The lines that a user types, and the messages that they make: of one line, or of several."""

import asyncio
import codecs
import os
import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import TextIO

from msgspec import Struct

CHUNK_BYTES = 65_536
QUOTES = '"""'
CONTINUES = "\\"


class Typed(Struct, frozen=True):
    """What the user typed. `is_quoted`: between three quotes, so that it is a message whatever it looks like."""

    text: str
    is_quoted: bool = False


class MessageReader:
    """Joins lines: one that ends in a backslash to the next one, and those between two lines of three quotes.

    `is_over`: there are no more lines.
    """

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self.is_over = False
        self._lines = lines
        self._begun: list[str] = []
        self._in_quotes = False

    @property
    def has_begun(self) -> bool:
        """Whether there are lines of a message that is not complete."""
        return self._in_quotes or bool(self._begun)

    def discard(self) -> None:
        """Forget the lines of a message that is not complete."""
        self._begun.clear()
        self._in_quotes = False

    async def read_line(self) -> Typed | None:
        """Read a line, and return the message that it completes. A message that the end cuts off is not lost."""
        line = await anext(self._lines, None)
        if line is not None:
            return self._add(line)
        self.is_over = True
        was_quoted = self._in_quotes
        return Typed(self._take(), was_quoted)

    def _add(self, line: str) -> Typed | None:
        """Add a line; return the message that it completes."""
        if self._in_quotes:
            text = line.rstrip()
            if not text.endswith(QUOTES):
                self._begun.append(line)
                return None
            if last := text.removesuffix(QUOTES):
                self._begun.append(last)
            return Typed(self._take(), is_quoted=True)
        if not self._begun and line.lstrip().startswith(QUOTES):
            return self._open_quotes(line.strip().removeprefix(QUOTES))
        if line.endswith(CONTINUES):
            self._begun.append(line.removesuffix(CONTINUES))
            return None
        self._begun.append(line)
        return Typed(self._take())

    def _open_quotes(self, first: str) -> Typed | None:
        if first.endswith(QUOTES):
            return Typed(first.removesuffix(QUOTES), is_quoted=True)
        self._in_quotes = True
        if first:
            self._begun.append(first)
        return None

    def _take(self) -> str:
        text = "\n".join(self._begun)
        self.discard()
        return text


def read_lines(stdin: TextIO) -> AsyncIterator[str]:
    """Return the lines of a stream as they arrive."""
    return LineReader(stdin)


class LineReader:
    """The lines of a stream. Waiting for one can be cancelled without losing any."""

    def __init__(self, stdin: TextIO) -> None:
        self._stdin = stdin
        self._thread: threading.Thread | None = None
        self._chunks: asyncio.Queue[bytes] = asyncio.Queue()
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._lines: list[str] = []
        self._rest = ""
        self._is_over = False

    def __aiter__(self) -> "LineReader":
        return self

    async def __anext__(self) -> str:
        """Return the next line. A thread reads, so that the event loop is free meanwhile."""
        if self._thread is None:
            # A daemon thread that bypasses Python's buffer: the process can exit without waiting for it or its lock.
            arguments = (self._stdin.fileno(), asyncio.get_running_loop(), self._chunks)
            self._thread = threading.Thread(target=read_chunks, args=arguments, name="stdin", daemon=True)
            self._thread.start()
        while not self._lines and not self._is_over:
            chunk = await self._chunks.get()
            *lines, self._rest = (self._rest + self._decoder.decode(chunk, final=not chunk)).split("\n")
            self._lines += [line.removesuffix("\r") for line in lines]
            self._is_over = not chunk
            if self._is_over and self._rest:
                self._lines.append(self._rest)
        if not self._lines:
            raise StopAsyncIteration
        return self._lines.pop(0)


def read_chunks(stdin: int, loop: asyncio.AbstractEventLoop, chunks: asyncio.Queue[bytes]) -> None:
    """Read stdin in chunks and put them into the queue; an empty chunk marks the end."""
    chunk = b"-"
    # The loop may be closed while this waits for input.
    with suppress(RuntimeError):
        while chunk:
            try:
                chunk = os.read(stdin, CHUNK_BYTES)
            except OSError:
                chunk = b""
            loop.call_soon_threadsafe(chunks.put_nowait, chunk)
