"""Takes keys out of the answers that are passed on: out of refusals, headers, and errors in what began as an answer.

What a model says goes on unread, at once. In a stream an error is a line of its own, so each line waits for its end.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from msgspec.structs import replace

from app.api.passed_calls import PassedAnswer
from app.openai_sdk.redaction import Redactor

FIRST_REFUSAL_STATUS = 300
ERROR_FIELD = b'"error"'
"""In the text of a model the quotes are escaped."""
EVENT_FIELD, DATA_FIELD = b"event:", b"data:"
EVENT_STREAM = "text/event-stream"
MAX_HELD_BYTES = 2**16
"""How much of a line waits for its end. An error is shorter; what is longer, as embeddings are, goes on as it comes."""


def without_secrets(answer: PassedAnswer, redactor: Redactor) -> PassedAnswer:
    """Return an answer that repeats no secret, whether it is a refusal or breaks off with an error."""
    headers = {name: redactor.redact(value) for name, value in answer.headers.items()}
    if answer.status >= FIRST_REFUSAL_STATUS:
        return replace(answer, headers=headers, body=_refusal(answer.body, redactor))
    is_stream = headers.get("content-type", "").startswith(EVENT_STREAM)
    reader = _LineReader(redactor, is_stream=is_stream)
    return replace(answer, headers=headers, body=_lines(answer.body, reader))


async def _refusal(body: AsyncGenerator[bytes], redactor: Redactor) -> AsyncGenerator[bytes]:
    """Yield the body as one block. A long one would hold up others: it is read in a thread."""
    async with aclosing(body) as blocks:
        text = b"".join([block async for block in blocks])
    yield await asyncio.to_thread(_redacted, text, redactor)


async def _lines(body: AsyncGenerator[bytes], reader: "_LineReader") -> AsyncGenerator[bytes]:
    """Yield the lines as they are complete."""
    held = b""
    async with aclosing(body) as blocks:
        async for block in blocks:
            complete, newline, held = (held + block).rpartition(b"\n")
            complete += newline
            if len(held) > MAX_HELD_BYTES:
                complete, held = complete + held, b""
            if complete:
                yield reader.read(complete)
    if held:
        yield reader.read(held)


class _LineReader:
    """Reads the lines of one answer in order. `is_stream`: they are events, each on its own."""

    def __init__(self, redactor: Redactor, *, is_stream: bool) -> None:
        self._redactor = redactor
        self._is_stream = is_stream
        self._has_error = False

    def read(self, lines: bytes) -> bytes:
        """Return the lines without secrets, where they are no data of a model."""
        if not self._is_stream:
            self._has_error = self._has_error or ERROR_FIELD in lines
            if not self._has_error:
                return lines
            return _redacted(lines, self._redactor)
        return b"".join(self._read_line(line) for line in lines.splitlines(keepends=True))

    def _read_line(self, line: bytes) -> bytes:
        if line.startswith(EVENT_FIELD):
            self._has_error = b"error" in line
        if self._has_error or ERROR_FIELD in line or not line.startswith(DATA_FIELD):
            return _redacted(line, self._redactor)
        return line


def _redacted(text: bytes, redactor: Redactor) -> bytes:
    return redactor.redact(text.decode("utf-8", "replace")).encode()
