"""What a request carries, read into the typed requests of the vocabulary: body and query.

`operations` calls it. Whatever is wrong is one `RequestError` in the API's words; nothing else leaves this module.
"""

import re
from functools import cache
from typing import Annotated, Literal, TypeVar, cast

import msgspec
from msgspec import Meta, inspect
from starlette.requests import Request

from app.api.errors import RequestError
from app.api.requests import Page
from app.api.tools import Value
from app.server import error_messages
from app.server.validation import MAX_DEPTH, first_fault, unstorable

MAX_BODY = 32 * 1024 * 1024
"""Bytes of one body."""

MAX_READ = 4 * MAX_BODY
"""Bytes that are read, and thrown away, of a body that is refused."""

Body = TypeVar("Body", bound=Value)

MAX_VALUES = 200_000
"""Values in one body: 32 MiB of `[[],[],…` would take gigabytes of memory."""

EMPTY = (b"", b"[]")
INTEGER = re.compile(r"-?[0-9]{1,30}", re.ASCII)


class MessagesQuery(Page, frozen=True, kw_only=True):
    """A page of messages, of one run if it is named."""

    run_id: str | None = None


class EventsQuery(Value, frozen=True, kw_only=True):
    """Where to begin in the events of a run: after this number."""

    after: Annotated[int, Meta(ge=0, le=2**63 - 1)] = 0


class Include(Value, frozen=True, kw_only=True):
    """The one thing that a run step may additionally show."""

    include: list[Literal["step_details.tool_calls[*].file_search.results[*].content"]]


async def read_body(request: Request, kind: type[Body]) -> Body:
    """The JSON body as `kind`. An empty body counts as `{}`: SDKs send none where every field may be absent.

    So does `[]`, which is how PHP writes an empty array of parameters (openai-php).
    """
    body = await _bytes(request)
    return decode(b"{}" if body.strip() in EMPTY else body, kind)


def decode(body: bytes, kind: type[Body]) -> Body:
    """The bytes as `kind`; msgspec is asked first, and only a refusal is looked into."""
    decoder, schema = _decoder(kind)
    if _is_crowded(body):
        raise error_messages.crowded(MAX_VALUES)
    try:
        value = cast("Body", decoder.decode(body))
        if _suspect(body):
            _refuse(unstorable(msgspec.json.decode(body)))
        return value
    except UnicodeDecodeError:
        raise error_messages.not_json("It is not UTF-8.") from None
    except RecursionError:
        raise error_messages.deep(MAX_DEPTH) from None
    except msgspec.MsgspecError as error:
        raise _explained(body, schema, error) from None


def read_query(request: Request, kind: type[Body]) -> Body:
    """The query as `kind`. Unknown names are ignored, an empty value counts as absent and the last one wins."""
    schema = _decoder(kind)[1]
    if not request.scope["query_string"]:
        return kind()
    given = request.query_params
    values: dict[str, object] = {}
    for field in schema.fields:
        text = given.get(field.name)
        if text:
            whole = isinstance(field.type, inspect.IntType) and INTEGER.fullmatch(text)
            values[field.name] = int(text) if whole else text
    _refuse(unstorable(values) or first_fault(schema, values))
    return msgspec.convert(values, kind)


def read_include(request: Request) -> None:
    """Refuse an `include[]` that the API does not have; the one it has changes nothing before file search exists."""
    if request.scope["query_string"]:
        given = request.query_params
        values = {"include": [*given.getlist("include"), *given.getlist("include[]")]}
        _refuse(first_fault(_decoder(Include)[1], values))


async def _bytes(request: Request) -> bytes:
    length = request.headers.get("content-length", "")
    # A connection that closes behind the answer resets a caller who is still sending, and the answer is lost with it.
    most = MAX_READ if request.headers.get("connection", "").lower() == "close" else MAX_BODY
    # The length is refused before a byte is read; without one the bytes are counted as they come.
    if length.isdecimal() and int(length) > most:
        raise error_messages.large_body(MAX_BODY)
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most:
            raise error_messages.large_body(MAX_BODY)
        if size <= MAX_BODY:
            chunks.append(chunk)
    if size > MAX_BODY:
        raise error_messages.large_body(MAX_BODY)
    return b"".join(chunks)


def _is_crowded(body: bytes) -> bool:
    """Whether the JSON has more values than allowed, told without decoding it."""
    if body.count(b",") + body.count(b"[") + body.count(b"{") <= MAX_VALUES:
        return False
    # Without escapes, every second piece between quotes lies outside the strings.
    bare = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    if bare.count(b'"') > 2 * MAX_VALUES:
        return True
    outside = b"".join(bare.split(b'"')[::2])
    return outside.count(b",") + outside.count(b"[") + outside.count(b"{") > MAX_VALUES


def _suspect(body: bytes) -> bool:
    """Whether the body may hold what `unstorable` refuses; cheap, since nearly every body is innocent."""
    return b"\\u0000" in body or body.count(b"{") + body.count(b"[") > MAX_DEPTH


def _explained(body: bytes, schema: inspect.StructType, error: msgspec.MsgspecError) -> RequestError:
    """The API's words for what msgspec refused."""
    try:
        raw: object = msgspec.json.decode(body)
    except UnicodeDecodeError:
        return error_messages.not_json("It is not UTF-8.")
    except RecursionError:
        return error_messages.deep(MAX_DEPTH)
    except msgspec.MsgspecError as malformed:
        return error_messages.not_json(f"{malformed}.")
    # A fault that the walk does not know keeps msgspec's own words; a test holds that there is none.
    return unstorable(raw) or first_fault(schema, raw) or RequestError(f"Invalid body: {error}.", code="invalid_value")


def _refuse(refusal: RequestError | None) -> None:
    if refusal is not None:
        raise refusal


@cache
def _decoder(kind: type[Value]) -> tuple[msgspec.json.Decoder[Value], inspect.StructType]:
    schema = inspect.type_info(kind)
    assert isinstance(schema, inspect.StructType)
    return msgspec.json.Decoder(kind), schema
