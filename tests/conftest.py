"""What every test stands on: a home of its own, no way to the network, settings in an empty folder.

The environment is replaced before any test is collected, so that a process started by a test inherits it too.
"""

import os
import re
import signal
import sys
import tempfile
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.api.services import OpenServices, Services
from app.engine import open_engine
from app.models.script import Script
from app.settings import Settings

MACHINE_CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
"""Where downloads stay between two runs of the suite: outside the checkout."""

CONFIGURATIONS = {
    "PIP_CONFIG_FILE": Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "pip" / "pip.conf",
    "NPM_CONFIG_USERCONFIG": Path.home() / ".npmrc",
}
"""Of the tools that download, by the variable that names the file."""

XDG = {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"}

LOCAL = re.compile(r"127(\.\d+){3}|::1|localhost|.*\.invalid|0\.0\.0\.0|::|")
"""Hosts that a test may name. `.invalid` never resolves (RFC 6761)."""

HOME = tempfile.TemporaryDirectory(prefix="assistant-chat-tests-", ignore_cleanup_errors=True)


def pytest_configure(config: pytest.Config) -> None:
    """Move to the tests' own home and close the way out."""
    config.addinivalue_line("markers", "requirement(*ids): the promises of tests/requirements that this test proves")
    # A shell's background job has Ctrl+C ignored, and would hand that on to the processes of the tests.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    # Downloads keep the caches and the configuration of this machine's tools.
    os.environ.setdefault("UV_CACHE_DIR", str(MACHINE_CACHE / "uv"))
    os.environ.setdefault("PIP_CACHE_DIR", str(MACHINE_CACHE / "pip"))
    os.environ.setdefault("NPM_CONFIG_CACHE", str(MACHINE_CACHE / "npm"))
    for name, path in CONFIGURATIONS.items():
        if path.is_file():
            os.environ.setdefault(name, str(path))
    for name in list(os.environ):
        if name.startswith(("OPENAI_", "ASSISTANT_CHAT_", "OLLAMA_")) or name in XDG:
            del os.environ[name]
    os.environ["HOME"] = os.environ["USERPROFILE"] = HOME.name
    sys.addaudithook(stay_here)


def stay_here(event: str, args: tuple[object, ...]) -> None:
    """Refuse to look up or reach any host but this one."""
    if event == "socket.getaddrinfo":
        host = args[0]
    elif event == "socket.connect" and isinstance(args[1], tuple):
        host = args[1][0]  # pyright: ignore[reportUnknownVariableType] - an audit event carries anything
    else:
        return
    if host and not LOCAL.fullmatch(host.decode() if isinstance(host, bytes) else str(host)):  # pyright: ignore[reportUnknownArgumentType] - as above
        raise AssertionError(f"a test tried to reach {host}")


@pytest.fixture(scope="session")
def machine_cache() -> Path:
    """A folder that survives the suite, for what is large and checked by its hash."""
    return MACHINE_CACHE / "assistant-chat-tests"


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data folder that does not exist yet, as on a first start."""
    return tmp_path / "data"


@pytest.fixture
def settings(tmp_path: Path, data_dir: Path) -> Settings:
    """What a first start has: nothing set."""
    return Settings(data_dir=data_dir, config_dir=tmp_path / "config")


@pytest.fixture
def services_on(settings: Settings) -> Callable[[Script], OpenServices]:
    """What a front is given: an engine on an empty data folder, and a scripted model for endpoint."""

    def services_of(script: Script) -> OpenServices:
        @asynccontextmanager
        async def open_services() -> AsyncGenerator[Services]:
            async with open_engine(settings, script, reclaims=False) as engine:
                yield Services(engine, script)

        return open_services

    return services_of
