"""Decode the numbered events of a run from the bytes of their stream.

Form: WHATWG HTML, server-sent events, as far as `server` uses it: one line each for id, event and data, comments in
between. Lines are split as bytes: splitting text would break at U+2028, which JSON may contain unescaped.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from typing import cast, get_args

import msgspec

from app.api.errors import RequestError
from app.api.events import Event, EventData, EventName
from app.openai_sdk.body_size import BodyTooLarge
from app.remote.server_errors import request_error

MAX_LINE_BYTES = 64 * 2**20
"""The most bytes of one line: the event of a completed message carries the whole reply."""
FIELDS = (b"id", b"event", b"data")
KNOWN = frozenset([None, b"", b"error", *(str(name).encode() for name in get_args(EventName))])
"""The events that are read. A name that is missing is no event; any other one is of a newer version."""
DATA: msgspec.json.Decoder[EventData] = msgspec.json.Decoder(EventData)


class Envelope(msgspec.Struct, frozen=True):
    """The data of an `error` event, which ends a stream that failed."""

    error: dict[str, object]


async def events_in(blocks: AsyncIterator[bytes]) -> AsyncGenerator[Event]:
    """Yield each complete event, except those that only a newer version knows.

    Raises `RequestError` for an `error` event, `MsgspecError` for what is no event, `BodyTooLarge` for an endless line.
    """
    line_begun = bytearray()
    fields: dict[bytes, bytes] = {}
    async for block in blocks:
        line_begun += block
        if b"\n" not in block:
            if len(line_begun) > MAX_LINE_BYTES:
                raise BodyTooLarge(MAX_LINE_BYTES)
            continue
        *lines, rest = bytes(line_begun).split(b"\n")
        line_begun = bytearray(rest)
        for line in (line.removesuffix(b"\r") for line in lines):
            name, _, value = line.partition(b":")
            if name in FIELDS:  # others are ignored, or a server could fill the memory with them
                fields[name] = value.removeprefix(b" ")
            elif not line and b"data" in fields:
                if fields.get(b"event") in KNOWN:
                    yield _event(fields)
                fields.clear()


def _event(fields: dict[bytes, bytes]) -> Event:
    if fields.get(b"event") == b"error":
        raise _error(fields[b"data"])
    return Event(
        number=msgspec.convert(fields.get(b"id", b"").decode(), int, strict=False),
        event=msgspec.convert(fields.get(b"event", b"").decode(), cast("type[EventName]", EventName)),
        data=DATA.decode(fields[b"data"]),
    )


def _error(data: bytes) -> RequestError:
    error = msgspec.json.decode(data, type=Envelope).error
    return request_error(str(error.get("message") or "The stream failed."), error, 500)
