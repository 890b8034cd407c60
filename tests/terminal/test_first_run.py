"""A machine without a model: no key, no local server, no weights."""

from pathlib import Path

from tests.fake_model import FakeModel, say
from tests.requirements import requirement
from tests.terminal.program import COMMAND, READY, environment
from tests.terminal.pty_session import Departure, PtySession

CHOICES = ("Choose a model", "API key", "built-in model")


@requirement("screen.first-run")
async def test_without_any_model_the_choices_are_shown(home: Path) -> None:
    async with PtySession([str(COMMAND)], environment(home), home) as session:
        for way in CHOICES:
            await session.wait(way)
        session.press("escape")
        await session.wait_gone("Choose a model")
        await session.wait(READY)
        assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])


@requirement("screen.first-run")
async def test_a_local_server_is_found_and_named_before_anything_is_sent(home: Path) -> None:
    async with FakeModel([say("Here I am.")]) as model:
        env = environment(home, OLLAMA_HOST=f"127.0.0.1:{model.port}")
        async with PtySession([str(COMMAND)], env, home) as session:
            await session.wait("Ollama")
            assert model.requests == []
            session.type("Hello")
            session.press("enter")
            await session.wait("Here I am.")
            assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])
