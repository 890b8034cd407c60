"""Files of a message: short texts go along as parts of it, everything else is uploaded and attached."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Literal

from app.api.errors import NO_SUCH_FILE, Error, NotFound
from app.api.message_text import describe_file, file_ids
from app.api.objects import File, Message
from app.api.operations.files import MAX_FILE_BYTES
from app.api.requests import MAX_TEXT_CHARS, CreateFile
from app.api.services import Assistants

READ_BYTES = 2**18
MAX_TEXT_BYTES = 4 * MAX_TEXT_CHARS
"""A longer file has more characters than a part of a message."""
PICTURE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp"})
"""What models take as images. Source: OpenAI's guide to images and vision."""


def purpose_of(name: str) -> Literal["assistants", "vision"]:
    """Return the purpose of a file that is attached to a message: a picture is seen by the model, others by tools."""
    return "vision" if Path(name).suffix.lower() in PICTURE_SUFFIXES else "assistants"


def read_as_text(path: Path) -> str | None:
    """Return the text of a file that goes along as a part of the message; `None` for one that is to be uploaded.

    That is what is not UTF-8, has a null character, or is too long. Raises `OSError`.
    """
    with path.open("rb") as stream:
        content = stream.read(MAX_TEXT_BYTES + 1)
    if len(content) > MAX_TEXT_BYTES or b"\0" in content:
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return text if len(text) <= MAX_TEXT_CHARS else None


def describe_too_large(size: int) -> str:
    """Return why a file of this size cannot be sent, as the second half of a sentence."""
    return f"is too large to send ({size // 2**20} MB; at most {MAX_FILE_BYTES // 2**20} MB)."


async def read_file_words(assistants: Assistants, file_id: str) -> str:
    """Return the name and size of a file of a message; its id if that cannot be read, and whether it was deleted."""
    try:
        file = await assistants.get_file(file_id)
    except NotFound as error:  # in other words: of an older server, which has no files
        return f"{file_id} · deleted" if str(error) == NO_SUCH_FILE.format(file_id) else file_id
    except Error:
        return file_id
    return describe_file(file.filename, file.bytes)


async def read_files_of(assistants: Assistants, message: Message, names: dict[str, str]) -> list[str]:
    """Return a line for each file of a message. `names`: what was read before, by id."""
    for file_id in file_ids(message):
        if file_id not in names:
            names[file_id] = " ".join((await read_file_words(assistants, file_id)).split())
    return [names[file_id] for file_id in file_ids(message)]


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


@asynccontextmanager
async def uploaded(assistants: Assistants, paths: Sequence[str]) -> AsyncGenerator[list[File]]:
    """Upload files for a message that is sent in the block; if it is not, they are deleted again. Raises `Error`."""
    files: list[File] = []
    try:
        for path in paths:
            files.append(await _upload(assistants, Path(path)))
        yield files
    except BaseException:
        for file in files:
            with suppress(Error):
                await asyncio.shield(assistants.delete_file(file.id))
        raise


async def _upload(assistants: Assistants, path: Path) -> File:
    try:
        size = (await asyncio.to_thread(path.stat)).st_size
        if size > MAX_FILE_BYTES:
            raise Error(f"{path.name} {describe_too_large(size)}")
        return await assistants.create_file(LocalUpload(path))
    except OSError as error:
        raise Error(f"{path.name} cannot be read: {error.strerror}.") from error
