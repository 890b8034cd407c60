"""A bound for the request bodies of all connections together.

Each body may be as large as the API allows, and may take two minutes to arrive: without a bound for all of them, sixty
connections that send all but the last byte take two gigabytes.
"""

from app.server.totals.busy import Busy

FREE_BYTES = 64 * 1024
"""What is not counted of each body: large ones under way must not keep out ordinary requests. uvicorn holds as much."""
MAX_TOTAL_BYTES = 64 * 2**20
"""Two of the largest bodies: what one sends is taken, and memory grows by less than 100 MB whatever is sent."""
BODY_SHARE = "body_share"
"""The name of a request's share in its scope."""


class BodyTotal:
    """The bodies that are read or worked on, of all connections."""

    def __init__(self, max_bytes: int = MAX_TOTAL_BYTES) -> None:
        self.max_bytes = max_bytes
        self.held_bytes = 0


class BodyShare:
    """The share of one request. `release` must be called when it is answered."""

    def __init__(self, total: BodyTotal) -> None:
        self._total = total
        self._size = self._held_bytes = 0

    def add(self, size: int) -> None:
        """Count more bytes. Raises `Busy`, with nothing counted any more, when there is no room for them."""
        self._size += size
        more = max(0, self._size - FREE_BYTES) - self._held_bytes
        if self._total.held_bytes + more > self._total.max_bytes:
            self.release()
            raise Busy("The server is reading as many large requests as it can hold.")
        self._held_bytes += more
        self._total.held_bytes += more

    def release(self) -> None:
        """Give the share back."""
        self._total.held_bytes -= self._held_bytes
        self._held_bytes = 0
