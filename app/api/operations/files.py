"""The operations on files, which messages and tools name by their ids."""

from collections.abc import AsyncGenerator, AsyncIterator
from typing import NamedTuple, Protocol

from app.api.objects import Deleted, File
from app.api.requests import CreateFile, FilePage, Listing

MAX_FILE_BYTES = 512 * 2**20
"""The longest file. Source: the API reference of files."""


class Upload(Protocol):
    """A file on its way in."""

    def chunks(self) -> AsyncIterator[bytes]:
        """Yield the bytes, once. Raises `RequestError` for a mistake of the sender."""
        ...

    def request(self) -> CreateFile:
        """Return what is said of the file. It may stand behind the bytes, so it is known when all of them are read.

        Raises `RequestError`.
        """
        ...


class FileContent(NamedTuple):
    """A file and its bytes. Closing the generator closes the file."""

    file: File
    chunks: AsyncGenerator[bytes]


class FileOperations(Protocol):
    """Files: uploaded by a caller, or written by a tool."""

    async def create_file(self, upload: Upload, /) -> File:
        """Store a file of at most `MAX_FILE_BYTES`, whole or not at all."""
        ...

    async def list_files(self, page: FilePage, /) -> Listing[File]: ...

    async def get_file(self, file_id: str, /) -> File: ...

    async def read_file(self, file_id: str, /) -> FileContent: ...

    async def delete_file(self, file_id: str, /) -> Deleted: ...
