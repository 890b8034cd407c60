"""Responses that stream server-sent events: their frames, the keep-alive, and how they end.

A client that reads slowly delays only its own stream. A client that disconnects ends the
stream, not the run. When the server stops, every stream ends at once.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing
from functools import partial
from typing import Literal, NamedTuple

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.api.errors import NOT_READ_CODE, RequestError
from app.api.events import Event
from app.api.objects import Message
from app.server.responses.encoding import ENCODER, has_much_text, pieces_of
from app.server.responses.error_responses import error_body, server_error
from app.server.streams.frame_sender import FrameSender
from app.server.streams.last_words import LAST_WORDS, LastWords, nothing
from app.server.streams.turns import Turns

log = logging.getLogger(__name__)

PING_S = 15.0
"""The longest silence of a stream: proxies give up after 60 s, some after 30."""
PING = b": ping\n\n"
FRAME_END = b"\n\n"
DONE = b"event: done\ndata: [DONE]\n\n"
STOPPING = "The server is stopping. The run continues when it is back."
NOT_READ = "Nothing of this stream was read for a minute. The run continues; retrieve it or follow it again."
CLOSING_TIMEOUT_S = 1.0
"""How long a stopping server waits for a client to accept the end of its stream."""


def error_frame(error: RequestError) -> bytes:
    """Encode the error that ends a stream.

    The API's description has the fields themselves; openai-python raises only what is nested under `error`. It is both.
    """
    body = error_body(error)
    return b"event: error\ndata: %b\n\n" % ENCODER.encode({**body, **body["error"]})


class Streaming(NamedTuple):
    """What the streams of a server share. `closing` ends them; `turns`: of those that have much to send.

    After `ping_seconds` without an event a stream sends a comment, so that no proxy takes the connection for dead.
    """

    closing: asyncio.Event
    turns: Turns
    ping_seconds: float = PING_S


class EventStream(Response):
    """Sends the frames of `events` until they end, the client disconnects or the server stops."""

    media_type = "text/event-stream"
    end_frame = DONE

    def __init__(self, events: AsyncGenerator[Event], streaming: Streaming) -> None:
        super().__init__(headers={"cache-control": "no-store", "content-type": self.media_type})
        self.raw_headers = [header for header in self.raw_headers if header[0] != b"content-length"]
        self._events = events
        self._streaming = streaming

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream; the ASGI signature."""
        async with aclosing(self._events):
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            frames = FrameSender(send, self._streaming.turns)
            if scope["method"] != "HEAD" and not await self._send_stream(receive, frames, _last_words(scope)):
                return
            await send({"type": "http.response.body", "body": b""})

    def _head(self, event: Event) -> bytes:
        """Encode the beginning of an event's frame, as the API streams it: its name, and then the object itself."""
        return b"event: %b\ndata: " % event.event.encode()

    async def _frame_in_pieces(self, event: Event) -> AsyncGenerator[bytes]:
        """Yield the frame of a message with much text, which would take as much memory again for each stream."""
        assert isinstance(event.data, Message)
        yield self._head(event)
        async for piece in pieces_of(event.data):
            yield piece
        yield FRAME_END

    async def _send_stream(self, receive: Receive, frames: FrameSender, last_words: LastWords) -> bool:
        """Send all events. False if the client has disconnected."""
        last_words.speak = partial(self._breaking_off, frames, NOT_READ, NOT_READ_CODE)
        sending = asyncio.create_task(self._send_events(frames))
        disconnected = asyncio.create_task(_wait_for_disconnect(receive))
        closing = asyncio.create_task(self._streaming.closing.wait())
        tasks: set[asyncio.Task[None] | asyncio.Task[Literal[True]]] = {sending, disconnected, closing}
        try:
            while not (done := await self._first_done(tasks, frames)):
                if frames.is_idle and self._seconds_to_ping(frames) <= 0:
                    await frames.send_now(PING)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            await frames.stop()
            last_words.speak = nothing
        if sending in done:
            sending.result()
            return True
        return closing in done and await self._stop(frames)

    async def _stop(self, frames: FrameSender) -> bool:
        """End a stream because the server stops. False if the client is too slow, or has a part of a frame."""
        if not self.end_frame:
            return not frames.is_within_frame
        words = self._breaking_off(frames, STOPPING)
        try:
            async with asyncio.timeout(CLOSING_TIMEOUT_S):
                await frames.send_now(words)
        except TimeoutError:
            return False
        return bool(words)

    async def _first_done(
        self, tasks: Collection[asyncio.Task[None] | asyncio.Task[Literal[True]]], frames: FrameSender
    ) -> Collection[object]:
        """Wait until a task is done or a ping is due; return the tasks that are done."""
        return (await asyncio.wait(tasks, timeout=self._seconds_to_ping(frames), return_when="FIRST_COMPLETED"))[0]

    def _seconds_to_ping(self, frames: FrameSender) -> float:
        """Return how long the stream may stay silent from now on; a frame under way counts as silence ended later."""
        ping_seconds = self._streaming.ping_seconds
        if not frames.is_idle:
            return ping_seconds
        return max(0.0, frames.quiet_since + ping_seconds - asyncio.get_running_loop().time())

    async def _send_events(self, frames: FrameSender) -> None:
        try:
            async for event in self._events:
                if has_much_text(event.data):
                    await frames.send_in_pieces(self._frame_in_pieces(event))
                else:
                    await frames.add(self._head(event) + ENCODER.encode(event.data) + FRAME_END)
        except RequestError as error:
            await frames.add(error_frame(error))
        except Exception as error:
            log.exception("A stream broke")
            await frames.add(error_frame(server_error(error)))
        if self.end_frame:
            await frames.add(self.end_frame)
        await frames.finish()

    def _breaking_off(self, frames: FrameSender, why: str, code: str | None = None) -> bytes:
        """Return the error and the end of a stream that breaks off; nothing in the middle of a frame."""
        if frames.is_within_frame:
            return b""
        return error_frame(RequestError(why, type="server_error", code=code)) + self.end_frame


class NumberedEventStream(EventStream):
    """Sends each event with its number as the id, so that a client can resume after it.

    It has no end frame: a client that sees the connection close follows again from the last number.
    """

    end_frame = b""

    def _head(self, event: Event) -> bytes:
        return b"id: %d\n%b" % (event.number, super()._head(event))


def _last_words(scope: Scope) -> LastWords:
    """Return where the connection of a request looks for last words."""
    words: object = scope.get("state", {}).get(LAST_WORDS)
    if isinstance(words, LastWords):
        return words
    return LastWords()


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
