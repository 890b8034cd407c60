"""The listening socket and its life: `serve` for the command line, `listening` for whoever has an application.

The engine is opened here with `async with` and outlives the last request; Starlette's lifespan plays no part.
"""

import asyncio
import signal
import socket
import threading
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from app.api.errors import Error
from app.api.services import OpenServices
from app.server.application import create_app
from app.server.http_connection import Connection
from app.settings.values import is_loopback

try:
    import resource
except ImportError:  # Windows counts otherwise.
    resource = None

IDLE_SECONDS = 75
"""How long an idle connection is kept: longer than clients keep theirs, so that they, who know, close it."""
STOPPING_SECONDS = 3
"""How long a stopping server waits for answers under way."""
WAITING = 2048
"""Connections that may wait to be accepted."""
AT_ONCE = 64
"""Connections that asyncio accepts in one go; where no file is left, it fails and complains so many times."""
MANY_FILES = 10_240
"""Open files and connections, where the system allows. A streamed run holds two; systems begin with 256 or 1024."""


async def serve(open_services: OpenServices, host: str, port: int, server_key: str | None) -> None:
    """Serve until SIGTERM or SIGINT. The first line on stdout, when ready: `Listening on http://HOST:PORT/v1`.

    Raises `Error` without a key beyond loopback, and where the address cannot be had; `open_services` may raise too.
    """
    loopback = is_loopback(host)
    if not loopback and not server_key:
        raise Error(
            f"Listening on {host} lets other machines in: set ASSISTANT_CHAT_SERVER_KEY to a key that they must "
            "present, or stay on 127.0.0.1."
        )
    _allow_many_files()
    with _bound(host, port) as listener, _stop_signals() as stop:
        async with open_services() as services:
            app = create_app(services.assistants, services.endpoints, server_key=server_key, loopback=loopback)
            async with listening(app, listener):
                shown = f"[{host}]" if ":" in host else host
                print(f"Listening on http://{shown}:{listener.getsockname()[1]}/v1", flush=True)
                await stop.wait()


@asynccontextmanager
async def listening(
    app: Starlette, listener: socket.socket, connection: type[Connection] = Connection
) -> AsyncGenerator[None]:
    """Answer at a bound socket inside; leaving ends the streams, lets short answers finish and closes the socket."""
    # asyncio does it for sockets that it made itself; answers of two packets wait 40 ms without. Accepted ones inherit.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
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
            timeout_keep_alive=IDLE_SECONDS,
            timeout_graceful_shutdown=STOPPING_SECONDS,
            backlog=AT_ONCE,
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
    """uvicorn without its signal handling: it would end the process before the engine is closed."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        for listener in sockets or ():
            listener.listen(WAITING)  # asyncio has taken its number for both
        self.ready.set()

    @contextmanager
    def capture_signals(self) -> Generator[None]:
        yield


def _bound(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:
        raise Error(f"Cannot listen on {host}:{port}: a port is a number from 0 to 65535.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=WAITING)
    except OSError as error:
        raise Error(f"Cannot listen on {host}:{port}: {error}.") from error


def _allow_many_files() -> None:
    if resource is not None:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = MANY_FILES if hard == resource.RLIM_INFINITY else min(MANY_FILES, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


@contextmanager
def _stop_signals() -> Generator[asyncio.Event]:
    """An event that SIGINT and SIGTERM set. Only a main thread may listen to signals; elsewhere it stays unset."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(stop.set)

    handlers = {number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
