"""Parses the body and the query of a request into the request types of `api`.

Every mistake in them is raised as one `RequestError` in the API's words.
"""

import asyncio
import re
from functools import cache
from io import BytesIO
from typing import Annotated, Literal, TypeVar, cast

import msgspec
from msgspec import Meta, inspect
from starlette.requests import Request

from app.api.errors import RequestError
from app.api.operations.usage_sums import UsageQuery
from app.api.requests import Page, error_messages
from app.api.requests.empty_arrays import with_objects
from app.api.requests.validation import MAX_DEPTH, find_error, find_unstorable
from app.api.tools import Value
from app.server.totals.body_total import BODY_SHARE, BodyShare

MAX_BODY_BYTES = 32 * 1024 * 1024

MAX_READ_BYTES = 4 * MAX_BODY_BYTES
"""How much of a body is read, and dropped, before a refusal that would be lost otherwise: see `_read_bytes`."""

LARGE_BYTES = 2**20
"""From this length on a body is decoded in another thread, which lets others be answered between its steps: 32 MiB take
0.1 to 0.2 s in all.
"""

Body = TypeVar("Body", bound=Value)

MAX_VALUES = 200_000
"""Values in one body: 32 MiB of `[[],[],…` would take gigabytes of memory."""

EMPTY_BODIES = (b"", b"[]")
EMPTY_ARRAY = re.compile(rb"\[\s*\]")
INTEGER = re.compile(r"-?[0-9]{1,30}", re.ASCII)


class MessagesQuery(Page, frozen=True, kw_only=True):
    """The query for messages. `run_id`: only the messages of this run."""

    run_id: str | None = None


class EventsQuery(Value, frozen=True, kw_only=True):
    """The query for the events of a run. `after`: only events with a higher number."""

    after: Annotated[int, Meta(ge=0, le=2**63 - 1)] = 0


class Include(Value, frozen=True, kw_only=True):
    """The query for the optional fields of a run step."""

    include: list[Literal["step_details.tool_calls[*].file_search.results[*].content"]]


class RunFactsQuery(Value, frozen=True, kw_only=True):
    """The query for facts of runs."""

    run_ids: list[str]
    priced: Literal["true", "false"] = "false"


async def read_body(request: Request, kind: type[Body]) -> Body:
    """Parse the JSON body as `kind`. An empty body counts as `{}`: SDKs send none where every field is optional.

    So does `[]`, which is how PHP writes an empty array of parameters (openai-php).
    """
    body = await _read_bytes(request)
    if body.strip() in EMPTY_BODIES:
        body = b"{}"
    if len(body) >= LARGE_BYTES:
        return await asyncio.to_thread(decode_body, body, kind)
    return decode_body(body, kind)


async def read_object(request: Request) -> dict[str, object]:
    """Parse a body that is passed on: any JSON object."""
    body = await _read_bytes(request)
    if len(body) >= LARGE_BYTES:
        return await asyncio.to_thread(_decode_object, body)
    return _decode_object(body)


def _decode_object(body: bytes) -> dict[str, object]:
    if _has_too_many_values(body):
        raise error_messages.too_many_values(MAX_VALUES)
    try:
        return msgspec.json.decode(body, type=dict[str, object])
    except UnicodeDecodeError:
        raise error_messages.not_json("It is not UTF-8.") from None
    except RecursionError:
        raise error_messages.nested_too_deeply(MAX_DEPTH) from None
    except msgspec.MsgspecError as error:
        raise error_messages.not_json(f"{error}.") from None


def decode_body(body: bytes, kind: type[Body]) -> Body:
    """Decode a body as `kind`. Only if msgspec refuses it, `validation` searches for the error."""
    decoder, schema = _decoder(kind)
    if _has_too_many_values(body):
        raise error_messages.too_many_values(MAX_VALUES)
    try:
        if EMPTY_ARRAY.search(body):
            return _convert(msgspec.json.decode(body), kind)
        value = cast("Body", decoder.decode(body))
        if _may_be_unstorable(body):
            _raise_if_any(find_unstorable(msgspec.json.decode(body)))
        return value
    except UnicodeDecodeError:
        raise error_messages.not_json("It is not UTF-8.") from None
    except RecursionError:
        raise error_messages.nested_too_deeply(MAX_DEPTH) from None
    except msgspec.MsgspecError as error:
        raise _explain(body, schema, error) from None


def _convert(raw: object, kind: type[Body]) -> Body:
    """Convert a decoded body, in which an empty array may stand for an empty object."""
    _raise_if_any(find_unstorable(raw))
    schema = _decoder(kind)[1]
    value = with_objects(schema, raw)
    try:
        return msgspec.convert(value, kind)
    except msgspec.MsgspecError as error:
        raise _describe(value, schema, error) from None


def read_query(request: Request, kind: type[Body]) -> Body:
    """Parse the query as `kind`. Unknown names are ignored, an empty value counts as absent, the last value wins."""
    schema = _decoder(kind)[1]
    if not request.scope["query_string"]:
        return kind()
    given = request.query_params
    values: dict[str, object] = {}
    for field in schema.fields:
        text = given.get(field.name)
        if text and isinstance(field.type, inspect.IntType) and INTEGER.fullmatch(text):
            values[field.name] = int(text)
        elif text:
            values[field.name] = text
    return convert_values(values, kind)


def convert_values(values: dict[str, object], kind: type[Body]) -> Body:
    """Convert the values of a query or a form. Raises `RequestError` for the first mistake."""
    _raise_if_any(find_unstorable(values) or find_error(_decoder(kind)[1], values))
    return msgspec.convert(values, kind)


def read_include(request: Request) -> None:
    """Check `include[]`. Its one legal value has no effect: there is no file search yet."""
    if request.scope["query_string"]:
        given = request.query_params
        values = {"include": [*given.getlist("include"), *given.getlist("include[]")]}
        _raise_if_any(find_error(_decoder(Include)[1], values))


def read_facts_query(request: Request) -> RunFactsQuery:
    """Return the query for facts: `run_ids` repeated in either way of writing a list."""
    given = request.query_params
    run_ids = [one for one in (*given.getlist("run_ids"), *given.getlist("run_ids[]")) if one]
    values: dict[str, object] = {}
    if run_ids:
        values["run_ids"] = run_ids
    if priced := given.get("priced"):
        values["priced"] = priced
    return convert_values(values, RunFactsQuery)


def read_usage_query(request: Request) -> UsageQuery:
    """Return the query for sums: `days` repeated, or a `thread_id`."""
    given = request.query_params
    days = [one for one in (*given.getlist("days"), *given.getlist("days[]")) if one]
    values: dict[str, object] = {"days": [int(one) if INTEGER.fullmatch(one) else one for one in days]}
    if thread_id := given.get("thread_id"):
        values["thread_id"] = thread_id
    return convert_values(values, UsageQuery)


async def _read_bytes(request: Request) -> bytes:
    length = request.headers.get("content-length", "")
    limit = MAX_BODY_BYTES
    # Closing the connection after the response resets a client that is still sending, and the response is lost.
    closes = request.headers.get("connection", "").lower() == "close"
    if closes:
        limit = MAX_READ_BYTES
    # A length that is too large is refused before a byte is read; without a length the bytes are counted.
    if length.isdecimal() and int(length) > limit:
        raise error_messages.body_too_large(MAX_BODY_BYTES)
    kept = BytesIO()  # which gives all of it without a copy
    size = 0
    refusal: RequestError | None = None
    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_BODY_BYTES:
            refusal = error_messages.body_too_large(MAX_BODY_BYTES)
        elif refusal is None:
            refusal = _keep(request, chunk, kept)
        if refusal is not None:
            kept = BytesIO()
            if not closes or size > limit:
                raise refusal
    _raise_if_any(refusal)
    return kept.getvalue()


def _keep(request: Request, chunk: bytes, kept: BytesIO) -> RequestError | None:
    """Keep a piece of the body, or return why there is no room for it."""
    share: object = request.scope.get(BODY_SHARE)
    try:
        if isinstance(share, BodyShare):
            share.add(len(chunk))
    except RequestError as error:
        return error
    kept.write(chunk)
    return None


def _has_too_many_values(body: bytes) -> bool:
    """Whether the JSON has more values than allowed, counted without decoding it."""
    if body.count(b",") + body.count(b"[") + body.count(b"{") <= MAX_VALUES:
        return False
    # Without escapes, every second piece between quotes is outside the strings.
    bare = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    if bare.count(b'"') > 2 * MAX_VALUES:
        return True
    outside = b"".join(bare.split(b'"')[::2])
    return outside.count(b",") + outside.count(b"[") + outside.count(b"{") > MAX_VALUES


def _may_be_unstorable(body: bytes) -> bool:
    """Whether `find_unstorable` has to look at the body. It is cheap, since nearly every body is fine."""
    return b"\\u0000" in body or body.count(b"{") + body.count(b"[") > MAX_DEPTH


def _explain(body: bytes, schema: inspect.StructType, error: msgspec.MsgspecError) -> RequestError:
    """Return the API's error for a body that msgspec rejected."""
    try:
        raw: object = msgspec.json.decode(body)
    except UnicodeDecodeError:
        return error_messages.not_json("It is not UTF-8.")
    except RecursionError:
        return error_messages.nested_too_deeply(MAX_DEPTH)
    except msgspec.MsgspecError as malformed:
        return error_messages.not_json(f"{malformed}.")
    return _describe(raw, schema, error)


def _describe(raw: object, schema: inspect.StructType, error: msgspec.MsgspecError) -> RequestError:
    # An error that the search does not find keeps msgspec's words; a test checks that there is no such error.
    found = find_unstorable(raw) or find_error(schema, raw)
    return found or RequestError(f"Invalid body: {error}.", code="invalid_value")


def _raise_if_any(error: RequestError | None) -> None:
    if error is not None:
        raise error


@cache
def _decoder(kind: type[Value]) -> tuple[msgspec.json.Decoder[Value], inspect.StructType]:
    schema = inspect.type_info(kind)
    assert isinstance(schema, inspect.StructType)
    return msgspec.json.Decoder(kind), schema
