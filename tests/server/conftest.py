"""One server for each module of tests, and an empty script for each test."""

from collections.abc import AsyncGenerator

import httpx2
import pytest
import pytest_asyncio

from app.models.script import Script
from tests.server.running import Running, running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Running]:
    """A server without a key, as `serve` starts by default."""
    async with running(tmp_path_factory.mktemp("server"), Script()) as started:
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def http(server: Running) -> AsyncGenerator[httpx2.AsyncClient]:
    """A plain HTTP client, for what an SDK hides."""
    async with httpx2.AsyncClient(base_url=server.url, timeout=20) as client:
        yield client


@pytest.fixture
def script(server: Running) -> Script:
    """The script of the server's model, emptied."""
    server.script.replies.clear()
    server.script.requests.clear()
    server.script.play = None
    return server.script
