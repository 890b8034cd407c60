"""The operations on files."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing

from app.api.errors import Unavailable
from app.api.objects import Deleted, File
from app.api.operations.files import MAX_FILE_BYTES, FileContent, Upload
from app.api.requests import FilePage, Listing
from app.api.requests.error_messages import file_too_large
from app.engine.operations.parts import EngineParts
from app.engine.rules import creation
from app.engine.rules.ids import new_id
from app.engine.transactions.lookups import get_file
from app.store import files


class EngineFiles(EngineParts):
    """`api.FileOperations` over the store and the bytes beside it."""

    async def create_file(self, upload: Upload, /) -> File:
        """Store a file, whole or not at all: its row is there before its bytes, and found when they are all stored."""
        file_id = new_id("file")
        await self._database.write(lambda tx: files.begin(tx, file_id, self._this_process.owner))
        try:
            size = await self._contents.write(file_id, _bounded(upload.chunks()))
            file = creation.new_file(upload.request(), file_id, size, int(time.time()))
            if not await self._database.write(lambda tx: files.finish(tx, file)):
                raise Unavailable("The file was removed while it was stored. Send it again.")
        except BaseException:
            await asyncio.shield(self._left_files.remove_unfinished(file_id))
            raise
        return file

    async def list_files(self, page: FilePage, /) -> Listing[File]:
        """Return a page of the files."""
        return await self._database.read(lambda tx: files.page(tx, page, int(time.time())))

    async def get_file(self, file_id: str, /) -> File:
        """Return the file with this id."""
        return await self._database.read(lambda tx: get_file(tx, file_id))

    async def read_file(self, file_id: str, /) -> FileContent:
        """Return the file and its bytes."""
        return FileContent(await self.get_file(file_id), self._read(file_id))

    async def _read(self, file_id: str) -> AsyncGenerator[bytes]:
        """Yield the bytes. Raises `NotFound` if the file was deleted before they were opened, else `Unavailable`."""
        try:
            async with aclosing(self._contents.read(file_id)) as chunks:
                async for chunk in chunks:
                    yield chunk
        except Unavailable:
            await self.get_file(file_id)
            raise

    async def delete_file(self, file_id: str, /) -> Deleted:
        """Delete a file. Messages, threads and assistants that name it keep its id."""
        await self._left_files.delete(file_id)
        return Deleted(id=file_id, object="file")


async def _bounded(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the bytes of a file up to the longest one. Raises `RequestError` for more."""
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > MAX_FILE_BYTES:
            raise file_too_large(MAX_FILE_BYTES)
        yield chunk
