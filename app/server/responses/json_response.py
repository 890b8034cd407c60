"""One object as JSON. A large one takes a share of what all answers may hold."""

from collections.abc import AsyncGenerator, Mapping
from functools import partial

from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from app.api.objects import Assistant, Message, Run
from app.api.services import Assistants
from app.server.responses.encoding import PART_BYTES, Encoded, encode, pieces_of, size_of
from app.server.totals.answer_total import AnswerShare, share_of, too_many_answers

REFUSED_METHODS = ("GET", "HEAD")


class StoredObject:
    """Where an object that was made or changed is read again: its answer waits without it until there is room."""

    def __init__(self, assistants: Assistants, made: Assistant | Message | Run) -> None:
        match made:
            case Assistant():
                self._read = partial(assistants.get_assistant, made.id)
            case Message():
                self._read = partial(assistants.get_message, made.thread_id, made.id)
            case Run():
                self._read = partial(assistants.get_run, made.thread_id, made.id)

    async def read(self) -> Encoded:
        """Read it as it is now."""
        return encode(await self._read())


class Json(Response):
    """One object. Every success has the status 200, as in OpenAI's service."""

    media_type = "application/json"

    def __init__(
        self,
        value: object,
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        stored: StoredObject | None = None,
    ) -> None:
        encoded = encode(value)
        body = encoded if isinstance(encoded, bytes) else b""
        super().__init__(body, status_code=status, headers=headers)
        self._large: Encoded | None = None
        self._stored = stored
        if len(body) > PART_BYTES or not isinstance(encoded, bytes):
            self._large, self.body = encoded, b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the response; the ASGI signature."""
        if self._large is None:
            await super().__call__(scope, receive, send)
            return
        large = await self._admit(scope)
        headers = {name: value for name, value in self.headers.items() if name != "content-length"}
        if isinstance(large, bytes):
            headers["content-length"] = str(len(large))
        pieces = _then_release(pieces_of(large), share_of(scope))
        del large  # so that what is sent is freed
        await StreamingResponse(pieces, self.status_code, headers)(scope, receive, send)

    async def _admit(self, scope: Scope) -> Encoded:
        """Return the object when it has its share. Raises `Busy` if there is no room and nothing was done yet."""
        large, self._large = self._large, None
        assert large is not None
        share, size, stored = share_of(scope), size_of(large), self._stored
        if share.take(size):
            return large
        if stored is None and scope["method"] not in REFUSED_METHODS:
            share.take_anyway(size)
            return large
        del large  # so that neither what waits nor what is refused is in memory
        if stored is None:
            raise too_many_answers()

        return await share.read_with_room(stored.read, size_of, size)


async def _then_release(pieces: AsyncGenerator[bytes], share: AnswerShare) -> AsyncGenerator[bytes]:
    """Yield the pieces of an answer. Its room is free before the client knows that it has all of it."""
    async for piece in pieces:
        yield piece
    share.release()
