"""The numbered events of a run out of the bytes of their stream. `following` reads with it.

Form: WHATWG HTML, server-sent events, as far as `server` uses it: one line each for id, event and data, comments in
between. Lines are split as bytes: text splitting would break at U+2028, which JSON may hold as it is.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from typing import cast

import msgspec

from app.api.errors import RequestError
from app.api.events import Event, EventData, EventName
from app.remote.server_errors import refusal

DATA: msgspec.json.Decoder[EventData] = msgspec.json.Decoder(EventData)


class Envelope(msgspec.Struct, frozen=True):
    """The data of an `error` event: the stream itself broke."""

    error: dict[str, object]


async def events_in(blocks: AsyncIterator[bytes]) -> AsyncGenerator[Event]:
    """Each whole event. Raises `RequestError` for an `error` event, `msgspec.MsgspecError` for what is no event."""
    line_begun: list[bytes] = []
    fields: dict[bytes, bytes] = {}
    async for block in blocks:
        line_begun.append(block)
        if b"\n" not in block:
            continue
        *lines, rest = b"".join(line_begun).split(b"\n")
        line_begun = [rest]
        for line in lines:
            name, _, value = line.removesuffix(b"\r").partition(b": ")
            if name:
                fields[name] = value
            elif b"data" in fields:
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
    return refusal(str(error.get("message") or "The stream broke."), error, 500)
