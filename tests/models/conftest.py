"""Models that are connected to a server of the tests."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace

from app.api.endpoints import Origin
from app.models import open_models
from app.models.model import Models
from app.settings import Settings
from tests.fake_model import FakeModel
from tests.models.connected import Connect


@pytest.fixture
def connect(settings: Settings) -> Connect:
    """Models whose endpoint is this server; `fake-max` and a key are set."""

    @asynccontextmanager
    async def connect_models(server: FakeModel) -> AsyncGenerator[Models]:
        origins = {"base_url": Origin.FLAG, "api_key": Origin.ENVIRONMENT, "model": Origin.FLAG}
        own = replace(settings, base_url=server.base_url, api_key="sk-secret-1", model="fake-max", origins=origins)
        async with open_models(own) as models:
            yield models

    return connect_models
