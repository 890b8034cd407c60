"""How long a stream is silent at most, on a clock that jumps to the next timer instead of waiting for it."""

import asyncio
import selectors
from collections.abc import AsyncGenerator
from itertools import pairwise

from starlette.types import Message

from app.api.events import Event
from app.server.streams.sse import EventStream, NumberedEventStream, Streaming
from app.server.streams.turns import Turns
from tests.requirements import requirement
from tests.server.events import delta

LONGEST_SILENCE_S = 15.0
CLOCK_ERROR_S = 0.01


class JumpingClock(selectors.DefaultSelector):
    """A selector that lets its own time pass at once while there is nothing to do."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Return what is ready; if nothing is, it is later now by the timeout."""
        if timeout is None:
            return super().select(None)
        ready = super().select(0)
        if not ready:
            self.now += timeout
        return ready


class JumpingLoop(asyncio.SelectorEventLoop):
    """An event loop with such a clock."""

    def __init__(self) -> None:
        self.clock = JumpingClock()
        super().__init__(self.clock)

    def time(self) -> float:
        """Return the time of the clock."""
        return self.clock.now


async def events(*silences_s: float) -> AsyncGenerator[Event]:
    """Yield an event after each silence."""
    for number, silence_s in enumerate(silences_s):
        await asyncio.sleep(silence_s)
        yield delta(number)


async def sent_at(kind: type[EventStream], *silences_s: float) -> list[float]:
    """Send a stream with these silences; return when it sent anything."""
    loop = asyncio.get_running_loop()
    times: list[float] = []

    async def receive() -> Message:
        return await loop.create_future()

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start" or message["body"]:
            times.append(loop.time())

    stream = kind(events(*silences_s), Streaming(asyncio.Event(), Turns()))
    await stream({"type": "http", "method": "GET", "headers": []}, receive, send)
    return times


@requirement("server.keep-alive-interval")
def test_a_stream_is_never_silent_for_longer() -> None:
    for kind in (EventStream, NumberedEventStream):
        for silences_s in ((40.0,), (14.9, 29.0, 1.0, 16.0), (0.0, 100.0, 0.0)):
            with asyncio.Runner(loop_factory=JumpingLoop) as runner:
                times = runner.run(sent_at(kind, *silences_s))
            assert times[0] == 0.0
            assert times[-1] >= sum(silences_s) - CLOCK_ERROR_S
            assert max(later - earlier for earlier, later in pairwise(times)) <= LONGEST_SILENCE_S + CLOCK_ERROR_S
