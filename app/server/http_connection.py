"""One HTTP connection: uvicorn's, with deadlines for each request and response, and errors in the API's envelope.

uvicorn waits without limit for the rest of a request and for a client that takes nothing of a response, and answers
bytes that are not HTTP in plain text.
"""

import asyncio
import logging
import time
from typing import cast

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from app.api.errors import RequestError
from app.server.access.middleware import api_headers
from app.server.responses.error_responses import error_response
from app.server.streams.last_words import LAST_WORDS, LastWords

REQUEST_TIMEOUT_S = 120.0
"""How long a request may take to arrive: enough for 32 MiB over a slow line; no connection is held without limit."""
EXTEND_DEADLINE = "extend_deadline"
"""The name of a function in the state of a request (ASGI, "lifespan state"): it starts the deadline anew. A file may
take longer to arrive as long as it does.
"""
STALL_TIMEOUT_S = 60.0
"""How long a client may take nothing of its response."""
STALL_LOOKS = 4
"""How often it is looked at meanwhile."""
HIGH_WATER_BYTES = 32 * 1024
LOW_WATER_BYTES = 24 * 1024
"""A stream waits from the high mark to the low one: what a client has not taken is little, and that it takes some of it
is soon seen.
"""
UVICORN_LOG = logging.getLogger(f"{__name__}.uvicorn")
"""uvicorn's own log has a line for each malformed request; what fails here is logged."""
UVICORN_LOG.setLevel(logging.ERROR)


class Connection(H11Protocol):
    """A connection from its first byte to its last."""

    request_timeout_s = REQUEST_TIMEOUT_S
    stall_timeout_s = STALL_TIMEOUT_S
    last_words_timeout_s = STALL_TIMEOUT_S
    _deadline: asyncio.TimerHandle | None = None
    _stall: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] - as uvicorn's
        """Start the deadline of the first request."""
        super().connection_made(transport)
        self.logger = UVICORN_LOG
        transport.set_write_buffer_limits(HIGH_WATER_BYTES, LOW_WATER_BYTES)
        self._last_words = LastWords()
        self.app_state = {**self.app_state, LAST_WORDS: self._last_words, EXTEND_DEADLINE: self._extend_deadline}
        self._start_deadline()

    def data_received(self, data: bytes) -> None:
        """Handle data; the deadline runs until the request is complete."""
        super().data_received(data)
        if self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
            self._start_deadline()
        else:
            self._cancel_deadline()

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel the deadlines."""
        self._cancel_deadline()
        self._cancel_stall()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Begin to watch whether the client takes anything."""
        super().pause_writing()
        self._watch(self.transport.get_write_buffer_size(), STALL_LOOKS)

    def resume_writing(self) -> None:
        """Stop to watch: the client has taken most of it."""
        self._cancel_stall()
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """Answer bytes that are not HTTP in the API's envelope, unless a response has begun."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            response = error_response(RequestError(msg))
            headers = [*response.raw_headers, *api_headers(time.perf_counter()), (b"connection", b"close")]
            head = h11.Response(status_code=400, reason=b"Bad Request", headers=headers)
            for event in (head, h11.Data(data=bytes(response.body)), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()
        self._end_cycle()

    def _should_upgrade(self) -> bool:
        """Never: this server speaks HTTP/1.1. uvicorn would log two lines for each offer of HTTP/2, as Java makes."""
        return False

    def _start_deadline(self) -> None:
        """Close the connection unless the request is complete in time, counted from its first byte."""
        if self._deadline is None:
            self._deadline = self.loop.call_later(self.request_timeout_s, self.transport.close)

    def _extend_deadline(self) -> None:
        """Start the deadline anew, unless the request is complete."""
        if self._deadline is not None:
            self._cancel_deadline()
            self._start_deadline()

    def _watch(self, unsent_bytes: int, looks_left: int) -> None:
        """Look again in a while whether less is unsent; give up after so many looks without."""

        def look() -> None:
            size = self.transport.get_write_buffer_size()
            if size != unsent_bytes:
                self._watch(size, STALL_LOOKS)
            elif looks_left > 1:
                self._watch(size, looks_left - 1)
            else:
                self.cut_off()

        self._stall = self.loop.call_later(self.stall_timeout_s / STALL_LOOKS, look)

    def cut_off(self) -> None:
        """End the response of a client that takes nothing, with last words that it finds if it goes on."""
        words = self._last_words.speak()
        if not words:
            self.transport.abort()
            return
        self.transport.write(self.conn.send(h11.Data(data=words)) or b"")
        self.transport.write(self.conn.send(h11.EndOfMessage()) or b"")
        self.transport.close()
        self._stall = self.loop.call_later(self.last_words_timeout_s, self.transport.abort)
        self._end_cycle()
        self.flow.resume_writing()

    def _end_cycle(self) -> None:
        """Let the response be over for the application as well, which would answer, or wait for the client."""
        # None before the first request, which uvicorn's types leave out.
        cycle = cast("RequestResponseCycle | None", self.cycle)
        if cycle is not None:
            cycle.disconnected = True
            cycle.message_event.set()

    def _cancel_stall(self) -> None:
        if self._stall is not None:
            self._stall.cancel()
            self._stall = None

    def _cancel_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
