"""A machine without a model: no key, no local server, no weights."""

from pathlib import Path

import pytest

from tests.fake_model import FakeModel, say
from tests.requirements import requirement
from tests.terminal.looking_again import look_again, open_picker
from tests.terminal.program import COMMAND, READY, environment
from tests.terminal.pty_session import RIGHT, Departure, PtySession

CHOICES = ("─ Choose a model", "API key", "on this machine", "Another server", "OpenRouter")


@requirement("screen.first-run")
async def test_without_any_model_the_choices_are_shown(home: Path) -> None:
    async with PtySession([str(COMMAND)], environment(home), home) as session:
        for way in CHOICES:
            await session.wait(way)
        session.press("escape")
        await session.wait_gone("─ Choose a model")
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


def stored_below(home: Path, *patterns: str) -> list[str]:
    """The files below a home that match."""
    return [file.name for pattern in patterns for file in home.rglob(pattern)]


def cell_of(session: PtySession, text: str) -> tuple[int, int]:
    """The column and row at which a text begins on the screen."""
    lines = session.text().splitlines()
    row = next((at for at, line in enumerate(lines) if text in line), None)
    assert row is not None, f"{text!r} is not on the screen:\n{session.text()}"
    return lines[row].index(text), row


@requirement("first-run.smallest-screen", "first-run.download-is-confirmed")
@pytest.mark.parametrize("size", [(40, 10), (120, 36)], ids=str)
async def test_keys_and_clicks_on_the_first_screen_start_no_download(home: Path, size: tuple[int, int]) -> None:
    async with PtySession([str(COMMAND)], environment(home), home, *size) as session:
        await session.wait("› {2,3}Start with a small model")
        await session.wait("491 MB")
        session.press("down")
        await session.wait("› {2,3}Ollama, LM Studio")
        session.press("up")
        await session.wait("› {2,3}Start with a small model")
        session.click(*cell_of(session, "Start with a small"), RIGHT)
        session.click(*cell_of(session, "Start with a small"))
        await session.wait("› {2,3}Not now")
        await session.wait(r"491 MB .*Apache")
        session.press("enter")
        await session.wait("› {2,3}Start with a small model")
        session.press("end")
        await session.wait(r"› {2,3}Another model")
        await session.wait(r"qwen2\.5-1\.5b")
        session.press("home", "down", "down")
        await session.wait("› {2,3}OpenAI")
        session.click(*cell_of(session, "OpenAI"))
        session.paste("sk-1234")
        await session.wait("•" * 7)
        await session.wait("https://platform.openai.com/a")
        session.click(size[0] - 3, size[1] // 2)
        session.type("56")
        await session.wait("•" * 9)
        session.press("escape")
        await session.wait("› {2,3}Start with a small model")
        assert stored_below(home, "*.part*", "*.gguf*", "keys.json") == [], "a download was started or a key stored"
        session.press("escape")
        await session.wait_gone("─ Choose a model")
        assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])


@requirement("first-run.override-is-said", "first-run.draft-waits")
async def test_a_choice_that_the_environment_overrides_says_so(home: Path) -> None:
    async with FakeModel([say("Here I am.")]) as model, FakeModel() as other:
        env = environment(home, OLLAMA_HOST=f"127.0.0.1:{model.port}", OPENAI_BASE_URL=other.base_url)
        async with PtySession([str(COMMAND)], env, home) as session:
            await session.wait(f"127.0.0.1:{other.port} ·")
            session.type("Hello")
            await open_picker(session, "(?s)(fake-max.*){2}Add another endpoint")
            session.press("ctrl+end", "enter")  # by keys: a click right when models arrived may mean another row
            await look_again(session, "Use Ollama")
            session.press("down")
            await session.wait("›  Use Ollama")
            session.press("enter")
            await session.wait("OPENAI_BASE_URL is set and comes first")
            session.press("enter")
            await session.wait("Here I am.")
            assert await session.leave("ctrl+q") == Departure(code=0, left_on=[])
