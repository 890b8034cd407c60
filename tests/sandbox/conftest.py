"""A prepared interpreter, kept between runs of the suite, and a session with small limits."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from pathlib import Path

import pytest

from app.sandbox.interpreter import Interpreter
from app.sandbox.outcome import Limits
from app.sandbox.runtime import Runtime, find_runtime
from tests.sandbox.small_limits import SMALL


@pytest.fixture(scope="session")
def runtime(machine_cache: Path) -> Runtime:
    found = find_runtime(machine_cache / "code-interpreter")
    assert isinstance(found, Runtime), found
    asyncio.run(found.prepare(lambda _: None))
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
async def session_with(runtime: Runtime, folder: Path) -> AsyncGenerator[Callable[[Limits], Interpreter]]:
    """Makes sessions on the folder, and ends them."""
    made: list[Interpreter] = []

    def session_with(limits: Limits) -> Interpreter:
        made.append(runtime.interpreter(folder, limits))
        return made[-1]

    yield session_with
    for one in made:
        await one.kill()


@pytest.fixture
def session(session_with: Callable[[Limits], Interpreter]) -> Interpreter:
    return session_with(SMALL)
