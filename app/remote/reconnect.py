"""Follow a run over HTTP; a broken connection is restored and resumes after the last number.

The server sends the events above a number, past ones first, then live ones. So no event is skipped or repeated, however
often the connection breaks or the server restarts.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing

import msgspec

from app.api.errors import NotFound
from app.api.events import TERMINAL_EVENTS, Event
from app.api.objects import TERMINAL_STATUSES, Run
from app.openai_sdk.body_size import BodyTooLarge
from app.remote import server_errors
from app.remote.event_stream import events_in
from app.remote.server_client import ServerClient

FIRST_WAIT_S = 0.25
"""Wait before the first reconnection, doubled each time. A server that is stopping accepts connections for 0.1 s."""
MAX_WAIT_S = 2.0


async def follow(
    client: ServerClient, path: str, get_run: Callable[[], Awaitable[Run]], after: int
) -> AsyncGenerator[Event]:
    """Yield the events above `after` until the run is over. `get_run`: returns the run.

    Raises `NotFound` for an unknown run, `Unavailable` when the server is unreachable for `timeouts.absence` seconds.
    """
    loop = asyncio.get_running_loop()
    last, wait = after, FIRST_WAIT_S
    found = False  # whether the server has accepted the id of the run before
    ended_once = False  # whether the last stream ended although the run was over
    last_contact = loop.time()
    while True:
        lost: server_errors.Unreachable | None = None
        try:
            async with client.stream(path, {"after": last}) as blocks, aclosing(events_in(blocks)) as events:
                found = True
                try:
                    async for event in events:
                        last, wait = event.number, FIRST_WAIT_S
                        ended_once = False
                        yield event
                        if event.event in TERMINAL_EVENTS:
                            return
                finally:
                    last_contact = loop.time()
            # The server is stopping, or the run has no more events; only in the second case is the next stream empty.
            if (await get_run()).status not in TERMINAL_STATUSES:
                ended_once = False
            elif ended_once:
                return
            else:
                ended_once = True
        except NotFound:
            if found:
                return  # deleted meanwhile; following in the engine ends the same way
            raise
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise server_errors.not_our_server(client.server, "events of another version") from error
        except BodyTooLarge as error:
            raise server_errors.too_large(client.server, error.limit) from error
        except server_errors.Unreachable as error:
            lost = error
        if lost and loop.time() - last_contact > client.server.timeouts.absence:
            raise server_errors.connection_lost(client.server, lost) from lost
        await asyncio.sleep(wait)
        wait = min(wait * 2, MAX_WAIT_S)
