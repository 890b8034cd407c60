"""A listening socket that refuses connections while nearly all file descriptors of the process are in use.

asyncio would stop to accept for a second each time, and log it for each connection; and what is left of descriptors is
needed for the model and the database.
"""

import errno
import logging
import socket
import time
from contextlib import suppress
from typing import Any

from app.server.access.middleware import api_headers
from app.server.responses.error_responses import error_response
from app.server.totals.busy import Busy

try:
    import resource
except ImportError:  # Windows has no such limit
    resource = None

log = logging.getLogger(__name__)

MAX_OPEN_FILES = 10_240
"""Open files and sockets, where the system allows it. A streamed run needs two; the usual limit is 256 or 1024."""
KEPT_FILES = 64
"""How many of them connections do not get; a quarter of a small limit."""
LOG_INTERVAL_S = 60.0
REQUEST_BYTES = 64 * 1024


class Listener(socket.socket):
    """A bound socket of the same address that `bound` had, which is left without one."""

    def __init__(self, bound: socket.socket) -> None:
        super().__init__(fileno=bound.detach())
        self._logged_at = float("-inf")
        self._failed_at = float("-inf")

    def accept(self) -> tuple[socket.socket, Any]:
        """Accept a connection. Raises `BlockingIOError` for one that was refused, as for none."""
        try:
            accepted, address = super().accept()
        except OSError as error:
            if error.errno not in (errno.EMFILE, errno.ENFILE):
                raise
            now = time.monotonic()
            self._log(now)
            if now - self._failed_at < 0.5:  # asyncio asks on, though it waits for a second
                raise BlockingIOError from error
            self._failed_at = now
            raise
        if accepted.fileno() < most_connections():
            return accepted, address
        self._log(time.monotonic())
        refuse(accepted)
        raise BlockingIOError

    def _log(self, now: float) -> None:
        if now - self._logged_at >= LOG_INTERVAL_S:
            self._logged_at = now
            log.warning("Too many open connections: new ones are refused with 503 until others are closed.")


def most_connections() -> float:
    """Return the first descriptor that connections do not get."""
    if resource is None:
        return float("inf")
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if limit == resource.RLIM_INFINITY:
        return float("inf")
    return limit - min(KEPT_FILES, limit // 4)


def refuse(accepted: socket.socket) -> None:
    """Answer a connection with 503 and close it, whatever it asks."""
    error = Busy("The server has as many connections as it can hold.")
    response = error_response(error, headers={"connection": "close"})
    headers = [*response.raw_headers, *api_headers(time.perf_counter())]
    head = b"".join(b"%b: %b\r\n" % header for header in headers)
    with accepted, suppress(OSError):
        accepted.setblocking(False)
        with suppress(BlockingIOError):  # unread bytes would reset the connection, and the answer would be lost
            accepted.recv(REQUEST_BYTES)
        accepted.send(b"HTTP/1.1 503 Service Unavailable\r\n" + head + b"\r\n" + bytes(response.body))
        accepted.shutdown(socket.SHUT_WR)


def raise_file_limit() -> None:
    """Raise the limit of open files as far as the server needs it and the system allows it."""
    if resource is None:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = MAX_OPEN_FILES
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    if soft != resource.RLIM_INFINITY and soft < limit:
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
