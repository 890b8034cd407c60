"""One HTTP connection: uvicorn's, with a deadline for what a caller begins to send. `serving` listens with it.

uvicorn waits for ever for the rest of a head or of a body, and answers bytes that are not HTTP in plain text.
"""

import asyncio
import time

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from app.api.errors import RequestError
from app.server.middleware import stamps
from app.server.responses import refused

ARRIVAL_SECONDS = 120.0
"""How long a request may take to be here whole: 32 MiB over a slow line, and no connection for ever."""


class Connection(H11Protocol):
    """A connection from its first byte to its last."""

    arrival_seconds = ARRIVAL_SECONDS
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] - as uvicorn's
        """The caller is there, and is expected to say something."""
        super().connection_made(transport)
        self._expect()

    def data_received(self, data: bytes) -> None:
        """More of a request; the deadline holds until it is whole."""
        super().data_received(data)
        if self.conn.their_state in (h11.IDLE, h11.SEND_BODY):
            self._expect()
        else:
            self._expect_nothing()

    def connection_lost(self, exc: Exception | None) -> None:
        """The caller is gone."""
        self._expect_nothing()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP is refused in the API's envelope, unless an answer has begun."""
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            answer = refused(RequestError(msg))
            headers = [*answer.raw_headers, *stamps(time.perf_counter()), (b"connection", b"close")]
            head = h11.Response(status_code=400, reason=b"Bad Request", headers=headers)
            for event in (head, h11.Data(data=bytes(answer.body)), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _expect(self) -> None:
        """Close unless a whole request is here in time, counted from its first byte."""
        if self._deadline is None:
            self._deadline = self.loop.call_later(self.arrival_seconds, self.transport.close)

    def _expect_nothing(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
