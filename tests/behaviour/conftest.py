"""Fixtures that run each test over each transport. The tests of a module share one running service."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
import pytest_asyncio

from app.api.services import Assistants
from app.models.script import Script
from app.remote import open_remote
from app.settings import Settings
from tests.behaviour.over_sdk import SdkTransport
from tests.behaviour.transports import DirectTransport, Transport
from tests.server.running import Running, running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Running]:
    """An engine with a server."""
    async with running(tmp_path_factory.mktemp("service"), Script()) as started:
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def brief_service(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Running]:
    """The same service, where runs expire after one second."""
    async with running(tmp_path_factory.mktemp("short-runs"), Script(), ttl=1) as started:
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def remote(service: Running, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Assistants]:
    """The service as another machine uses it."""
    async with open_remote(_settings(service, tmp_path_factory.mktemp("elsewhere"))) as (assistants, _):
        yield assistants


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def brief_remote(brief_service: Running, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Assistants]:
    """The brief service as another machine uses it."""
    async with open_remote(_settings(brief_service, tmp_path_factory.mktemp("elsewhere"))) as (assistants, _):
        yield assistants


@pytest.fixture(params=["in process", "sdk", "remote"])
def transport(request: pytest.FixtureRequest, service: Running, remote: Assistants) -> Transport:
    """One of the transports, with an empty script."""
    return _transport(request.param, service, remote)


@pytest.fixture(params=["in process", "sdk", "remote"])
def short_runs(request: pytest.FixtureRequest, brief_service: Running, brief_remote: Assistants) -> Transport:
    """A transport to the service where runs expire after one second."""
    return _transport(request.param, brief_service, brief_remote)


def _transport(name: str, service: Running, remote: Assistants) -> Transport:
    service.script.replies.clear()
    service.script.requests.clear()
    if name == "sdk":
        return SdkTransport(service.client, service.script)
    return DirectTransport(remote if name == "remote" else service.assistants, service.script)


def _settings(service: Running, folder: Path) -> Settings:
    """Make the settings of another machine: only the address is set."""
    return Settings(data_dir=folder / "data", config_dir=folder / "config", server=service.url)
