"""The first screen with a key that is rejected, and a message that waits for a model."""

import socket
import sys
from pathlib import Path

from tests.fake_model import FakeModel, say
from tests.requirements import requirement
from tests.terminal.program import READY, environment
from tests.terminal.pty_session import Departure, PtySession

KEY = "sk-wrong-1234"
PROGRAM = """
import os
import sys
from contextlib import asynccontextmanager
from pathlib import Path

from app.api.services import Services
from app.engine import open_engine
from app.models.connected import ConnectedModels
from app.settings import Settings
from app.tui import run

settings = Settings(data_dir=Path("data"), config_dir=Path("config"))


@asynccontextmanager
async def open_services():
    models = ConnectedModels(settings, os.environ, key_check_url=sys.argv[1])
    async with open_engine(settings, models, reclaims=True) as engine:
        yield Services(engine, models)


raise SystemExit(run(lambda _: open_services, settings))
"""
"""The program with its keys tried at another address than OpenAI's."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def all_bytes(home: Path) -> bytes:
    """All that is stored below a home."""
    return b"".join(file.read_bytes() for file in home.rglob("*") if file.is_file())


@requirement("first-run.key-is-tried", "first-run.draft-waits")
async def test_a_rejected_key_is_not_stored_and_a_message_waits_for_a_model(home: Path) -> None:
    port = free_port()
    env = environment(home, OLLAMA_HOST=f"127.0.0.1:{port}")
    async with (
        FakeModel(key="sk-good") as openai,
        PtySession([sys.executable, "-c", PROGRAM, openai.base_url], env, home) as session,
    ):
        await session.wait("paste an API key")
        session.paste(KEY)
        await session.wait("•" * len(KEY))
        session.press("enter")
        await session.wait("OpenAI rejected this key")
        assert openai.connections == 1
        assert session.shows("•" * len(KEY))
        session.press("escape")
        await session.wait_gone("••")
        session.press("escape")
        await session.wait_gone("─ Choose a model")
        await session.wait(READY)
        session.type("Pears?")
        session.press("enter")
        await session.wait("─ Choose a model")
        session.press("escape")
        await session.wait_gone("─ Choose a model")
        await session.wait("│ Pears\\?")
        assert not session.shows("failed|^   Pears")
        async with FakeModel([say("Green.")], port=port) as ollama:
            session.press("ctrl+l")
            await session.wait("›  fake-")
            session.press("enter")
            await session.wait_gone("─ Choose a model")
            await session.wait("│ Pears\\?")
            assert ollama.requests == []
            session.press("enter")
            await session.wait("Green\\.")
            assert len(ollama.requests) == 1
            assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])
    assert KEY.encode() not in all_bytes(home)
