"""The handlers of files: they come as a form, and are sent as they are stored."""

from collections.abc import AsyncGenerator
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.api import requests as api
from app.api.operations.files import FileContent
from app.api.services import Assistants
from app.server.handlers.file_upload import FormUpload
from app.server.request_parsing import read_query
from app.server.responses.json_response import Json

BYTES = "application/octet-stream"


class FileHandlers:
    """The operations on files of one `Assistants`."""

    def __init__(self, assistants: Assistants) -> None:
        self._assistants = assistants

    async def create_file(self, request: Request) -> Json:
        """POST /files."""
        return Json(await self._assistants.create_file(FormUpload(request)))

    async def list_files(self, request: Request) -> Json:
        """GET /files."""
        return Json(await self._assistants.list_files(read_query(request, api.FilePage)))

    async def get_file(self, request: Request) -> Json:
        """GET /files/{file_id}."""
        return Json(await self._assistants.get_file(request.path_params["file_id"]))

    async def read_file(self, request: Request) -> Response:
        """GET /files/{file_id}/content: the bytes, for whatever purpose they were uploaded.

        All of them, whatever `Range` and conditions say, as HTTP allows: RFC 9110, 14.2.
        """
        content = await self._assistants.read_file(request.path_params["file_id"])
        headers = {
            "accept-ranges": "none",
            "content-length": str(content.file.bytes),
            "content-disposition": f"attachment; filename*=UTF-8''{quote(content.file.filename, safe='')}",
        }
        if request.method == "HEAD":
            return Response(media_type=BYTES, headers=headers)
        first = await anext(content.chunks, b"")  # bytes that cannot be read are an error of the API
        return StreamingResponse(_send(first, content), media_type=BYTES, headers=headers)

    async def delete_file(self, request: Request) -> Json:
        """DELETE /files/{file_id}."""
        return Json(await self._assistants.delete_file(request.path_params["file_id"]))


async def _send(first: bytes, content: FileContent) -> AsyncGenerator[bytes]:
    try:
        yield first
        async for chunk in content.chunks:
            yield chunk
    finally:
        await content.chunks.aclose()
