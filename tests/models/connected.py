"""Models that are connected to servers of the tests."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from app.models.connected import ConnectedModels
from app.models.endpoints.local_servers import LocalServer
from app.models.model import Models
from app.settings import Settings
from tests.fake_model import FakeModel

Connect = Callable[[FakeModel], AbstractAsyncContextManager[Models]]
"""Type of the fixture `connect`."""

PATIENT_S = 10.0
"""For a probe, so long that a busy machine does not decide a test."""


@asynccontextmanager
async def models_of(
    settings: Settings, *servers: FakeModel, key_check_url: str = "http://127.0.0.1:9/v1"
) -> AsyncGenerator[ConnectedModels]:
    """Connect models that look for these local servers and no others, and try a pasted key where nothing listens."""
    known = [LocalServer(f"Server {place}", server.base_url) for place, server in enumerate(servers)]
    models = ConnectedModels(settings, {}, servers=known, probe_timeout_s=PATIENT_S, key_check_url=key_check_url)
    try:
        yield models
    finally:
        await models.close()
