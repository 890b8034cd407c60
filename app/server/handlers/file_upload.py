"""A new file as a client sends it: a body of `multipart/form-data`, whose parts are read while they arrive.

The fields may stand before the file or behind it (the SDKs send them before it). A mistake in fields before it is found
before any byte of the file is taken.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import cast

import msgspec
from multipart import (
    MultipartError,
    MultipartSegment,
    PushMultipartParser,
    parse_options_header,  # pyright: ignore[reportUnknownVariableType] - its types are only in its documentation
)
from starlette.requests import Request

from app.api.errors import RequestError
from app.api.operations.files import MAX_FILE_BYTES
from app.api.requests import CreateFile, error_messages
from app.server.http_connection import EXTEND_DEADLINE
from app.server.request_parsing import INTEGER, convert_values

FORM = "multipart/form-data"
MAX_NAME_CHARS = 100
MAX_FIELD_BYTES = 4096
MAX_FIELDS_BYTES = 2**20
"""All that is not the file: fields, headers and boundaries."""
MAX_PARTS = 32
EXTEND_BYTES = 2**20
"""How much of a file must arrive within the time of a request: other requests are whole by then."""
FILE_FIELD = "file"


class FormUpload:
    """An `api.Upload` of one request."""

    def __init__(self, request: Request) -> None:
        """Look at the headers alone. Raises `RequestError`."""
        content_type = request.headers.get("content-type", "")
        # The library names the types of a mapping only in its documentation.
        kind, options = cast("tuple[str, dict[str, str]]", parse_options_header(content_type))
        boundary = options.get("boundary")
        if kind != FORM or not boundary:
            raise RequestError(f"Send the file as {FORM}, with the fields 'purpose' and 'file'.")
        length = request.headers.get("content-length", "")
        if length.isdecimal() and int(length) > MAX_FILE_BYTES + MAX_FIELDS_BYTES:
            raise error_messages.file_too_large(MAX_FILE_BYTES)
        self._request, self._boundary = request, boundary
        self._fields: dict[str, bytes] = {}
        self._filename: str | None = None

    async def chunks(self) -> AsyncGenerator[bytes]:
        """Yield the bytes of the file. Raises `RequestError`, and `ClientDisconnect` when the client goes away."""
        async with aclosing(self._events()) as events:
            async for segment, data in events:
                if segment.name != FILE_FIELD:
                    self._add_to_field(segment.name or "", data)
                elif data:
                    yield data
                else:
                    self._begin_file(segment)
        if self._filename is None:
            raise error_messages.missing_parameter(FILE_FIELD)

    def request(self) -> CreateFile:
        """Return what the fields say. Raises `RequestError`."""
        values: dict[str, object] = {"filename": self._filename}
        for name, text in self._fields.items():
            if name == "filename":  # the name is that of the part
                raise error_messages.unknown_parameter(name)
            _set(values, name, _decode(name, text))
        return convert_values(values, CreateFile)

    async def _events(self) -> AsyncGenerator[tuple[MultipartSegment, bytes]]:
        """Yield each part, first with no bytes, then with its bytes."""
        parser = PushMultipartParser(self._boundary, max_segment_count=MAX_PARTS)
        segment: MultipartSegment | None = None
        extend_deadline = self._request.scope.get("state", {}).get(EXTEND_DEADLINE)
        unseen_bytes = 0
        try:
            async for chunk in self._request.stream():
                if not chunk:
                    continue
                unseen_bytes += len(chunk)
                if unseen_bytes >= EXTEND_BYTES and extend_deadline is not None:
                    extend_deadline()
                    unseen_bytes = 0
                for event in parser.parse(chunk):
                    if isinstance(event, MultipartSegment):
                        segment = event
                        yield segment, b""
                    elif event is not None and segment is not None:
                        yield segment, bytes(event)
            parser.close()
        except MultipartError as error:
            raise RequestError(f"We could not parse the form of your request ({error}).") from error

    def _begin_file(self, segment: MultipartSegment) -> None:
        if self._filename is not None:
            raise RequestError("The form has two parts named 'file'. Send one file in a request.", param=FILE_FIELD)
        self._filename = (segment.filename or "upload").replace(r"\\", "\\")  # httpx2 writes a backslash twice
        if "purpose" in self._fields:
            self.request()

    def _add_to_field(self, name: str, data: bytes) -> None:
        text = self._fields.get(name, b"") + data
        if len(name) > MAX_NAME_CHARS or len(text) > MAX_FIELD_BYTES:
            raise RequestError(
                f"The field '{error_messages.shortened(name)}' is too long.", param=error_messages.shortened(name)
            )
        self._fields[name] = text


def _decode(name: str, text: bytes) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise RequestError(f"The field '{name}' is not UTF-8.", param=name) from None


def _set(values: dict[str, object], name: str, text: str) -> None:
    """Set a field: `expires_after[seconds]` as the SDKs send it, or an object as JSON."""
    outer, bracket, key = name.partition("[")
    if bracket and key.endswith("]"):
        fields = values.setdefault(outer, {})
        if isinstance(fields, dict):
            cast("dict[str, object]", fields)[key[:-1]] = int(text) if INTEGER.fullmatch(text) else text
    elif text.startswith("{"):
        try:
            values[name] = msgspec.json.decode(text)
        except (msgspec.MsgspecError, RecursionError):
            values[name] = text
    else:
        values[name] = text
