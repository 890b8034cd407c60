"""Decode the numbered events of a run from the bytes of their stream.

Form: WHATWG HTML, server-sent events, as far as `server` uses it: one line each for id, event and data, comments in
between. Lines are split as bytes: splitting text would break at U+2028, which JSON may contain unescaped.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import cast, get_args

import msgspec

from app.api.errors import RequestError
from app.api.events import Event, EventData, EventName
from app.openai_sdk.body_size import BodyTooLarge
from app.remote.response_bounds import MAX_RESPONSE_BYTES
from app.remote.server_errors import request_error

FIELDS = (b"id", b"event", b"data")
Fields = dict[bytes, bytearray]
MAX_NAME_BYTES = 8
KNOWN = frozenset([b"", b"error", *(str(name).encode() for name in get_args(EventName))])
"""The events that are read. A name that is missing is no event; any other one is of a newer version."""
DATA: msgspec.json.Decoder[EventData] = msgspec.json.Decoder(EventData)


class Envelope(msgspec.Struct, frozen=True):
    """The data of an `error` event, which ends a stream that failed."""

    error: dict[str, object]


async def events_in(blocks: AsyncIterator[bytes]) -> AsyncGenerator[Event]:
    """Yield each complete event, except those that only a newer version knows.

    Raises `RequestError` for an `error` event, `MsgspecError` for what is no event, `BodyTooLarge` for an endless one.
    """
    fields: Fields = {}
    async with aclosing(_lines(blocks, fields)) as lines:
        async for line in lines:
            name = bytes(line[:MAX_NAME_BYTES]).partition(b":")[0]
            if name in FIELDS:  # others are ignored, or a server could fill the memory with them
                del line[: len(name) + 1]
                if line.startswith(b" "):
                    del line[:1]
                fields[name] = line
            elif not line and b"data" in fields:
                if bytes(fields.get(b"event", b"")) in KNOWN:
                    yield _event(fields)
                fields.clear()


async def _lines(blocks: AsyncIterator[bytes], fields: Fields) -> AsyncGenerator[bytearray]:
    """Yield each line without its end. A long one is not copied: it would be in memory twice.

    Raises `BodyTooLarge` for one that is too large together with the fields of its event.
    """
    line = bytearray()
    async for block in blocks:
        first, *others = block.split(b"\n")
        line += first
        if len(line) + sum(map(len, fields.values())) > MAX_RESPONSE_BYTES:
            raise BodyTooLarge(MAX_RESPONSE_BYTES)
        for begun in others:
            if line.endswith(b"\r"):
                del line[-1:]
            yield line
            line = bytearray(begun)


def _event(fields: Fields) -> Event:
    if bytes(fields.get(b"event", b"")) == b"error":
        raise _error(fields[b"data"])
    return Event(
        number=msgspec.convert(fields.get(b"id", b"").decode(), int, strict=False),
        event=msgspec.convert(fields.get(b"event", b"").decode(), cast("type[EventName]", EventName)),
        data=DATA.decode(fields[b"data"]),
    )


def _error(data: bytearray) -> RequestError:
    error = msgspec.json.decode(data, type=Envelope).error
    return request_error(str(error.get("message") or "The stream failed."), error, 500)
