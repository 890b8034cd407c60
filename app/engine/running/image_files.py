"""The images of a thread as a model takes them: the bytes of uploaded ones, as data URLs.

What cannot be sent stays as it is, and the model gets a note with its id: an image that was deleted, is none of the
kinds that models read, or is too large. The newest images come first where there is not room for all.
"""

import asyncio
import base64
from collections.abc import Sequence

from msgspec.structs import replace

from app.api.errors import Error
from app.api.objects import Message, Part
from app.api.tools import ImageFilePart, ImageUrl, ImageUrlPart
from app.store.file_contents import FileContents

MAX_IMAGE_BYTES = 20 * 2**20
"""Source: OpenAI's guide to images and vision, as it was for the Assistants API."""
MAX_IMAGES_BYTES = 32 * 2**20
"""Of all images in one request."""
KINDS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpeg", b"GIF87a": "gif", b"GIF89a": "gif"}
"""How files of each kind begin."""


async def with_image_data(messages: Sequence[Message], contents: FileContents) -> Sequence[Message]:
    """Return the messages with the uploaded images of the user as data URLs."""
    room = MAX_IMAGES_BYTES
    result = list(messages)
    for place in reversed(range(len(result))):
        message = result[place]
        if message.role != "user" or not any(isinstance(part, ImageFilePart) for part in message.content):
            continue
        content = list[Part]()
        for part in message.content:
            if isinstance(part, ImageFilePart):
                image = await _read(part.image_file.file_id, contents, min(room, MAX_IMAGE_BYTES))
                room -= len(image)
                content.append(await asyncio.to_thread(_as_url, image, part) if image else part)
            else:
                content.append(part)
        result[place] = replace(message, content=content)
    return result


async def _read(file_id: str, contents: FileContents, limit: int) -> bytes:
    """Read an image; nothing if it is none, is longer than this, or cannot be read."""
    image = bytearray()
    chunks = contents.read(file_id)
    try:
        async for chunk in chunks:
            image += chunk
            if len(image) > limit or not _kind_of(image):
                return b""
    except Error:
        return b""
    finally:
        await chunks.aclose()
    return bytes(image)


def _as_url(image: bytes, part: ImageFilePart) -> ImageUrlPart:
    url = f"data:image/{_kind_of(image)};base64,{base64.b64encode(image).decode()}"
    return ImageUrlPart(image_url=ImageUrl(url=url, detail=part.image_file.detail))


def _kind_of(image: bytes | bytearray) -> str:
    if image[:4] == b"RIFF" and image[8:12] == b"WEBP":
        return "webp"
    return next((kind for begin, kind in KINDS.items() if image.startswith(begin)), "")
