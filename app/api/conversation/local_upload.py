"""Files of this machine, and bytes, on their way to the `Assistants`."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Literal

from app.api.requests import CreateFile

READ_BYTES = 2**18
PICTURE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp"})
"""What models take as images. Source: OpenAI's guide to images and vision."""


def purpose_of(name: str) -> Literal["assistants", "vision"]:
    """Return the purpose of a file that is attached to a message: a picture is seen by the model, others by tools."""
    return "vision" if Path(name).suffix.lower() in PICTURE_SUFFIXES else "assistants"


class LocalUpload:
    """An `Upload` of a file by its path."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def chunks(self) -> AsyncGenerator[bytes]:
        """Yield the bytes. Raises `OSError`."""
        with await asyncio.to_thread(open, self._path, "rb") as file:
            while block := await asyncio.to_thread(file.read, READ_BYTES):
                yield block

    def request(self) -> CreateFile:
        """Return its name and purpose."""
        return CreateFile(filename=self._path.name, purpose=purpose_of(self._path.name))


class BytesUpload:
    """An `Upload` of bytes in memory."""

    def __init__(self, content: bytes, request: CreateFile) -> None:
        self._content, self._request = content, request

    async def chunks(self) -> AsyncGenerator[bytes]:
        """Yield the bytes."""
        yield self._content

    def request(self) -> CreateFile:
        """Return what is said of them."""
        return self._request
