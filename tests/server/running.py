"""A running server for tests: the engine with a scripted model, behind a real socket on loopback."""

import socket
from collections.abc import AsyncGenerator, Collection
from contextlib import asynccontextmanager
from pathlib import Path

from msgspec import Struct
from openai import AsyncOpenAI
from starlette.applications import Starlette

from app.api.services import Assistants
from app.engine import open_engine
from app.models.model import Models
from app.models.script import Script
from app.server.application import create_app
from app.server.http_connection import Connection
from app.server.listening import listen
from app.settings import Settings

PING_S = 0.05
"""Between the comments of a quiet stream, so short that every client of the tests gets some."""


class Running(Struct, frozen=True):
    """A running server. `client` is the unmodified SDK, which checks every response against its types."""

    port: int
    assistants: Assistants
    models: Models
    client: AsyncOpenAI
    app: Starlette

    @property
    def script(self) -> Script:
        """The scripted model, where it is one."""
        assert isinstance(self.models, Script)
        return self.models

    @property
    def url(self) -> str:
        """The base URL for a client."""
        return f"http://127.0.0.1:{self.port}/v1"


@asynccontextmanager
async def running(
    folder: Path,
    script: Script,
    *,
    key: str | None = None,
    origins: Collection[str] = (),
    ttl: int = 600,
    connection: type[Connection] = Connection,
) -> AsyncGenerator[Running]:
    """Run a server with its data in `folder`; a run expires after `ttl` seconds."""
    settings = Settings(data_dir=folder / "data", config_dir=folder / "config", run_ttl=ttl)
    async with served(settings, script, key=key, origins=origins, connection=connection) as started:
        yield started


@asynccontextmanager
async def served(
    settings: Settings,
    models: Models,
    *,
    key: str | None = None,
    origins: Collection[str] = (),
    connection: type[Connection] = Connection,
) -> AsyncGenerator[Running]:
    """Run a server with these settings and models."""
    async with open_engine(settings, models, reclaims=True) as engine:
        listener = socket.create_server(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        app = create_app(engine, models, server_key=key, loopback=True, origins=origins, ping_seconds=PING_S)
        async with (
            listen(app, listener, connection),
            AsyncOpenAI(
                base_url=f"http://127.0.0.1:{port}/v1",
                api_key=key or "unused",
                max_retries=0,
                _strict_response_validation=True,
            ) as client,
        ):
            yield Running(port, engine, models, client, app)
