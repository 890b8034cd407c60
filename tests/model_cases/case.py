"""One thing that a model server sends, and what must become of it."""

import json
from collections.abc import Sequence

from msgspec import Struct

Json = dict[str, object]


class Case(Struct, frozen=True, kw_only=True):
    """A body in blocks, and the right value. `says`: words of the sentence of a failure; empty for an answer."""

    body: Sequence[bytes]
    type: str = "text/event-stream"
    text: str = "Hello"
    reasoning: str = ""
    calls: Sequence[tuple[str, str]] = ()
    reason: str = "stop"
    usage: tuple[int, int, int] | None = None
    says: Sequence[str] = ()
    too_long: bool = False


def chunk(delta: Json, finish: str | None = None, **more: object) -> bytes:
    """Make an event with one choice."""
    return event({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}], **more})


def event(body: object) -> bytes:
    """Make an event."""
    return b"data: " + json.dumps(body).encode() + b"\n\n"


def raw(body: str) -> bytes:
    """Make an event of these characters."""
    return f"data: {body}\n\n".encode()


HEL, LO, STOP, DONE = chunk({"content": "Hel"}), chunk({"content": "lo"}), chunk({}, "stop"), b"data: [DONE]\n\n"
END = (STOP, DONE)
ANSWER = (HEL, LO, *END)
