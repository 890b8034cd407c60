"""Responses that stream server-sent events: their frames, the keep-alive, and how they end.

A client that reads slowly delays only its own stream, since `send` waits for it. A client that disconnects ends the
stream, not the run. When the server stops, every stream ends at once.
"""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing
from typing import Literal

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.api.errors import RequestError
from app.api.events import Event
from app.server.responses import ENCODER, error_body, server_error

log = logging.getLogger(__name__)

PING = b": ping\n\n"
DONE = b"event: done\ndata: [DONE]\n\n"
CLOSING_TIMEOUT_S = 1.0
"""How long a stopping server waits for a client to accept the end of its stream."""


def api_frame(event: Event) -> bytes:
    """Encode an event as the API streams it: its name and the object itself."""
    return b"event: %b\ndata: %b\n\n" % (event.event.encode(), ENCODER.encode(event.data))


def error_frame(error: RequestError) -> bytes:
    """Encode the error that ends a stream. It is nested under `error`; otherwise openai-python does not raise it."""
    return b"event: error\ndata: %b\n\n" % ENCODER.encode(error_body(error))


class EventStream(Response):
    """Sends the frames of `events` until they end, the client disconnects or `closing` is set.

    After `ping_seconds` without an event a comment is sent, so that no proxy takes the connection for dead.
    """

    media_type = "text/event-stream"
    end_frame = DONE

    def __init__(self, events: AsyncGenerator[Event], closing: asyncio.Event, *, ping_seconds: float) -> None:
        super().__init__(headers={"cache-control": "no-store", "content-type": self.media_type})
        self.raw_headers = [header for header in self.raw_headers if header[0] != b"content-length"]
        self._events = events
        self._closing = closing
        self._ping_seconds = ping_seconds
        self._quiet_since = time.monotonic()
        self._is_sending = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream; the ASGI signature."""
        async with aclosing(self._events):
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            if scope["method"] != "HEAD" and not await self._send_stream(receive, send):
                return
            await send({"type": "http.response.body", "body": b""})

    def _frame(self, event: Event) -> bytes:
        return api_frame(event)

    async def _send_stream(self, receive: Receive, send: Send) -> bool:
        """Send all events. False if the client has disconnected."""
        sending = asyncio.create_task(self._send_events(send))
        disconnected = asyncio.create_task(_wait_for_disconnect(receive))
        closing = asyncio.create_task(self._closing.wait())
        tasks: set[asyncio.Task[None] | asyncio.Task[Literal[True]]] = {sending, disconnected, closing}
        try:
            while not (done := await self._first_done(tasks)):
                if not self._is_sending and self._seconds_to_ping() <= 0:
                    await _send_frame(send, PING)
                    self._quiet_since = time.monotonic()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
        if sending in done:
            sending.result()
            return True
        return closing in done and await self._send_closing_error(send)

    async def _first_done(
        self, tasks: Collection[asyncio.Task[None] | asyncio.Task[Literal[True]]]
    ) -> Collection[object]:
        """Wait until a task is done or a ping is due; return the tasks that are done."""
        return (await asyncio.wait(tasks, timeout=self._seconds_to_ping(), return_when="FIRST_COMPLETED"))[0]

    def _seconds_to_ping(self) -> float:
        """Return how long the stream may stay silent from now on; a frame under way counts as silence ended later."""
        if self._is_sending:
            return self._ping_seconds
        return max(0.0, self._quiet_since + self._ping_seconds - time.monotonic())

    async def _send_events(self, send: Send) -> None:
        try:
            async for event in self._events:
                self._is_sending = True
                await _send_frame(send, self._frame(event))
                self._is_sending = False
                self._quiet_since = time.monotonic()
        except RequestError as error:
            await _send_frame(send, error_frame(error))
        except Exception as error:
            log.exception("A stream broke")
            await _send_frame(send, error_frame(server_error(error)))
        if self.end_frame:
            await _send_frame(send, self.end_frame)

    async def _send_closing_error(self, send: Send) -> bool:
        """Send the error and the end of a stream that the stopping server breaks. False if the client is too slow."""
        if not self.end_frame:
            return True
        stopping = RequestError("The server is stopping. The run continues when it is back.", type="server_error")
        try:
            async with asyncio.timeout(CLOSING_TIMEOUT_S):
                await _send_frame(send, error_frame(stopping) + self.end_frame)
        except TimeoutError:
            return False
        return True


class NumberedEventStream(EventStream):
    """Sends each event with its number as the id, so that a client can resume after it.

    It has no end frame: a client that sees the connection close follows again from the last number.
    """

    end_frame = b""

    def _frame(self, event: Event) -> bytes:
        return b"id: %d\n%b" % (event.number, api_frame(event))


async def _send_frame(send: Send, frame: bytes) -> None:
    await send({"type": "http.response.body", "body": frame, "more_body": True})


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
