"""What a front works on, opened when the front asks for it. `main` makes one of these for each command."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from app.api.assistants import Assistants
from app.api.endpoints import Endpoints
from app.api.services import Join, JoinEndpoints
from app.settings import Settings


def join_of(settings: Settings, *, reclaims: bool) -> Join:
    """Conversations on the server of the settings, else on this machine."""
    return join_server(settings) if settings.server else join_here(settings, reclaims=reclaims)


def join_server(settings: Settings) -> Join:
    """Conversations on a server."""

    @asynccontextmanager
    async def join() -> AsyncGenerator[tuple[Assistants, Endpoints]]:
        from app.remote import open_remote  # late: the terminal paints before it opens anything

        async with open_remote(settings) as pair:
            yield pair

    return join


def join_here(settings: Settings, *, reclaims: bool) -> Join:
    """Conversations on this machine. `reclaims`: take up the runs of processes that died."""

    @asynccontextmanager
    async def join() -> AsyncGenerator[tuple[Assistants, Endpoints]]:
        from app.engine import open_engine  # late: the terminal paints before it opens anything
        from app.models import open_models  # late: as above

        async with open_models(settings) as models, open_engine(settings, models, reclaims=reclaims) as engine:
            yield engine, models

    return join


def join_models(settings: Settings) -> JoinEndpoints:
    """The models alone."""

    @asynccontextmanager
    async def join() -> AsyncGenerator[Endpoints]:
        from app.models import open_models  # late: as above

        async with open_models(settings) as models:
            yield models

    return join
