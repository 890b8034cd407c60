"""Decodes a chunk of a chat completion: strictly in 2 µs, and field by field where a server sends odd ones."""

from collections.abc import Sequence
from typing import cast

import msgspec
from msgspec import Struct

from app.models.chat.fields.large_payloads import too_many_values
from app.models.chat.fields.lenient_json import Fields, fields_of, first_of, lenient_json, list_of, words_of_scalar

Content = str | list[object] | dict[str, object] | None
"""Text, or one of the shapes that `content` takes apart."""


class Delta(Struct, frozen=True, gc=False):
    """What is new, or the whole message from a server that does not stream. Reasoning has several names."""

    content: Content = None
    refusal: Content = None
    reasoning_content: Content = None
    reasoning: Content = None
    thinking: Content = None
    reasoning_text: Content = None
    thinking_content: Content = None
    thought: Content = None
    thoughts: Content = None
    text: Content = None
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
    text: Content = None
    content: Content = None
    reasoning_content: Content = None
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
WRAPPERS = ("data", "result", "output", "response", "completion")


def odd_chunks(payload: bytes) -> Sequence[OddChunk] | None:
    """Read a payload that the strict decoder refused; `None` if it is no object nor a list of them."""
    if too_many_values(payload):
        return None
    value = lenient_json(payload)
    if isinstance(value, str):  # the chunk in quotes
        value = lenient_json(value.encode("utf-8", "surrogatepass"))
    if isinstance(value, list):
        found = [fields for item in list_of(cast(object, value)) if (fields := fields_of(item)) is not None]
        return [_odd(fields) for fields in found] or None
    fields = fields_of(value)
    return None if fields is None else [_odd(fields)]


def _odd(fields: Fields) -> OddChunk:
    fields = unwrapped(fields)
    return OddChunk(_chunk(fields), fields)


def unwrapped(fields: Fields) -> Fields:
    """Return the chunk that some servers put into a field of another object, or the object itself."""
    for name in WRAPPERS:
        inner = fields_of(fields.get(name))
        if inner is not None and "choices" not in fields and (list_of(inner.get("choices")) or "response" in inner):
            return inner
    return fields


def _chunk(fields: Fields) -> Chunk:
    return Chunk(
        choices=[_choice(fields) for fields in _choices(fields)] or None,
        usage=fields.get("usage"),
        error=fields.get("error"),
    )


def _choices(fields: Fields) -> list[Fields]:
    """Return the choices: a list, one object, or an object of them by number; or the chunk itself is the choice.

    So it is with Ollama's own API (`message`, `response`, `done`) and llama.cpp's (`content`, `stop`).
    """
    value = fields.get("choices")
    items = list_of(value)
    if (one := fields_of(value)) is not None:
        items = [one] if one.keys() & {"delta", "message", "text"} else list(one.values())
    if not items:
        items = _own_choice(fields)
    found: list[object] = [{"text": item} if isinstance(item, str) else item for item in items]
    return [choice for item in found if (choice := fields_of(item)) is not None]


def _own_choice(fields: Fields) -> list[object]:
    """Return the chunk as a choice if it holds the text itself."""
    text = fields.get("response")
    if isinstance(fields.get("content"), str) and isinstance(fields.get("stop"), bool):
        text = fields.get("content")
    if not (fields_of(fields.get("delta")) or fields_of(fields.get("message")) or isinstance(text, str)):
        return []
    is_last = fields.get("done") is True or fields.get("stop") is True
    reason = fields.get("finish_reason") or (fields.get("done_reason") or "stop" if is_last else None)
    return [{**fields, "text": text, "content": None, "error": None, "finish_reason": reason}]


def _choice(fields: Fields) -> Choice:
    return Choice(
        index=_index(fields.get("index")),
        delta=_delta(fields.get("delta")),
        message=_delta(fields.get("message")),
        text=_content(fields.get("text")),
        content=_content(fields.get("content")),
        reasoning_content=_content(fields.get("reasoning_content")),
        finish_reason=_reason(fields),
        error=fields.get("error"),
        usage=fields.get("usage"),
    )


def _delta(value: object) -> Delta | None:
    if isinstance(value, str):
        return Delta(content=value)
    fields = fields_of(next(iter(list_of(value)), value))
    if fields is None:
        return None
    return Delta(
        content=_content(fields.get("content")),
        refusal=_content(fields.get("refusal")),
        reasoning_content=_content(fields.get("reasoning_content")),
        reasoning=_content(fields.get("reasoning")),
        thinking=_content(fields.get("thinking")),
        reasoning_text=_content(fields.get("reasoning_text")),
        thinking_content=_content(fields.get("thinking_content")),
        thought=_content(fields.get("thought")),
        thoughts=_content(fields.get("thoughts")),
        text=_content(fields.get("text")),
        reasoning_details=list_of(fields.get("reasoning_details")) or None,
        thinking_blocks=list_of(fields.get("thinking_blocks")) or None,
        extra_content=fields_of(fields.get("extra_content")),
        tool_calls=_calls(fields.get("tool_calls")) or None,
        function_call=fields_of(fields.get("function_call")),
        error=fields.get("error"),
    )


def _calls(value: object) -> list[Fields]:
    """Return the calls: a list, one object, or an object of them by number; or one of these as text."""
    if isinstance(value, str):
        value = lenient_json(value.encode("utf-8", "surrogatepass"))
    items = list_of(value)
    if (one := fields_of(value)) is not None:
        items = [one] if one.keys() & {"function", "name", "id"} else list(one.values())
    return [call for item in items if (call := fields_of(item)) is not None]


def _content(value: object) -> Content:
    if isinstance(value, str | list | dict):
        return cast(Content, value)
    return words_of_scalar(value) or None


def _reason(fields: Fields) -> str | None:
    """Return why the answer ended, also from `{"type": "stop"}`, a list, or another place."""
    value = fields.get("finish_reason") or first_of(fields_of(fields.get("delta")) or {}, "finish_reason")
    value = value or fields.get("stop_reason")
    value = next(iter(list_of(value)), value)
    if value is True:
        return "stop"
    return words_of_scalar(first_of(fields_of(value) or {"type": value}, "type", "reason")) or None


def _index(value: object) -> int | None:
    """Return the number, also from "0" or 0.0."""
    words = words_of_scalar(value).removesuffix(".0")
    return int(words) if words.isascii() and words.isdecimal() else None
