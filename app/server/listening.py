"""The listening socket: `serve` runs the whole server, `listen` serves an application on a socket.

`serve` opens the services with `async with`, so that they outlive the last request; Starlette's lifespan is not used.
"""

import asyncio
import logging
import socket
from collections.abc import AsyncGenerator, Collection, Generator
from contextlib import asynccontextmanager, contextmanager, suppress

import uvicorn
from starlette.applications import Starlette

from app.api.errors import Error
from app.api.services import OpenServices
from app.server.access.web_pages import ANY_ORIGIN
from app.server.announcing import announce_model
from app.server.application import create_app
from app.server.http_connection import Connection
from app.settings.os_errors import describe_os_error
from app.settings.values import is_loopback

try:
    import resource
except ImportError:  # Windows has no such limit
    resource = None

log = logging.getLogger(__name__)

KEEP_ALIVE_S = 75
"""How long an idle connection stays open: longer than clients keep theirs, so that the client closes it first."""
SHUTDOWN_TIMEOUT_S = 1
"""How long a stopping server waits for unfinished responses."""
BACKLOG_CONNECTIONS = 2048
"""How many connections may wait to be accepted."""
ACCEPT_BATCH_CONNECTIONS = 64
"""How many connections asyncio accepts in one loop; out of file descriptors, it fails and logs that many times."""
UNSENT_BYTES = 64 * 1024
"""What the system takes of a response before it is sent, for each connection: else megabytes, once for each client that
does not read.
"""
MAX_OPEN_FILES = 10_240
"""Open files and sockets, where the system allows it. A streamed run needs two; the usual limit is 256 or 1024."""


async def serve(
    open_services: OpenServices,
    host: str,
    port: int,
    server_key: str | None,
    *,
    origins: Collection[str] = (),
    logs_requests: bool = False,
) -> None:
    """Serve until the task is cancelled. The first line on stdout is `Listening on http://HOST:PORT/v1`, when ready.

    Raises `Error` beyond loopback or for every web page without a key, when the address is not available, and what
    `open_services` raises.
    """
    loopback = is_loopback(host)
    if not loopback and not server_key:
        raise Error(
            f"Listening on {host} lets other machines connect: set ASSISTANT_CHAT_SERVER_KEY to a key that they must "
            "send, or use 127.0.0.1."
        )
    if ANY_ORIGIN in origins and not server_key:
        raise Error(
            "--allow-origin '*' lets every web page read the conversations: set ASSISTANT_CHAT_SERVER_KEY to a key "
            "that they must send, or name the pages."
        )
    _raise_file_limit()
    with _bind(host, port) as listener, suppress(asyncio.CancelledError):  # stopped before it was ready
        async with open_services() as services:
            app = create_app(
                services.assistants,
                services.endpoints,
                server_key=server_key,
                loopback=loopback,
                origins=origins,
                logs_requests=logs_requests,
            )
            async with listen(app, listener):
                print(f"Listening on {_url(host, listener.getsockname()[1])}", flush=True)
                announcing = asyncio.create_task(announce_model(services.endpoints))
                await wait_for_stop()
                announcing.cancel()
                log.info("Stopping: open requests end, and runs in progress are handed back to continue later.")
        log.info("Stopped.")


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
    _tune(listener)
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


def _tune(listener: socket.socket) -> None:
    """Set the options that accepted sockets inherit."""
    # Without it a response of two packets waits 40 ms. asyncio sets it only on sockets that it makes.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if hasattr(socket, "TCP_NOTSENT_LOWAT"):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, UNSENT_BYTES)


def _bind(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:
        raise Error(f"Cannot listen on {host}:{port}: a port is a number from 0 to 65535.")
    family = socket.AF_INET
    if ":" in host:
        family = socket.AF_INET6
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG_CONNECTIONS)
    except OSError as error:
        raise Error(f"Cannot listen on {host}:{port}: {describe_os_error(error)}.") from error


def _url(host: str, port: int) -> str:
    if ":" in host:  # IPv6
        host = f"[{host}]"
    return f"http://{host}:{port}/v1"


def _raise_file_limit() -> None:
    if resource is None:
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    limit = MAX_OPEN_FILES
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    if soft != resource.RLIM_INFINITY and soft < limit:
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, hard))
