"""The responses of the API: objects and lists as JSON, and errors in its envelope.

What is large is sent in parts, so that it is not in memory once more while it waits for the client. A page whose
objects are more than the `Assistants` return at once is sent object by object, and is as long as it was asked for.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping
from typing import Protocol, TypeVar

import msgspec
from msgspec.structs import replace
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from app.api.errors import Error, NotFound, RequestError
from app.api.objects import Message as ThreadMessage
from app.api.objects import Part, RefusalPart, TextPart
from app.api.requests import Listing, Page

ENCODER = msgspec.json.Encoder()
RETRY_AFTER_S = 1
"""What a client is told to wait when the server is busy; the SDKs do, and try again."""
PART_BYTES = 2**16
"""How much of a large body is sent at once: as much as uvicorn keeps before it waits for the client."""
LARGE_CHARS = 2**18
"""A message with more text is encoded while it is sent."""
PART_CHARS = 2**14
"""How much text is encoded at once; a character of UTF-8 has up to 4 bytes, and an escaped one 6."""


class Json(Response):
    """One object as JSON. Every success has the status 200, as in OpenAI's service."""

    media_type = "application/json"

    def __init__(self, value: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(ENCODER.encode(value), status_code=status, headers=headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the response; the ASGI signature."""
        if len(self.body) <= PART_BYTES:
            await super().__call__(scope, receive, send)
        else:
            parts = _send_in_parts(bytes(self.body))
            await StreamingResponse(parts, self.status_code, self.headers)(scope, receive, send)


async def _send_in_parts(body: bytes) -> AsyncGenerator[bytes]:
    for part in _parts(body):
        yield part


def _parts(body: bytes) -> Iterator[bytes]:
    for at in range(0, len(body), PART_BYTES):
        yield body[at : at + PART_BYTES]


def answer_message(message: ThreadMessage) -> Response:
    """Answer with a message. One with much text is encoded while it is sent."""
    if _is_large(message):
        return StreamingResponse(_send_message(message), media_type=Json.media_type)
    return Json(message)


def _is_large(message: ThreadMessage) -> bool:
    return sum(len(_text(part)) for part in message.content) > LARGE_CHARS


def _text(part: Part) -> str:
    match part:
        case TextPart():
            return part.text.value
        case RefusalPart():
            return part.refusal
        case _:
            return ""


async def _send_message(message: ThreadMessage) -> AsyncGenerator[bytes]:
    # Within a text the quotes would be escaped, so this is the field.
    begin, field, end = ENCODER.encode(replace(message, content=[])).partition(b'"content":[')
    left = message.content[::-1]
    del message  # so that what is sent is freed
    yield begin + field
    while left:
        for piece in _encode_part(left.pop()):
            yield piece
            await asyncio.sleep(0)  # a client that takes all at once does not keep others waiting
        if left:
            yield b","
    yield end


def _encode_part(part: Part) -> Iterator[bytes]:
    """Yield a part as JSON. A text is cut first: Python keeps the UTF-8 of an encoded text as long as the text."""
    text = _text(part)
    match part:
        case TextPart():
            field, empty = b'"value":"', ENCODER.encode(replace(part, text=replace(part.text, value="")))
        case RefusalPart():
            field, empty = b'"refusal":"', ENCODER.encode(replace(part, refusal=""))
        case _:
            field, empty = b"", ENCODER.encode(part)
    if not field:
        yield from _parts(empty)
        return
    begin, field, end = empty.partition(field)
    yield begin + field
    for at in range(0, len(text), PART_CHARS):
        yield ENCODER.encode(text[at : at + PART_CHARS])[1:-1]
    yield end


async def _send_object(value: object) -> AsyncGenerator[bytes]:
    if isinstance(value, ThreadMessage) and _is_large(value):
        pieces = _send_message(value)
        del value  # so that what is sent is freed
        async for piece in pieces:
            yield piece
    else:
        for piece in _parts(ENCODER.encode(value)):
            yield piece


class Identified(Protocol):
    """An object with an id."""

    @property
    def id(self) -> str: ...  # noqa: D102  # the id


T = TypeVar("T", bound=Identified)
ReadPage = Callable[[Page], Awaitable[Listing[T]]]
ReadOne = Callable[[str], Awaitable[T]]


async def answer_page(page: Page, read_page: ReadPage[T], read_one: ReadOne[T]) -> Response:
    """Answer with a page, whose reading may end early when its objects are large: then the rest is read behind it."""
    first = await read_page(page)
    if len(first.data) == page.limit or not first.has_more:
        return Json(first)
    if page.before is not None and page.after is None:
        body = _send_backward(page, first, read_page, read_one)
    else:
        body = _send_forward(page, first, read_page)
    return StreamingResponse(body, media_type=Json.media_type)


async def _send_forward(page: Page, some: Listing[T], read_page: ReadPage[T]) -> AsyncGenerator[bytes]:
    """Yield a page that begins with these objects. An object that is deleted meanwhile is left out."""
    count, first_id, last_id = 0, some.first_id, some.last_id
    yield _BEGIN
    while some.data:
        left, has_more = some.data[::-1], some.has_more
        last_id = some.last_id
        del some
        while left:
            if count:
                yield b","
            async for part in _send_object(left.pop()):
                yield part
            count += 1
        if count == page.limit or not has_more:
            break
        some = await _read_rest(replace(page, after=last_id, limit=page.limit - count), read_page)
    else:
        has_more = False
    yield _end(first_id, last_id, has_more=has_more)


async def _read_rest(page: Page, read_page: ReadPage[T]) -> Listing[T]:
    try:
        return await read_page(page)
    except NotFound:  # all of it was deleted meanwhile
        return Listing(data=[], first_id=None, last_id=None, has_more=False)


async def _send_backward(
    page: Page, nearest: Listing[T], read_page: ReadPage[T], read_one: ReadOne[T]
) -> AsyncGenerator[bytes]:
    """Yield the page in front of an object. It is read from there, so it is read once for its ids, then in order."""
    ids: list[str] = [one.id for one in nearest.data]
    some: Listing[T] = nearest
    while some.data and some.has_more and len(ids) < page.limit:
        some = await _read_rest(replace(page, before=ids[0], limit=page.limit - len(ids)), read_page)
        ids = [*(one.id for one in some.data), *ids]
    has_more = some.has_more
    del nearest, some
    sent: list[str] = []
    yield _BEGIN
    for object_id in ids:
        try:
            body = _send_object(await read_one(object_id))
        except NotFound:  # deleted meanwhile
            continue
        if sent:
            yield b","
        async for part in body:
            yield part
        sent.append(object_id)
    first_id, last_id = (sent[0], sent[-1]) if sent else (None, None)
    yield _end(first_id, last_id, has_more=has_more)


_BEGIN = b'{"object":"list","data":['


def _end(first_id: str | None, last_id: str | None, *, has_more: bool) -> bytes:
    ids = {"first_id": first_id, "last_id": last_id, "has_more": has_more}
    return b"]," + ENCODER.encode(ids)[1:]


class Busy(RequestError):
    """The server holds as much as it can."""

    def __init__(self, problem: str) -> None:
        message = f"{problem} Try again in a moment."
        super().__init__(message, type="server_error", code="server_busy", status=503)


def error_body(error: RequestError) -> dict[str, dict[str, str | None]]:
    """Make the body of an error response; clients read the object under `error`."""
    return {"error": {"message": error.message, "type": error.type, "param": error.param, "code": error.code}}


def error_response(error: RequestError, *, headers: Mapping[str, str] | None = None) -> Json:
    """Make the response to a request that fails with this error."""
    if isinstance(error, Busy):
        headers = {**(headers or {}), "retry-after": str(RETRY_AFTER_S)}
    return Json(error_body(error), status=error.status, headers=headers)


def server_error(error: Exception) -> RequestError:
    """Convert a failure of the server. Only an `Error` shows its sentence; anything else is in the log alone."""
    message = "The server had an error. Its log says more."
    if isinstance(error, Error):
        message = str(error)
    return RequestError(message, type="server_error", status=500)
