"""Fixtures of all tests: settings in an empty folder, and an engine with a scripted model."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import hypothesis
import pytest

from app.api.services import OpenServices, Services
from app.engine import open_engine
from app.models.script import Script
from app.settings import Settings
from tests.isolation import MACHINE_CACHE, isolate

WORKERS = 3
"""More than the two cores that are counted on, since tests wait for half of their time.

Fixed, since a container may show more cores than it may use, and some tests measure how soon the program answers.
"""
LONGEST = ("tests/walk/", "tests/terminal/test_all_keys.py")
"""They begin first: a worker keeps its last two tests for itself, and the others would wait for a minute."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Use no workers for single modules and tests: their start takes longer than they save."""
    names = [name.partition("::")[0] for name in config.args]
    return 0 if all(name.endswith(".py") for name in names) else WORKERS


def pytest_configure(config: pytest.Config) -> None:
    """Isolate the tests, and declare the marker of the requirements."""
    config.addinivalue_line("markers", "requirement(*ids): the promises of tests/requirements that this test proves")
    isolate()
    # Its deadline of 200 ms for an example fails on a busy machine.
    hypothesis.settings.register_profile("tests", deadline=None)
    hypothesis.settings.load_profile("tests")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest tests first."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


@pytest.fixture(scope="session")
def machine_cache() -> Path:
    """A folder kept between runs of the suite, for large files that are checked by their hash."""
    return MACHINE_CACHE / "assistant-chat-tests"


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data folder that does not exist yet, as at the first start."""
    return tmp_path / "data"


@pytest.fixture
def settings(tmp_path: Path, data_dir: Path) -> Settings:
    """The settings of a first start: nothing is set."""
    return Settings(data_dir=data_dir, config_dir=tmp_path / "config")


@pytest.fixture
def services_on(settings: Settings) -> Callable[[Script], OpenServices]:
    """The services of a front end: an engine on an empty data folder, with a scripted model as endpoint."""

    def services_of(script: Script) -> OpenServices:
        @asynccontextmanager
        async def open_services() -> AsyncGenerator[Services]:
            async with open_engine(settings, script, reclaims=False) as engine:
                yield Services(engine, script)

        return open_services

    return services_of
