"""Changes the messages of a request to what a server accepts, and tells what they contain."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import cast

from app.models.chat.dialect.server_dialect import Dialect

Json = dict[str, object]

IMAGE_NOTE = "[image: not sent, because this model does not read images]"
REASONING_FIELDS = ("reasoning_content", "reasoning", "reasoning_details", "reasoning_text", "thinking_blocks")
SHORT_ID = re.compile(r"[A-Za-z0-9]{9}")
SHORT_ID_CHARS = 9


def adapt_messages(messages: Sequence[Json], dialect: Dialect) -> list[Json]:
    """Return the messages as the server accepts them."""
    adapted = [adapt(message, dialect) for message in messages]
    if not dialect.system:
        return merge_system(adapted)
    return adapted


def adapt(message: Json, dialect: Dialect) -> Json:
    """Return one message as the server accepts it."""
    message = dict(message)
    content = message.get("content")
    if not dialect.images and isinstance(content, list):
        message["content"] = without_images(cast("list[Json]", content))
    if dialect.no_text != "null" and not content:
        message["content"] = "" if dialect.no_text == "empty" else words_for_none(message)
    if dialect.short_ids:
        if "tool_call_id" in message:
            message["tool_call_id"] = short_id(str(message["tool_call_id"]))
        if "tool_calls" in message:
            message["tool_calls"] = [{**call, "id": short_id(str(call.get("id")))} for call in calls_of(message)]
    if not dialect.reasoning:
        for field in REASONING_FIELDS:
            message.pop(field, None)
    elif dialect.required_reasoning_field and calls_of(message):
        message.setdefault(dialect.required_reasoning_field, "")
    return message


def words_for_none(message: Json) -> str:
    """Return what stands in place of no text, for servers that accept no empty one."""
    names = [str(cast(Json, call["function"])["name"]) for call in calls_of(message)]
    return f"(calls {', '.join(names)})" if names else "(no output)"


def merge_system(messages: Sequence[Json]) -> list[Json]:
    """Put the system messages in front of the first message, which then is by the user, as such templates demand."""
    system = [str(message["content"]) for message in messages if message["role"] == "system"]
    others = [message for message in messages if message["role"] != "system"]
    if not system:
        return others
    instructions = "\n\n".join(system)
    if not others or others[0]["role"] != "user":
        return [{"role": "user", "content": instructions}, *others]
    first, *rest = others
    content = first["content"]
    if isinstance(content, list):
        merged: object = [{"type": "text", "text": f"{instructions}\n\n"}, *cast("list[Json]", content)]
    else:
        merged = f"{instructions}\n\n{content}"
    return [{**first, "content": merged}, *rest]


def without_images(parts: Sequence[Json]) -> str:
    """Return the text of the parts, with a note in place of each image."""
    lines: list[str] = []
    for part in parts:
        if part.get("type") == "text":
            lines.append(str(part.get("text")))
        else:
            lines.append(f"\n{IMAGE_NOTE}\n")
    return "".join(lines).strip("\n")


def short_id(id: str) -> str:
    """Return an id of nine letters and digits, the same for the same id."""
    if SHORT_ID.fullmatch(id):
        return id
    return hashlib.sha256(id.encode("utf-8", "replace")).hexdigest()[:SHORT_ID_CHARS]


def has_system(body: Json) -> bool:
    """Whether a message has the system role."""
    return any(message["role"] == "system" for message in messages_of(body))


def has_images(body: Json) -> bool:
    """Whether a message has an image."""
    for message in messages_of(body):
        content = message.get("content")
        if isinstance(content, list) and any(part.get("type") != "text" for part in cast("list[Json]", content)):
            return True
    return False


def has_calls(body: Json) -> bool:
    """Whether a message has calls."""
    return any(calls_of(message) for message in messages_of(body))


def has_null(body: Json) -> bool:
    """Whether a message has null as its content."""
    return any(message.get("content") is None for message in messages_of(body))


def has_no_text(body: Json) -> bool:
    """Whether a message has no text."""
    return any(not message.get("content") for message in messages_of(body))


def has_reasoning(body: Json) -> bool:
    """Whether a message has reasoning."""
    return any(field in message for message in messages_of(body) for field in REASONING_FIELDS)


def lacks_reasoning(body: Json) -> bool:
    """Whether a message with calls has no reasoning."""
    return any(
        calls_of(message) and not any(field in message for field in REASONING_FIELDS) for message in messages_of(body)
    )


def has_image_note(body: Json) -> bool:
    """Whether an image was replaced by a note."""
    return any(IMAGE_NOTE in str(message.get("content")) for message in messages_of(body))


def messages_of(body: Json) -> Iterator[Json]:
    """Yield the messages of a request."""
    yield from cast("list[Json]", body.get("messages", []))


def calls_of(message: Json) -> list[Json]:
    """Return the calls of a message."""
    return cast("list[Json]", message.get("tool_calls") or [])
