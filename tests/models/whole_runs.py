"""An engine on a server of the tests, and its runs."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from msgspec.structs import replace

from app.api.endpoints import Origin
from app.api.objects import Run
from app.api.services import OpenServices, Services
from app.engine import open_engine
from app.engine.engine import Engine
from app.models import open_models
from app.settings import Settings


def services_at(settings: Settings, base_url: str) -> OpenServices:
    own = replace(settings, base_url=base_url, api_key="sk-1", model="m", origins={"base_url": Origin.FLAG})

    @asynccontextmanager
    async def open_services() -> AsyncGenerator[Services]:
        async with open_models(own) as models, open_engine(own, models, reclaims=False) as engine:
            yield Services(engine, models)

    return open_services


async def run_in_status(engine: Engine, run: Run, status: str) -> Run:
    while run.status != status:
        assert run.status in ("queued", "in_progress"), run.last_error
        await asyncio.sleep(0.01)
        run = await engine.get_run(run.thread_id, run.id)
    return run
