"""Each behaviour on each road; the roads of a module share one running service."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio

from app.api.assistants import Assistants
from app.models.script import Script
from app.remote import open_remote
from app.settings import Settings
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


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def remote(service: Running, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Assistants]:
    """The service seen from another machine."""
    async with open_remote(_settings(service, tmp_path_factory.mktemp("elsewhere"))) as (assistants, _):
        yield assistants


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def hasty_remote(hasty_service: Running, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Assistants]:
    """The hasty one seen from another machine."""
    async with open_remote(_settings(hasty_service, tmp_path_factory.mktemp("elsewhere"))) as (assistants, _):
        yield assistants


@pytest.fixture(params=["in process", "sdk", "remote"])
def road(request: pytest.FixtureRequest, service: Running, remote: Assistants) -> Road:
    """One of the roads, with nothing in its script yet."""
    return _road(request.param, service, remote)


@pytest.fixture(params=["in process", "sdk", "remote"])
def brief(request: pytest.FixtureRequest, hasty_service: Running, hasty_remote: Assistants) -> Road:
    """A road to where runs expire after a second."""
    return _road(request.param, hasty_service, hasty_remote)


def _road(name: str, service: Running, remote: Assistants) -> Road:
    service.script.replies.clear()
    service.script.requests.clear()
    if name == "sdk":
        return SdkRoad(service.client, service.script)
    return InProcess(remote if name == "remote" else service.assistants, service.script)


def _settings(service: Running, folder: Path) -> Settings:
    """What somebody elsewhere has set: the address and nothing else."""
    return Settings(data_dir=folder / "data", config_dir=folder / "config", server=service.url)
