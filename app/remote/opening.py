"""Opens a connection to a server and closes it. `cli` and tests call `open_remote`."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from app.api.endpoints import Origin
from app.api.errors import RequestError
from app.api.requests import Listing, ThreadRow
from app.api.services import Services
from app.remote.endpoints import RemoteEndpoints
from app.remote.server import Patience, Server, server_of
from app.remote.server_errors import not_ours
from app.settings import Settings

if TYPE_CHECKING:
    from app.remote.http import Connection
    from app.remote.remote_assistants import RemoteAssistants


@asynccontextmanager
async def open_remote(
    settings: Settings,
    patience: Patience = Patience(),  # noqa: B008 - frozen
) -> AsyncGenerator[Services]:
    """The conversations of the server at `settings.server`, and the server as the endpoint.

    Raises `Unavailable` where no server of ours answers, or not with this key.
    """
    server = server_of(settings, patience)
    # Other settings of the model are about this machine's own endpoint.
    typed = settings.origin("model") is Origin.FLAG
    model = settings.model if typed and settings.model else ""
    connection, assistants = await asyncio.to_thread(connect, server, model)
    try:
        try:
            await connection.get(Listing[ThreadRow], "/threads", {"limit": 1}, retries=0)
        except RequestError as error:
            # Threads are listed by our servers alone: the API never had it.
            raise not_ours(server, f"“{error}”") if error.status in (404, 405) else error from error
        yield Services(assistants, RemoteEndpoints(connection, model))
    finally:
        await connection.close()


def connect(server: Server, model: str) -> "tuple[Connection, RemoteAssistants]":
    """A connection, not yet used. Runs in a thread."""
    from app.openai_sdk.lean_import import lean_sdk  # late: nothing else of models is needed here

    with lean_sdk():
        from app.remote.http import Connection  # late: as above
        from app.remote.remote_assistants import RemoteAssistants  # late: brings openai, 0.3 s

    connection = Connection(server)
    return connection, RemoteAssistants(connection, model)
