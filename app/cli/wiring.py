"""Opens the services of a front end, which it does itself when it is ready: the terminal after its first paint."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from app.api.endpoints import Endpoints
from app.api.services import Services
from app.settings import Settings

if TYPE_CHECKING:
    from app.openai_sdk.redaction import Redactor


@asynccontextmanager
async def open_services(
    settings: Settings, *, reclaims: bool, redactor: "Redactor | None" = None
) -> AsyncGenerator[Services]:
    """Open the services of the server that the settings name, or those of this machine.

    `redactor`: gets to know all keys, for a log.
    """
    opened = (
        open_server(settings)
        if settings.server
        else open_here(settings, reclaims=reclaims, for_person=True, redactor=redactor)
    )
    async with opened as services:
        yield services


@asynccontextmanager
async def open_server(settings: Settings) -> AsyncGenerator[Services]:
    """Open the services of a server."""
    from app.remote import open_remote  # late: the terminal paints before it opens anything

    async with open_remote(settings) as services:
        yield services


@asynccontextmanager
async def open_here(
    settings: Settings, *, reclaims: bool, for_person: bool = False, redactor: "Redactor | None" = None
) -> AsyncGenerator[Services]:
    """Open the services of this machine. `reclaims`: continue the runs of processes that died.

    `for_person`: a person begins the conversations, and not a program over HTTP.
    """
    from app.engine import FIRST_RUN_NEEDS, open_engine  # late: the terminal paints before it opens anything
    from app.models import open_models  # late: as above

    async with (
        open_models(settings, first_run_needs=FIRST_RUN_NEEDS, redactor=redactor) as models,
        open_engine(settings, models, reclaims=reclaims, for_person=for_person) as engine,
    ):
        yield Services(engine, models)


@asynccontextmanager
async def open_endpoints(settings: Settings, *, redactor: "Redactor | None" = None) -> AsyncGenerator[Endpoints]:
    """Open the models without assistants and threads."""
    from app.models import open_models  # late: as above

    async with open_models(settings, redactor=redactor) as models:
        yield models
