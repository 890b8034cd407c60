"""A served engine at the end of a cable, and settings to use it, for each test."""

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from app.api.endpoints import Origin
from app.models.script import Script
from app.settings import Settings
from tests.remote.cable import At, Cable
from tests.server.running import Running, running


@pytest.fixture
async def served(tmp_path: Path) -> AsyncGenerator[Running]:
    """A server without a key and a script without replies."""
    async with running(tmp_path / "there", Script()) as started:
        yield started


@pytest.fixture
async def cable(served: Running) -> AsyncGenerator[Cable]:
    """The line to the server."""
    async with Cable(served.port) as line:
        yield line


@pytest.fixture
def at(tmp_path: Path) -> At:
    """Make the settings of a user whose server has this address."""

    def settings_of(url: str) -> Settings:
        return Settings(
            data_dir=tmp_path / "data",
            config_dir=tmp_path / "config",
            server=url,
            origins={"server": Origin.FLAG, "server_key": Origin.ENVIRONMENT},
        )

    return settings_of
