"""Pages. One whose objects are more than the `Assistants` return at once is sent object by object, whole."""

from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import NamedTuple, Protocol, TypeVar

from msgspec.structs import replace
from starlette.responses import Response, StreamingResponse
from starlette.types import Scope

from app.api.errors import NotFound
from app.api.requests import Listing, Page
from app.server.responses.encoding import ENCODER, Encoded, encode, has_much_text, pieces_of, size_of
from app.server.responses.json_response import Json
from app.server.totals.answer_total import AnswerShare, share_of, too_many_answers


class Identified(Protocol):
    """An object with an id."""

    @property
    def id(self) -> str: ...  # noqa: D102  # the id


T = TypeVar("T", bound=Identified)
ReadPage = Callable[[Page], Awaitable[Listing[T]]]
ReadOne = Callable[[str], Awaitable[T]]


async def answer_page(scope: Scope, page: Page, read_page: ReadPage[T], read_one: ReadOne[T]) -> Response:
    """Answer with a page, whose reading may end early when its objects are large: then the rest is read behind it.

    Raises `Busy` when there is no room for its first objects; for later ones it waits.
    """
    first = await read_page(page)
    is_whole = len(first.data) == page.limit or not first.has_more
    if is_whole and not any(has_much_text(one) for one in first.data):
        return Json(first)
    share, batch, first_id, nearest_ids = share_of(scope), _batch(first), first.first_id, [one.id for one in first.data]
    del first  # so that what is sent is freed
    if not share.take(batch.size):
        del batch
        raise too_many_answers()
    if page.before is not None and page.after is None and not is_whole:
        body = _send_backward(share, page, nearest_ids, read_page, read_one)
    else:
        body = _send_forward(share, page, batch, first_id, read_page)
    return StreamingResponse(body, media_type=Json.media_type)


class Batch(NamedTuple):
    """Objects that are sent one after another: the last one first, so that they can be dropped."""

    left: list[Encoded]
    last_id: str | None
    has_more: bool

    @property
    def size(self) -> int:
        """How much memory they take."""
        return sum(size_of(one) for one in self.left)


def _batch(listing: Listing[T]) -> Batch:
    return Batch([encode(one) for one in reversed(listing.data)], listing.last_id, listing.has_more)


async def _send_forward(
    share: AnswerShare, page: Page, batch: Batch, first_id: str | None, read_page: ReadPage[T]
) -> AsyncGenerator[bytes]:
    """Yield a page that begins with these objects. An object that is deleted meanwhile is left out."""
    count = 0
    yield _BEGIN
    while True:
        left, last_id, has_more = batch
        del batch
        while left:
            if count:
                yield b","
            async for piece in pieces_of(left.pop()):
                yield piece
            count += 1
        if count == page.limit or not has_more:
            break
        rest = replace(page, after=last_id, limit=page.limit - count)
        batch = await share.read_with_room(lambda rest=rest: _read_batch(rest, read_page), lambda read: read.size)
        if not batch.left:
            has_more = False
            break
    share.release()
    yield _end(first_id, last_id, has_more=has_more)


async def _send_backward(
    share: AnswerShare, page: Page, nearest_ids: list[str], read_page: ReadPage[T], read_one: ReadOne[T]
) -> AsyncGenerator[bytes]:
    """Yield the page in front of an object. It is read from there, so it is read once for its ids, then in order.

    `nearest_ids`: those that are known.
    """
    ids, has_more = nearest_ids, True
    share.release()
    while ids and has_more and len(ids) < page.limit:
        some = await _read_rest(replace(page, before=ids[0], limit=page.limit - len(ids)), read_page)
        ids, has_more = [*(one.id for one in some.data), *ids], some.has_more
        del some
    sent: list[str] = []
    yield _BEGIN
    for object_id in ids:
        try:
            one = await share.read_with_room(lambda object_id=object_id: _read_object(object_id, read_one), size_of)
        except NotFound:  # deleted meanwhile
            continue
        if sent:
            yield b","
        pieces = pieces_of(one)
        del one
        async for piece in pieces:
            yield piece
        sent.append(object_id)
    first_id, last_id = (sent[0], sent[-1]) if sent else (None, None)
    share.release()
    yield _end(first_id, last_id, has_more=has_more)


async def _read_rest(page: Page, read_page: ReadPage[T]) -> Listing[T]:
    try:
        return await read_page(page)
    except NotFound:  # all of it was deleted meanwhile
        return Listing(data=[], first_id=None, last_id=None, has_more=False)


async def _read_batch(page: Page, read_page: ReadPage[T]) -> Batch:
    return _batch(await _read_rest(page, read_page))


async def _read_object(object_id: str, read_one: ReadOne[T]) -> Encoded:
    return encode(await read_one(object_id))


_BEGIN = b'{"object":"list","data":['


def _end(first_id: str | None, last_id: str | None, *, has_more: bool) -> bytes:
    ids = {"first_id": first_id, "last_id": last_id, "has_more": has_more}
    return b"]," + ENCODER.encode(ids)[1:]
