"""Following a run over HTTP: a broken connection is made again and goes on after the last number.

`assistants` returns it. The server tells the events above a number, first those that were, then those that come; so
there is no gap and no repeat, however often the connection breaks or the server starts anew.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing

import msgspec

from app.api.errors import NotFound
from app.api.events import TERMINAL_EVENTS, Event
from app.api.objects import TERMINAL, Run
from app.remote import server_errors
from app.remote.event_stream import events_in
from app.remote.http import Connection

FIRST_WAIT = 0.25
"""Seconds before the connection is made again, doubled each time. A stopping server still takes some for 0.1 s."""
LONGEST_WAIT = 2.0


async def follow(
    connection: Connection, path: str, read_run: Callable[[], Awaitable[Run]], after: int
) -> AsyncGenerator[Event]:
    """The events above `after` to the last; `read_run` says how the run stands.

    Raises `NotFound` for an unknown run, `Unavailable` when the server stays away for `patience.absence` seconds.
    """
    loop = asyncio.get_running_loop()
    last, wait, known, quiet = after, FIRST_WAIT, False, 0
    heard_from = loop.time()
    while True:
        lost: server_errors.Unreachable | None = None
        try:
            async with connection.stream(path, {"after": last}) as blocks, aclosing(events_in(blocks)) as events:
                known = True
                try:
                    async for event in events:
                        last, wait, quiet = event.number, FIRST_WAIT, 0
                        yield event
                        if event.event in TERMINAL_EVENTS:
                            return
                finally:
                    heard_from = loop.time()
            # The server stopped, or had nothing more to tell. A stopping one may end two streams, but not for long.
            quiet = quiet + 1 if (await read_run()).status in TERMINAL else 0
            if quiet > 1:
                return
        except NotFound:
            if known:
                return  # deleted meanwhile, as the engine's own following ends
            raise
        except msgspec.MsgspecError as error:
            raise server_errors.not_ours(connection.server, "events of another version") from error
        except server_errors.Unreachable as error:
            lost = error
        if lost and loop.time() - heard_from > connection.server.patience.absence:
            raise server_errors.gone(connection.server, lost) from lost
        await asyncio.sleep(wait)
        wait = min(wait * 2, LONGEST_WAIT)
