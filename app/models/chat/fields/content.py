"""Takes the shapes of `content` apart: text, one part, or a list of parts, with reasoning among them."""

from collections.abc import Iterator
from typing import Literal

from app.models.chat.fields.lenient_json import fields_of, list_of, words_of_scalar

Kind = Literal["text", "reasoning", "refusal"]

REASONING_TYPES = ("thinking", "reasoning", "thought", "redacted_thinking", "redacted_reasoning", "summary")
TEXT_FIELDS = ("text", "content", "value", "parts")
REASONING_FIELDS = ("thinking", "reasoning", "reasoning_content", "thought", "summary", *TEXT_FIELDS)
MAX_DEPTH = 8
"""Parts within parts; real servers nest two."""


def texts_in(value: object, kind: Kind = "text", depth: int = 0) -> Iterator[tuple[Kind, str]]:
    """Yield the texts in a content, in order, each with what it is."""
    if depth > MAX_DEPTH:
        return
    fields = fields_of(value)
    if fields is not None:
        part_kind = kind_of(fields, kind)
        names = REASONING_FIELDS if part_kind == "reasoning" else TEXT_FIELDS
        if part_kind == "refusal":
            names = ("refusal", *TEXT_FIELDS)
        for name in names:
            inner = fields.get(name)
            if inner and not isinstance(inner, bool):
                yield from texts_in(inner, part_kind, depth + 1)
                return
        return
    for item in list_of(value):
        yield from texts_in(item, kind, depth + 1)
    if text := words_of_scalar(value):
        yield kind, text


def kind_of(part: dict[str, object], outer: Kind) -> Kind:
    """Return what a part is, by its type and its fields."""
    name = words_of_scalar(part.get("type")).lower()
    if outer == "reasoning" or name.startswith(REASONING_TYPES) or part.get("thought") is True:
        return "reasoning"
    if outer == "refusal" or name == "refusal":
        return "refusal"
    if "text" not in part and "content" not in part and ("thinking" in part or "reasoning" in part):
        return "reasoning"
    return "text"
