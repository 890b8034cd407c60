"""What goes back to the same model with its earlier answer: its own call ids, fields that only it knows, its reasoning.

A run stores it unread. It is JSON, and names the model and the base URL that it belongs to: another model gets nothing
of it.
"""

from collections.abc import Sequence

import msgspec
from msgspec import Struct, field

from app.api.steps import FunctionToolCall
from app.models.chat.fields.half_characters import whole_text
from app.models.chat.reading.calls import json_text
from app.models.chat.reading.deltas import DeltaReader

Json = dict[str, object]


class Source(Struct, frozen=True):
    """Who gave an answer."""

    model: str
    base_url: str


class SentCall(Struct, frozen=True, kw_only=True):
    """A call as the server sent it; `fields` and `function` are those that this program does not know."""

    id: str = ""
    name: str = ""
    fields: Json = field(default_factory=dict[str, object])
    function: Json = field(default_factory=dict[str, object])


class ServerFields(Struct, frozen=True, kw_only=True):
    """All that goes back. `message`: fields of the assistant's message. `text`: what it said behind its calls."""

    model: str = ""
    base_url: str = ""
    calls: list[SentCall] = field(default_factory=list[SentCall])
    message: Json = field(default_factory=dict[str, object])
    text: str = ""


NOTHING = ServerFields()


def to_store(source: Source, answer: DeltaReader) -> bytes:
    """Write what must go back; empty if the answer has no calls, since nothing is asked after it in its run."""
    calls = answer.calls
    if not calls.calls:
        return b""
    sent = [
        {"id": call.id, "name": call.name, "fields": call.fields, "function": call.function_fields}
        for call in calls.calls
    ]
    stored = {
        "model": source.model,
        "base_url": source.base_url,
        "calls": sent,
        "message": answer.kept_reasoning.fields,
        "text": answer.pieces.text_behind_calls,
    }
    try:
        return whole_text(json_text(stored)).encode()
    except (ValueError, RecursionError):
        return b""


def from_store(stored: bytes, source: Source) -> ServerFields:
    """Read what `to_store` wrote for the same model at the same base URL; nothing for any other."""
    if not stored:
        return NOTHING
    try:
        fields = msgspec.json.decode(stored, type=ServerFields)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return NOTHING
    return fields if Source(fields.model, fields.base_url) == source else NOTHING


def sent_calls(fields: ServerFields, calls: Sequence[FunctionToolCall]) -> list[SentCall]:
    """Return for each call of an answer what the server sent, in the same order; a call may have been dropped since."""
    sent = iter(fields.calls)
    return [next((one for one in sent if one.name == call.function.name), SentCall()) for call in calls]
