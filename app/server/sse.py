"""A stream of server-sent events as an answer: the frames, the keep-alive, and how it ends. `operations` returns it.

A client that reads slowly holds up its own stream alone: `send` waits for it. A client that leaves ends the stream,
never the run. When the server stops, the stream ends at once.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import aclosing
from typing import Literal

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.api.errors import RequestError
from app.api.events import Event
from app.server.responses import ENCODER, error_body, failure

log = logging.getLogger(__name__)

PING = b": ping\n\n"
DONE = b"event: done\ndata: [DONE]\n\n"
LAST_WORD_SECONDS = 1.0
"""How long a stopping server waits for a client to take the end of its stream."""


def api_frame(event: Event) -> bytes:
    """An event as the API streams it: its name and the object itself."""
    return b"event: %b\ndata: %b\n\n" % (event.event.encode(), ENCODER.encode(event.data))


def numbered_frame(event: Event) -> bytes:
    """The same with its number as the id, to follow from later."""
    return b"id: %d\n%b" % (event.number, api_frame(event))


def error_frame(error: RequestError) -> bytes:
    """The end of a stream that broke. Nested under `error`, without which openai-python does not raise it."""
    return b"event: error\ndata: %b\n\n" % ENCODER.encode(error_body(error))


class EventStream(Response):
    """The frames of `events` until they end, the client leaves or `closing` is set.

    `end` closes a stream that says everything (`DONE`); without one a stopping server just ends it, and the client
    follows again from the last number. A stream in which nothing happens for `ping_seconds` says so, lest something
    on the way take it for dead.
    """

    media_type = "text/event-stream"

    def __init__(
        self,
        events: AsyncGenerator[Event],
        closing: asyncio.Event,
        *,
        ping_seconds: float,
        frame: Callable[[Event], bytes] = api_frame,
        end: bytes = DONE,
    ) -> None:
        super().__init__(headers={"cache-control": "no-store", "content-type": self.media_type})
        self.raw_headers = [header for header in self.raw_headers if header[0] != b"content-length"]
        self._events = events
        self._closing = closing
        self._frame = frame
        self._end = end
        self._ping_seconds = ping_seconds
        self._idle = True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream; the ASGI signature."""
        async with aclosing(self._events):
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            if scope["method"] != "HEAD" and not await self._told(receive, send):
                return
            await send({"type": "http.response.body", "body": b""})

    async def _told(self, receive: Receive, send: Send) -> bool:
        """Tell the events; `False` when nobody is there to be told the end."""
        pump = asyncio.create_task(self._pump(send))
        gone = asyncio.create_task(_gone(receive))
        stopped = asyncio.create_task(self._closing.wait())
        tasks: set[asyncio.Task[None] | asyncio.Task[Literal[True]]] = {pump, gone, stopped}
        try:
            while not (done := await self._first_of(tasks)):
                if self._idle:
                    await _send(send, PING)
                self._idle = True
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
        if pump in done:
            pump.result()
            return True
        return stopped in done and await self._last_word(send)

    async def _first_of(
        self, tasks: Collection[asyncio.Task[None] | asyncio.Task[Literal[True]]]
    ) -> Collection[object]:
        """The tasks that are done; none when it is time for a ping."""
        return (await asyncio.wait(tasks, timeout=self._ping_seconds, return_when="FIRST_COMPLETED"))[0]

    async def _pump(self, send: Send) -> None:
        try:
            async for event in self._events:
                self._idle = False
                await _send(send, self._frame(event))
                self._idle = False
        except RequestError as error:
            await _send(send, error_frame(error))
        except Exception as error:
            log.exception("A stream broke")
            await _send(send, error_frame(failure(error)))
        if self._end:
            await _send(send, self._end)

    async def _last_word(self, send: Send) -> bool:
        if not self._end:
            return True
        stopping = RequestError("The server is stopping. The run goes on when it is back.", type="server_error")
        try:
            async with asyncio.timeout(LAST_WORD_SECONDS):
                await _send(send, error_frame(stopping) + self._end)
        except TimeoutError:
            return False
        return True


async def _send(send: Send, frame: bytes) -> None:
    await send({"type": "http.response.body", "body": frame, "more_body": True})


async def _gone(receive: Receive) -> None:
    """Return when the client has left."""
    while (await receive())["type"] != "http.disconnect":
        pass
