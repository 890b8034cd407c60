"""The server that is measured: the program in a temporary folder, with a model server that plays what is asked."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
from msgspec import Struct

from app.models import open_models
from app.settings import Settings
from tests.conformance.description.definition import Description
from tests.conformance.measuring.caller import Caller, Kept
from tests.conformance.measuring.checking import Checker
from tests.conformance.measuring.model import MODEL, Model
from tests.fake_model import FakeModel
from tests.server.running import served

TIMEOUT_S = 60


class Measured(Struct, frozen=True):
    """A server under measurement, and its model."""

    caller: Caller
    model: Model
    endpoint: FakeModel
    url: str


@asynccontextmanager
async def measured(
    folder: Path, caller_kind: type[Caller], description: Description, checker: Checker, kept: dict[str, Kept], ttl: int
) -> AsyncGenerator[Measured]:
    """Run a server whose runs live `ttl` seconds."""
    model = Model(description)
    async with FakeModel(model.answer, models=[MODEL, "other-model"]) as endpoint:
        settings = Settings(
            data_dir=folder / "data",
            config_dir=folder / "config",
            run_ttl=ttl,
            base_url=endpoint.base_url,
            model="other-model",
        )
        async with (
            open_models(settings) as models,
            served(settings, models) as started,
            httpx2.AsyncClient(base_url=started.url, timeout=TIMEOUT_S) as http,
        ):
            yield Measured(caller_kind(description, http, checker, kept), model, endpoint, started.url)
