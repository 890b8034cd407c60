"""Other processes to kill, and an engine to find what they left."""

import asyncio
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
import pytest_asyncio

from app.api.endpoints import Endpoint
from app.engine import open_engine
from app.engine.engine import Engine
from app.models.script import Script
from app.settings import Settings

DEADLINE = 30


class Other:
    """A process with an open engine of its own."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def line(self) -> str:
        """The next line that it prints."""
        assert self.process.stdout is not None
        async with asyncio.timeout(DEADLINE):
            return (await self.process.stdout.readline()).decode().strip()

    async def go(self) -> None:
        """Let it do what it waits to do."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"\n")
        await self.process.stdin.drain()

    async def kill(self) -> None:
        """SIGKILL."""
        self.process.kill()
        await self.process.wait()

    async def leave(self) -> None:
        """Let it end in order."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        async with asyncio.timeout(DEADLINE):
            assert await self.process.wait() == 0


@pytest_asyncio.fixture
async def start(data_dir: Path) -> AsyncGenerator[Callable[..., AbstractAsyncContextManager[Other]]]:
    """Starts processes on the data folder; those that still live are killed at the end."""
    others: list[Other] = []

    @asynccontextmanager
    async def started(deed: str, text: str = "Hello?", endpoint: str = "script:") -> AsyncGenerator[Other]:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.engine.process", str(data_dir), endpoint, deed, text,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        other = Other(process)
        others.append(other)
        yield other

    yield started
    for other in others:
        if other.process.returncode is None:
            await other.kill()


class Opened(NamedTuple):
    """An engine and the script behind it."""

    engine: Engine
    script: Script


@pytest.fixture
def opened(settings: Settings) -> Callable[..., AbstractAsyncContextManager[Opened]]:
    """Opens an engine on the data folder, in this process."""

    @asynccontextmanager
    async def open_on(
        script: Script | None = None, *, endpoint: str = "script:", reclaims: bool = True
    ) -> AsyncGenerator[Opened]:
        script = script or Script(["The whole reply."] * 20)
        script.endpoint = Endpoint(name=endpoint, base_url=endpoint, kind="script")
        async with open_engine(settings, script, reclaims=reclaims) as engine:
            yield Opened(engine, script)

    return open_on
