"""Fixtures: other processes that a test can kill, and an engine on the same data folder in this process."""

import asyncio
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from app.api.endpoints import Endpoint
from app.engine import open_engine
from app.models.script import Script
from app.settings import Settings
from tests.engine.engine_calls import Opened, OpenEngine
from tests.engine.other_process import OtherProcess, StartProcess


@pytest_asyncio.fixture
async def start(data_dir: Path) -> AsyncGenerator[StartProcess]:
    """Start processes on the data folder; those still running at the end are killed."""
    others: list[OtherProcess] = []

    @asynccontextmanager
    async def started(
        job: str, text: str = "Hello?", endpoint: str = "script:", model: str = ""
    ) -> AsyncGenerator[OtherProcess]:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.engine.process", str(data_dir), endpoint, job, text, model,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        other = OtherProcess(process)
        others.append(other)
        yield other

    yield started
    for other in others:
        if other.process.returncode is None:
            await other.kill()


@pytest.fixture
def opened(settings: Settings) -> OpenEngine:
    """Open an engine on the data folder, in this process."""

    @asynccontextmanager
    async def open_on(
        script: Script | None = None, *, endpoint: str = "script:", reclaims: bool = True
    ) -> AsyncGenerator[Opened]:
        script = script or Script(["The whole reply."] * 20)
        script.endpoint = Endpoint(name=endpoint, base_url=endpoint, kind="script")
        async with open_engine(settings, script, reclaims=reclaims) as engine:
            yield Opened(engine, script)

    return open_on
