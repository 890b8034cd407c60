"""The listening socket: `serve` runs the whole server, `listen` serves an application on a socket.

`serve` opens the services with `async with`, so that they outlive the last request; Starlette's lifespan is not used.
"""

import asyncio
import logging
import socket
from collections.abc import AsyncGenerator, Callable, Collection, Generator
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager, suppress
from pathlib import Path

import uvicorn
from starlette.applications import Starlette

from app.api.errors import Error
from app.api.services import OpenServices
from app.server.access.web_pages import ANY_ORIGIN
from app.server.announcing import announce_model
from app.server.application import create_app
from app.server.http_connection import Connection
from app.server.sockets.binding import BACKLOG_CONNECTIONS, bind_address, bind_path, tune
from app.server.sockets.listener import raise_file_limit
from app.settings.values import is_loopback

log = logging.getLogger(__name__)

KEEP_ALIVE_S = 75
"""How long an idle connection stays open: longer than clients keep theirs, so that the client closes it first."""
SHUTDOWN_TIMEOUT_S = 1
"""How long a stopping server waits for unfinished responses."""
ACCEPT_BATCH_CONNECTIONS = 64
"""How many connections asyncio accepts in one loop."""
Place = Path | tuple[str, int]
"""The path of a unix socket, or host and port."""
OPEN_TO_THIS_MACHINE = (
    "Every user of this machine can read and change the conversations here. To keep the others out, set "
    "ASSISTANT_CHAT_SERVER_KEY, or listen on a socket of your own: serve --socket PATH."
)


async def serve(
    open_services: OpenServices,
    host: str,
    port: int,
    server_key: str | None,
    *,
    announce: Callable[[str], None],
    socket_path: Path | None = None,
    origins: Collection[str] = (),
    logs_requests: bool = False,
) -> None:
    """Serve until the task is cancelled. `socket_path`: of a unix socket, which then replaces host and port.

    `announce` gets the address, http://HOST:PORT/v1 or unix:PATH, when the server is ready. Raises
    `Error` beyond loopback or for every web page without a key, when the place is not available, and what
    `open_services` raises.
    """
    place = socket_path or (host, port)
    _check_key(place, server_key, origins)
    raise_file_limit()
    with _bound(place) as listener, suppress(asyncio.CancelledError):  # stopped before it was ready
        async with open_services() as services:
            app = create_app(
                services.assistants,
                services.endpoints,
                server_key=server_key,
                # No web page can reach a socket.
                loopback=not isinstance(place, Path) and is_loopback(place[0]),
                origins=origins,
                logs_requests=logs_requests,
            )
            async with listen(app, listener):
                announce(_address(place, listener))
                if not server_key and not isinstance(place, Path):
                    log.info(OPEN_TO_THIS_MACHINE)
                announcing = asyncio.create_task(announce_model(services.endpoints))
                await wait_for_stop()
                announcing.cancel()
                log.info("Stopping: open requests end, and runs in progress are handed back to continue later.")
        log.info("Stopped.")


def _check_key(place: Place, server_key: str | None, origins: Collection[str]) -> None:
    """Raise `Error` where a key is needed and there is none."""
    if server_key:
        return
    if not isinstance(place, Path) and not is_loopback(place[0]):
        raise Error(
            f"Listening on {place[0]} lets other machines connect: set ASSISTANT_CHAT_SERVER_KEY to a key that they "
            "must send, or use 127.0.0.1."
        )
    if ANY_ORIGIN in origins:
        raise Error(
            "--allow-origin '*' lets every web page read the conversations: set ASSISTANT_CHAT_SERVER_KEY to a key "
            "that they must send, or name the pages."
        )


def _bound(place: Place) -> AbstractContextManager[socket.socket]:
    """Return the socket to listen on. Raises `Error`, one of a path when the context is entered."""
    if isinstance(place, Path):
        return bind_path(place)
    return bind_address(*place)


def _address(place: Place, listener: socket.socket) -> str:
    """Return what a client is given to reach the server."""
    if isinstance(place, Path):
        return f"unix:{place}"
    return _url(place[0], listener.getsockname()[1])


async def wait_for_stop() -> None:
    """Return when the task is cancelled: that is how a server ends, in order."""
    task = asyncio.current_task()
    assert task is not None
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        task.uncancel()


@asynccontextmanager
async def listen(
    app: Starlette, listener: socket.socket, connection: type[Connection] = Connection
) -> AsyncGenerator[None]:
    """Serve on a bound socket inside the block; at its end, end the streams, finish responses, close the socket."""
    tune(listener)
    server = _Server(
        uvicorn.Config(
            app,
            http=connection,
            ws="none",
            lifespan="off",
            proxy_headers=False,
            server_header=False,
            access_log=False,
            log_config=None,
            timeout_keep_alive=KEEP_ALIVE_S,
            timeout_graceful_shutdown=SHUTDOWN_TIMEOUT_S,
            backlog=ACCEPT_BATCH_CONNECTIONS,
        )
    )
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    ready = asyncio.create_task(server.ready.wait())
    try:
        await asyncio.wait({serving, ready}, return_when="FIRST_COMPLETED")
        if serving.done():
            raise Error("The server could not start listening.") from serving.exception()
        yield
    finally:
        ready.cancel()
        app.state.closing.set()
        server.should_exit = True
        await serving


class _Server(uvicorn.Server):
    """uvicorn without its signal handling, which would end the process before the services are closed."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for listener in sockets or ():
            listener.listen(BACKLOG_CONNECTIONS)  # asyncio uses one number for both
        self.ready.set()

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


def _url(host: str, port: int) -> str:
    if ":" in host:  # IPv6
        host = f"[{host}]"
    return f"http://{host}:{port}/v1"
