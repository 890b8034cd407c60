"""The bytes of files: one file in the data folder for each, or in memory for temporary conversations.

Both are read and written in other threads than that of the event loop. `files` says which of them exist.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Protocol

from app.api.errors import RequestError, Unavailable
from app.settings.os_errors import describe_os_error
from app.settings.private_file import make_private_folder, open_private

WRITE_BYTES = 2**20
"""How much is written at once. A thread for each block of 64 KiB would take longer than the writing."""
SYNC_BYTES = 32 * 2**20
"""How much is written before the disk is told to store it, so that the end of an upload does not wait for all of it."""
READ_BYTES = 2**18
MAX_MEMORY_BYTES = 64 * 2**20
"""How much the files of all temporary conversations take together."""


class FileContents(Protocol):
    """The bytes of files, by the files' ids."""

    async def write(self, file_id: str, chunks: AsyncIterator[bytes]) -> int:
        """Store the bytes on disk; return how many they are. Raises `Unavailable`, and what reading the chunks raises.

        What was written until then has to be removed by the caller.
        """
        ...

    def read(self, file_id: str) -> AsyncGenerator[bytes]:
        """Yield the bytes. Raises `Unavailable`."""
        ...

    async def remove(self, file_id: str) -> None:
        """Remove the bytes, if there are any. Raises `Unavailable`."""
        ...


class FileFolder:
    """A folder with a file for each id."""

    def __init__(self, path: Path) -> None:
        """The folder is made with the first file."""
        self.path = path

    async def write(self, file_id: str, chunks: AsyncIterator[bytes]) -> int:
        """Store the bytes."""
        path, size = self._path(file_id), 0
        try:
            file = await asyncio.to_thread(self._create, path)
            try:
                waiting, waiting_bytes, unsynced_bytes = list[bytes](), 0, 0
                async for chunk in chunks:
                    waiting.append(chunk)
                    waiting_bytes += len(chunk)
                    size += len(chunk)
                    if waiting_bytes >= WRITE_BYTES:
                        unsynced_bytes += waiting_bytes
                        is_sync_due = unsynced_bytes >= SYNC_BYTES
                        await asyncio.to_thread(_write, file, waiting, sync=is_sync_due)
                        unsynced_bytes = 0 if is_sync_due else unsynced_bytes
                        waiting, waiting_bytes = [], 0
                await asyncio.to_thread(_write, file, waiting, sync=True)
            finally:
                file.close()
            await asyncio.to_thread(_sync_folder, self.path)
        except OSError as error:
            raise _not_written(self.path, error) from error
        return size

    async def read(self, file_id: str) -> AsyncGenerator[bytes]:
        """Yield the bytes. A file that is deleted meanwhile is read to its end, where the system has it so."""
        try:
            file = await asyncio.to_thread(open, self._path(file_id), "rb")
            with file:
                while block := await asyncio.to_thread(file.read, READ_BYTES):
                    yield block
        except OSError as error:
            raise Unavailable(f"The file {file_id} cannot be read ({describe_os_error(error)}).") from error

    async def remove(self, file_id: str) -> None:
        """Remove the bytes."""
        try:
            await asyncio.to_thread(self._path(file_id).unlink, missing_ok=True)
        except OSError as error:
            raise Unavailable(f"The file {file_id} cannot be deleted ({describe_os_error(error)}).") from error

    def _create(self, path: Path) -> BinaryIO:
        make_private_folder(self.path)
        return open_private(path, "xb")

    def _path(self, file_id: str) -> Path:
        return self.path / file_id


class MemoryFiles:
    """Bytes that are gone with the process, and never on disk."""

    def __init__(self) -> None:
        self._files: dict[str, bytes] = {}
        self._bytes = 0

    async def write(self, file_id: str, chunks: AsyncIterator[bytes]) -> int:
        """Keep the bytes. Raises `RequestError` when all files together have too many."""
        kept = BytesIO()
        async for chunk in chunks:
            if self._bytes + kept.tell() + len(chunk) > MAX_MEMORY_BYTES:
                limit = f"{MAX_MEMORY_BYTES // 2**20} MB"
                raise RequestError(f"The files of temporary conversations may have {limit} together.")
            kept.write(chunk)
        self._files[file_id] = kept.getvalue()
        self._bytes += len(self._files[file_id])
        return len(self._files[file_id])

    async def read(self, file_id: str) -> AsyncGenerator[bytes]:
        """Yield the bytes."""
        content = self._files.get(file_id, b"")
        for at in range(0, len(content), READ_BYTES):
            yield content[at : at + READ_BYTES]

    async def remove(self, file_id: str) -> None:
        """Forget the bytes."""
        self._bytes -= len(self._files.pop(file_id, b""))


def _write(file: BinaryIO, blocks: list[bytes], *, sync: bool) -> None:
    file.writelines(blocks)
    if sync:
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    """Store the names of the folder's files, where the system can: Windows cannot open a folder."""
    if os.name != "posix":
        return
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _not_written(path: Path, error: OSError) -> Unavailable:
    return Unavailable(f"The file cannot be stored in {path} ({describe_os_error(error)}).")
