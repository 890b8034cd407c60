"""A new file as a client sends it: a body of `multipart/form-data`, whose parts are read while they arrive.

The fields may stand before the file or behind it (the SDKs send them before it). A mistake in fields before it is found
before any byte of the file is taken.
"""

import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from urllib.parse import unquote

from multipart import MultipartError, MultipartSegment, PushMultipartParser
from starlette.requests import Request

from app.api.errors import RequestError
from app.api.operations.files import MAX_FILE_BYTES
from app.api.requests import CreateFile, error_messages
from app.server.handlers.form_fields import FormFields
from app.server.http_connection import EXTEND_DEADLINE
from app.server.request_parsing import convert_values

FORM = "multipart/form-data"
BOUNDARY = re.compile(r";\s*boundary\s*=\s*(?:\"([^\"]+)\"|([^\s;\"]+))", re.IGNORECASE)
MAX_BOUNDARY_CHARS = 200
"""More than any program sends (RFC 2046, 5.1.1: at most 70): the parser compares as much for each piece that comes."""
PARAMETER = re.compile(r";\s*([^\s;=\"]+)\s*=\s*(\"(?:\\.|[^\"\\])*\"|[^\s;\"]*)")
CHARSETS = ("utf-8", "iso-8859-1")
"""Those of `filename*`: RFC 5987, 3.2.1. Other codecs of Python decode to what is no text."""
MAX_FIELDS_BYTES = 2**20
"""All that is not the file: fields, headers and boundaries."""
MAX_BODY_BYTES = MAX_FILE_BYTES + MAX_FIELDS_BYTES
MAX_PARTS = 32
EXTEND_BYTES = 2**20
"""How much of a file must arrive within the time of a request: other requests are whole by then."""
FILE_FIELD = "file"


class FormUpload:
    """An `api.Upload` of one request."""

    def __init__(self, request: Request) -> None:
        """Look at the headers alone. Raises `RequestError`."""
        content_type = request.headers.get("content-type", "")
        boundary = BOUNDARY.search(content_type)
        if content_type.partition(";")[0].strip().lower() != FORM or boundary is None:
            raise RequestError(f"Send the file as {FORM}, with the fields 'purpose' and 'file'.")
        if len(boundary[0]) > MAX_BOUNDARY_CHARS:
            raise RequestError("The boundary of the form is too long.")
        length = request.headers.get("content-length", "")
        if length.isdecimal() and int(length) > MAX_BODY_BYTES:
            raise error_messages.file_too_large(MAX_FILE_BYTES)
        self._request = request
        self._boundary = (boundary[1] or boundary[2]).encode("latin-1")  # as Starlette decodes a header
        self._fields = FormFields()
        self._filename: str | None = None

    async def chunks(self) -> AsyncGenerator[bytes]:
        """Yield the bytes of the file. Raises `RequestError`, and `ClientDisconnect` when the client goes away."""
        async with aclosing(self._events()) as events:
            async for segment, data in events:
                is_file = segment.name == FILE_FIELD
                if is_file and data:
                    yield data
                elif is_file:
                    self._begin_file(segment)
                elif data:
                    self._fields.extend(data)
                else:
                    self._fields.begin(segment.name or "")
        if self._filename is None:
            raise error_messages.missing_parameter(FILE_FIELD)

    def request(self) -> CreateFile:
        """Return what the fields say. Raises `RequestError`."""
        values = self._fields.values()
        if "filename" in values:  # the name is that of the part
            raise error_messages.unknown_parameter("filename")
        return convert_values({"filename": self._filename, **values}, CreateFile)

    async def _events(self) -> AsyncGenerator[tuple[MultipartSegment, bytes]]:
        """Yield each part, first with no bytes, then with its bytes."""
        parser = PushMultipartParser(self._boundary, max_segment_count=MAX_PARTS)
        segment: MultipartSegment | None = None
        extend_deadline = self._request.scope.get("state", {}).get(EXTEND_DEADLINE)
        unseen_bytes = whole_bytes = 0
        try:
            async for chunk in self._request.stream():
                if not chunk:
                    continue
                unseen_bytes += len(chunk)
                whole_bytes += len(chunk)
                if whole_bytes > MAX_BODY_BYTES:  # what is before the first part and behind the last has no end else
                    raise error_messages.file_too_large(MAX_FILE_BYTES)
                if unseen_bytes >= EXTEND_BYTES and extend_deadline is not None:
                    extend_deadline()
                    unseen_bytes = whole_bytes = 0
                for event in parser.parse(chunk):
                    if isinstance(event, MultipartSegment):
                        segment = event
                        yield segment, b""
                    elif event is not None and segment is not None:
                        yield segment, bytes(event)
            parser.close()
        except MultipartError as error:
            raise RequestError(f"We could not parse the form of your request ({_described(error)}).") from error

    def _begin_file(self, segment: MultipartSegment) -> None:
        if self._filename is not None:
            raise RequestError("The form has two parts named 'file'. Send one file in a request.", param=FILE_FIELD)
        plain = (segment.filename or "upload").replace(r"\\", "\\")  # httpx2 writes a backslash twice
        disposition = next((value for name, value in segment.headerlist if name == "Content-Disposition"), "")
        self._filename = _extended_filename(disposition) or plain
        if "purpose" in self._fields:
            self.request()


def _extended_filename(disposition: str) -> str:
    """Return the name in `filename*`, empty if there is none.

    .NET and old clients in Python write names in other scripts so, although RFC 7578, 4.2 forbids it in forms.
    """
    for name, value in PARAMETER.findall(disposition):
        if name.lower() == "filename*":
            charset, _, rest = value.strip('"').partition("'")
            if charset.lower() not in CHARSETS:
                return ""
            try:
                return unquote(rest.partition("'")[2], encoding=charset, errors="strict")
            except UnicodeDecodeError:
                return ""
    return ""


def _described(error: MultipartError) -> str:
    """Return the words of the parser, without the exception that it may have beside them."""
    match error.args:
        case ((str() as words, *_), *_) | (str() as words, *_):
            return words
        case _:
            return "it is malformed"
