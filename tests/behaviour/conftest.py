"""Each behaviour on each road; the roads of a module share one running service."""

from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio

from app.models.script import Script
from tests.behaviour.over_sdk import SdkRoad
from tests.behaviour.transports import InProcess, Road
from tests.server.running import Running, running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Running]:
    """The engine and a server over it."""
    async with running(tmp_path_factory.mktemp("service"), Script()) as started:
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hasty_service(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Running]:
    """The same where a run may live one second."""
    async with running(tmp_path_factory.mktemp("hasty"), Script(), ttl=1) as started:
        yield started


@pytest.fixture(params=["in process", "sdk"])
def road(request: pytest.FixtureRequest, service: Running) -> Road:
    """One of the roads, with nothing in its script yet."""
    return _road(request.param, service)


@pytest.fixture(params=["in process", "sdk"])
def brief(request: pytest.FixtureRequest, hasty_service: Running) -> Road:
    """A road to where runs expire after a second."""
    return _road(request.param, hasty_service)


def _road(name: str, service: Running) -> Road:
    service.script.replies.clear()
    service.script.requests.clear()
    if name == "sdk":
        return SdkRoad(service.client, service.script)
    return InProcess(service.assistants, service.script)
