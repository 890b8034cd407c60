"""One HTTP connection: uvicorn's, with a deadline for each request and errors in the API's envelope.

uvicorn waits without limit for the rest of a request, and answers bytes that are not HTTP in plain text.
"""

import asyncio
import time

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from app.api.errors import RequestError
from app.server.access.middleware import api_headers
from app.server.responses import error_response

REQUEST_TIMEOUT_S = 120.0
"""How long a request may take to arrive: enough for 32 MiB over a slow line; no connection is held without limit."""


class Connection(H11Protocol):
    """A connection from its first byte to its last."""

    request_timeout_s = REQUEST_TIMEOUT_S
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] - as uvicorn's
        """Start the deadline of the first request."""
        super().connection_made(transport)
        self._start_deadline()

    def data_received(self, data: bytes) -> None:
        """Handle data; the deadline runs until the request is complete."""
        super().data_received(data)
        if self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
            self._start_deadline()
        else:
            self._cancel_deadline()

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel the deadline."""
        self._cancel_deadline()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Answer bytes that are not HTTP in the API's envelope, unless a response has begun."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            response = error_response(RequestError(msg))
            headers = [*response.raw_headers, *api_headers(time.perf_counter()), (b"connection", b"close")]
            head = h11.Response(status_code=400, reason=b"Bad Request", headers=headers)
            for event in (head, h11.Data(data=bytes(response.body)), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _start_deadline(self) -> None:
        """Close the connection unless the request is complete in time, counted from its first byte."""
        if self._deadline is None:
            self._deadline = self.loop.call_later(self.request_timeout_s, self.transport.close)

    def _cancel_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
