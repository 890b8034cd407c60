"""Objects as JSON. What is large is encoded or cut in parts while it is sent, so that it is not in memory once more."""

import asyncio
import sys
from collections.abc import AsyncGenerator, Iterator

import msgspec
from msgspec.structs import replace

from app.api.objects import Message, Part, RefusalPart, TextPart

ENCODER = msgspec.json.Encoder()
PART_BYTES = 2**16
"""How much of a large body is sent at once: as much as uvicorn keeps before it waits for the client."""
LARGE_CHARS = 2**18
"""A message with more text is encoded while it is sent."""
PART_CHARS = 2**14
"""How much text is encoded at once; a character of UTF-8 has up to 4 bytes, and an escaped one 6."""
Encoded = bytes | Message
"""An object that is ready to be sent: a message with much text is encoded then."""


def has_much_text(value: object) -> bool:
    """Return whether this is a message with much text."""
    return isinstance(value, Message) and sum(len(_text(part)) for part in value.content) > LARGE_CHARS


def encode(value: object) -> Encoded:
    """Encode an object, unless it is a message with much text."""
    if isinstance(value, Message) and has_much_text(value):
        return value
    return ENCODER.encode(value)


def size_of(encoded: Encoded) -> int:
    """Return how much memory an object takes until it is sent."""
    if isinstance(encoded, bytes):
        return len(encoded)
    return sum(sys.getsizeof(_text(part)) for part in encoded.content)


async def pieces_of(encoded: Encoded) -> AsyncGenerator[bytes]:
    """Yield an object in pieces. Drop it where this is called, so that what is sent is freed."""
    if isinstance(encoded, bytes):
        for part in _parts(encoded):
            yield part
        return
    pieces = _encode_message(encoded)
    del encoded
    for piece in pieces:
        yield piece
        await asyncio.sleep(0)  # a client that takes all at once does not keep others waiting


def _encode_message(message: Message) -> Iterator[bytes]:
    # Within a text the quotes would be escaped, so this is the field.
    begin, field, end = ENCODER.encode(replace(message, content=[])).partition(b'"content":[')
    left = message.content[::-1]
    del message  # so that what is sent is freed
    yield begin + field
    while left:
        yield from _encode_part(left.pop())
        if left:
            yield b","
    yield end


def _encode_part(part: Part) -> Iterator[bytes]:
    """Yield a part as JSON. A text is cut first: Python keeps the UTF-8 of an encoded text as long as the text."""
    text = _text(part)
    match part:
        case TextPart():
            field, empty = b'"value":"', ENCODER.encode(replace(part, text=replace(part.text, value="")))
        case RefusalPart():
            field, empty = b'"refusal":"', ENCODER.encode(replace(part, refusal=""))
        case _:
            field, empty = b"", ENCODER.encode(part)
    if not field:
        yield from _parts(empty)
        return
    begin, field, end = empty.partition(field)
    yield begin + field
    for at in range(0, len(text), PART_CHARS):
        yield ENCODER.encode(text[at : at + PART_CHARS])[1:-1]
    yield end


def _text(part: Part) -> str:
    match part:
        case TextPart():
            return part.text.value
        case RefusalPart():
            return part.refusal
        case _:
            return ""


def _parts(body: bytes) -> Iterator[bytes]:
    for at in range(0, len(body), PART_BYTES):
        yield body[at : at + PART_BYTES]
