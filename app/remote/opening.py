"""Open the client of a server, check that it is one of ours, and close it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from app.api.endpoints import Origin
from app.api.errors import RequestError
from app.api.requests import Listing, ThreadRow
from app.api.services import Services
from app.openai_sdk.daemon_threads import use_daemon_threads
from app.openai_sdk.redaction import Redactor
from app.remote.endpoints import RemoteEndpoints
from app.remote.server_address import ServerAddress, ServerTimeouts, address_from
from app.remote.server_errors import not_our_server
from app.settings import Settings

if TYPE_CHECKING:
    from app.remote.remote_assistants import RemoteAssistants
    from app.remote.server_client import ServerClient


@asynccontextmanager
async def open_remote(
    settings: Settings,
    timeouts: ServerTimeouts = ServerTimeouts(),  # noqa: B008 - frozen
) -> AsyncGenerator[Services]:
    """Open the assistants and threads of the server at `settings.server`, with the server as the endpoint.

    Raises `Unavailable` if no server of assistant-chat answers, or if it rejects the key.
    """
    use_daemon_threads()
    server = address_from(settings, timeouts)
    model = ""
    if settings.origin("model") is Origin.FLAG:  # other settings of the model are for this machine's own endpoint
        model = settings.model or ""
    client, assistants = await asyncio.to_thread(make_client, server, model, Redactor(*settings.secrets))
    try:
        try:
            await client.get(Listing[ThreadRow], "/threads", {"limit": 1}, retries=0)
        except RequestError as error:
            if error.status not in (404, 405):
                raise
            # Only our servers list threads: OpenAI's API never had it.
            raise not_our_server(server, f"“{error}”") from error
        yield Services(assistants, RemoteEndpoints(client, model))
    finally:
        await client.close()


def make_client(server: ServerAddress, model: str, redactor: Redactor) -> "tuple[ServerClient, RemoteAssistants]":
    """Make a client, without connecting yet. Runs in a thread, because it imports the SDK."""
    from app.openai_sdk.lean_import import lean_sdk  # late: of the SDK's side nothing else is needed here

    with lean_sdk():
        from app.remote.remote_assistants import RemoteAssistants  # late: brings openai, 0.3 s
        from app.remote.server_client import ServerClient  # late: as above

    client = ServerClient(server, redactor)
    return client, RemoteAssistants(client, model)
