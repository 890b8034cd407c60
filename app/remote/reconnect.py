"""Follow a run over HTTP; a broken connection is restored and resumes after the last number.

The server sends the events above a number, past ones first, then live ones. So no event is skipped or repeated, however
often the connection breaks or the server restarts.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing

import msgspec

from app.api.errors import NOT_READ_CODE, NotFound, RequestError
from app.api.events import TERMINAL_EVENTS, Event
from app.api.objects import TERMINAL_STATUSES, Run
from app.openai_sdk.body_size import BodyTooLarge
from app.remote import server_errors
from app.remote.event_stream import events_in
from app.remote.server_client import ServerClient

FIRST_WAIT_S = 0.25
"""Wait before the first reconnection, doubled each time. A server that is stopping accepts connections for 0.1 s."""
MAX_WAIT_S = 2.0
TOLD_AFTER_S = 2.0
"""A shorter interruption is not told."""


class ConnectionNews:
    """Tells once that a connection is lost, and once that it is back."""

    def __init__(self, client: ServerClient) -> None:
        self._server, self._notices = client.server, client.notices
        self._lost, self._back = server_errors.is_lost(client.server), server_errors.is_back(client.server)
        self._told = False

    def is_lost(self, error: server_errors.Unreachable, away_s: float) -> None:
        """Tell it after a while, unless it was told already. Raises `Unavailable` when it has lasted too long."""
        if away_s > self._server.timeouts.absence:
            self._withdraw()
            raise server_errors.connection_lost(self._server, error) from error
        if away_s > TOLD_AFTER_S and not self._told:
            self._notices.append(self._lost)
            self._told = True

    def is_back(self) -> None:
        """Tell it to who was told of the loss; take that back if nobody was yet."""
        if self._told and not self._withdraw():
            self._notices.append(self._back)
        self._told = False

    def _withdraw(self) -> bool:
        """Take the loss back if nobody was told of it yet, because it is over or told otherwise."""
        if self._lost not in self._notices:
            return False
        self._notices.remove(self._lost)
        return True


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
    news = ConnectionNews(client)
    while True:
        lost: server_errors.Unreachable | None = None
        try:
            async with client.stream(path, {"after": last}) as blocks, aclosing(events_in(blocks)) as events:
                found = True
                news.is_back()
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
        except RequestError as error:
            if error.code != NOT_READ_CODE:
                raise
            # This process was stopped, or its output was not read: it goes on after the last number.
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise server_errors.not_our_server(client.server, "events of another version") from error
        except BodyTooLarge as error:
            raise server_errors.too_large(client.server, error.limit) from error
        except server_errors.Unreachable as error:
            lost = error
        if lost:
            news.is_lost(lost, loop.time() - last_contact)
        await asyncio.sleep(wait)
        wait = min(wait * 2, MAX_WAIT_S)
