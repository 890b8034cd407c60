"""A bound for the answers of all connections together.

An answer is in memory until its client has taken it, which may last: without a bound for all of them, thirty clients
that ask for a message of 24 MiB and do not read take 700 MB.

A first answer that does not fit is refused. What cannot be refused, because the work is done or the answer has begun,
waits: without the object, which is read again when there is room for it.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeVar

from starlette.types import Scope

from app.server.totals.busy import Busy

FREE_BYTES = 256 * 1024
"""What is not counted of each answer: large ones under way must not keep out ordinary objects and pages."""
MAX_TOTAL_BYTES = 64 * 2**20
"""Two of the largest messages. One answer alone may be larger."""
ANSWER_SHARE = "answer_share"
"""The name of an answer's share in the scope of its request."""
T = TypeVar("T")


class Waiting(NamedTuple):
    """An answer that waits for room."""

    size: int
    has_room: asyncio.Future[None]


class AnswerTotal:
    """The answers under way, of all connections."""

    def __init__(self, max_bytes: int = MAX_TOTAL_BYTES) -> None:
        self.max_bytes = max_bytes
        self.held_bytes = 0
        self._waiting: deque[Waiting] = deque()

    @property
    def waiting_count(self) -> int:
        """How many answers wait for room."""
        return len(self._waiting)

    def has_room(self, size: int, *, held_by_it: int = 0) -> bool:
        """Return whether an answer may hold so much. Any size may be held alone.

        `held_by_it`: what is held for this answer already.
        """
        held_by_others = self.held_bytes - held_by_it
        return size <= held_by_it or held_by_others == 0 or held_by_others + size <= self.max_bytes

    def change(self, difference: int) -> None:
        """Count more or less; then let those go on for whom there is room, those first that came first."""
        self.held_bytes += difference
        if difference >= 0:
            return
        for one in list(self._waiting):
            if self.has_room(one.size):
                self._waiting.remove(one)
                self.held_bytes += one.size
                one.has_room.set_result(None)

    async def wait(self, size: int) -> None:
        """Wait until so much more is counted."""
        if self.has_room(size):
            self.held_bytes += size
            return
        one = Waiting(size, asyncio.get_running_loop().create_future())
        self._waiting.append(one)
        try:
            await one.has_room
        except asyncio.CancelledError:
            if one in self._waiting:
                self._waiting.remove(one)
            elif one.has_room.done() and not one.has_room.cancelled():
                self.change(-size)
            raise


class AnswerShare:
    """The share of one answer. `release` must be called when it is over."""

    def __init__(self, total: AnswerTotal) -> None:
        self._total = total
        self._held_bytes = 0

    def take(self, size: int) -> bool:
        """Count so much, in place of what was counted; False, with nothing counted any more, if there is no room."""
        counted = counted_bytes(size)
        if not self._total.has_room(counted, held_by_it=self._held_bytes):
            self.release()
            return False
        self._change_to(counted)
        return True

    def take_anyway(self, size: int) -> None:
        """Count so much, whether there is room or not."""
        self._change_to(counted_bytes(size))

    async def wait(self, size: int) -> None:
        """Count so much when there is room."""
        self.release()
        counted = counted_bytes(size)
        await self._total.wait(counted)
        self._held_bytes = counted

    def release(self) -> None:
        """Give the share back."""
        self._change_to(0)

    async def read_with_room(self, read: Callable[[], Awaitable[T]], size_of: Callable[[T], int], size: int = 0) -> T:
        """Read something when there is room for it. `size`: what it is known to have.

        What is read in vain is dropped while the answer waits.
        """
        while True:
            await self.wait(size)
            value = await read()
            size = size_of(value)
            if self.take(size):
                return value
            del value

    def _change_to(self, counted: int) -> None:
        before, self._held_bytes = self._held_bytes, counted
        self._total.change(counted - before)


def too_many_answers() -> Busy:
    """Return the refusal of an answer for which there is no room."""
    return Busy("The server is sending as many large answers as it can hold.")


def counted_bytes(size: int) -> int:
    """Return what is counted of an answer."""
    return max(0, size - FREE_BYTES)


def share_of(scope: Scope) -> AnswerShare:
    """Return the share of a request's answer; a lone one for an answer without a route."""
    share: object = scope.get(ANSWER_SHARE)
    if isinstance(share, AnswerShare):
        return share
    return AnswerShare(AnswerTotal())
