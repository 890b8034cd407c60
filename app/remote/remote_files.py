"""`api.FileOperations` over HTTP: one request each. Bytes are read while they are sent, and passed on as they come."""

from collections.abc import AsyncGenerator

from app.api.objects import Deleted, File
from app.api.operations.files import FileContent, Upload
from app.api.requests import FilePage, Listing
from app.remote.form_body import FormBody
from app.remote.server_client import ServerClient, path_of, query_of


class RemoteFiles:
    """The files of a server."""

    def __init__(self, client: ServerClient) -> None:
        self._client = client

    async def create_file(self, upload: Upload, /) -> File:
        """POST /files."""
        return await self._client.post_form(File, "/files", FormBody(upload))

    async def list_files(self, page: FilePage, /) -> Listing[File]:
        """GET /files."""
        return await self._client.get(Listing[File], "/files", query_of(page))

    async def get_file(self, file_id: str, /) -> File:
        """GET /files/{file_id}."""
        return await self._client.get(File, path_of("files", file_id))

    async def read_file(self, file_id: str, /) -> FileContent:
        """GET /files/{file_id}/content."""
        return FileContent(await self.get_file(file_id), self._read(file_id))

    async def delete_file(self, file_id: str, /) -> Deleted:
        """DELETE /files/{file_id}."""
        return await self._client.delete(Deleted, path_of("files", file_id))

    async def _read(self, file_id: str) -> AsyncGenerator[bytes]:
        async with self._client.download(path_of("files", file_id, "content")) as blocks:
            async for block in blocks:
                yield block
