"""Decodes a chunk of a chat completion: strictly in 2 µs, and field by field where a server sends odd ones."""

from collections.abc import Sequence
from typing import cast

import msgspec
from msgspec import Struct

from app.models.chat.fields.large_payloads import too_many_values
from app.models.chat.fields.lenient_json import Fields, fields_of, lenient_json, list_of, words_of_scalar

Content = str | list[object] | dict[str, object] | None
"""Text, or one of the shapes that `content` takes apart."""


class Delta(Struct, frozen=True, gc=False):
    """What is new, or the whole message from a server that does not stream. Reasoning has several names."""

    content: Content = None
    refusal: Content = None
    reasoning_content: Content = None
    reasoning: Content = None
    thinking: Content = None
    reasoning_details: list[object] | None = None
    thinking_blocks: list[object] | None = None
    extra_content: dict[str, object] | None = None
    tool_calls: list[dict[str, object]] | None = None
    function_call: dict[str, object] | None = None
    error: object = None


class Choice(Struct, frozen=True, gc=False):
    """The one choice that was asked for. `text` is from a server of legacy completions."""

    index: int | None = None
    delta: Delta | None = None
    message: Delta | None = None
    text: str | None = None
    finish_reason: str | None = None
    error: object = None
    usage: object = None


class Chunk(Struct, frozen=True, gc=False):
    """One event of the stream."""

    choices: list[Choice] | None = None
    usage: object = None
    error: object = None


class OddChunk(Struct, frozen=True):
    """A chunk that was read field by field: its texts may hold halves of characters. `fields`: all that it has."""

    chunk: Chunk
    fields: Fields


DECODER = msgspec.json.Decoder(Chunk)


def odd_chunks(payload: bytes) -> Sequence[OddChunk] | None:
    """Read a payload that the strict decoder refused; `None` if it is no object nor a list of them."""
    if too_many_values(payload):
        return None
    value = lenient_json(payload)
    if isinstance(value, list):
        found = [fields for item in list_of(cast(object, value)) if (fields := fields_of(item)) is not None]
        return [OddChunk(_chunk(fields), fields) for fields in found] or None
    fields = fields_of(value)
    return None if fields is None else [OddChunk(_chunk(fields), fields)]


def _chunk(fields: Fields) -> Chunk:
    return Chunk(
        choices=[_choice(fields) for fields in _choices(fields)] or None,
        usage=fields.get("usage"),
        error=fields.get("error"),
    )


def _choices(fields: Fields) -> list[Fields]:
    """Return the choices: a list, one object, or an object of them by number; or the chunk itself is the choice."""
    value = fields.get("choices")
    items = list_of(value)
    if (one := fields_of(value)) is not None:
        items = [one] if one.keys() & {"delta", "message", "text"} else list(one.values())
    if not items and (fields_of(fields.get("delta")) or fields_of(fields.get("message"))):
        items = [fields]
    return [choice for item in items if (choice := fields_of(item)) is not None]


def _choice(fields: Fields) -> Choice:
    reason = fields.get("finish_reason")
    return Choice(
        index=_index(fields.get("index")),
        delta=_delta(fields.get("delta")),
        message=_delta(fields.get("message")),
        text=_text(fields.get("text")),
        finish_reason=reason if isinstance(reason, str) else None,
        error=fields.get("error"),
        usage=fields.get("usage"),
    )


def _delta(value: object) -> Delta | None:
    if isinstance(value, str):
        return Delta(content=value)
    fields = fields_of(value)
    if fields is None:
        return None
    return Delta(
        content=_content(fields.get("content")),
        refusal=_content(fields.get("refusal")),
        reasoning_content=_content(fields.get("reasoning_content")),
        reasoning=_content(fields.get("reasoning")),
        thinking=_content(fields.get("thinking")),
        reasoning_details=list_of(fields.get("reasoning_details")) or None,
        thinking_blocks=list_of(fields.get("thinking_blocks")) or None,
        extra_content=fields_of(fields.get("extra_content")),
        tool_calls=_calls(fields.get("tool_calls")) or None,
        function_call=fields_of(fields.get("function_call")),
        error=fields.get("error"),
    )


def _calls(value: object) -> list[Fields]:
    """Return the calls: a list, one object, or an object of them by number."""
    items = list_of(value)
    if (one := fields_of(value)) is not None:
        items = [one] if one.keys() & {"function", "name", "id"} else list(one.values())
    return [call for item in items if (call := fields_of(item)) is not None]


def _content(value: object) -> Content:
    if isinstance(value, str | list | dict):
        return cast(Content, value)
    return words_of_scalar(value) or None


def _text(value: object) -> str | None:
    return words_of_scalar(value) or None


def _index(value: object) -> int | None:
    """Return the number, also from "0" or 0.0."""
    words = words_of_scalar(value).removesuffix(".0")
    return int(words) if words.isascii() and words.isdecimal() else None
