"""A model server on this machine that is slow to answer comes into the open dialog when it does."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from app.api.endpoints import Endpoint, ModelList, Origin, Weights
from app.api.objects import Model
from app.models.connected import ConnectedModels
from app.models.endpoints.local_servers import LocalServer
from app.models.script import Gate, Script
from app.settings import Settings
from tests.fake_model import Answer, FakeModel, Head
from tests.model_cases.model_lists import JSON
from tests.requirements import requirement
from tests.tui.terminal import Terminal, terminal

OLLAMA = Endpoint(
    name="Ollama", base_url="http://127.0.0.1:11434/v1", kind="local", origin=Origin.FOUND, profile="ollama"
)
SMALL = Weights(name="small-1", size=1, licence="Apache-2.0", note="Short answers.", installed=False, default=True)


class Slow(Script):
    """Endpoints with an Ollama that answers when the test opens the gate."""

    gate = asyncio.Event()

    async def slow_servers(self, known: Sequence[Endpoint], /) -> AsyncGenerator[ModelList]:
        await self.gate.wait()
        self.lists = [ModelList(OLLAMA, [Model(id="qwen3:8b")])]
        yield self.lists[0]


async def answer(t: Terminal, script: Slow) -> None:
    """Let the server answer."""
    script.gate.set()
    await t.pilot.pause()


@requirement("endpoints.slow-local-server")
async def test_a_server_that_answers_late_comes_into_the_first_choice_and_leaves_the_cursor(settings: Settings) -> None:
    script = Slow(endpoint=None, built_in=[SMALL])
    script.gate = asyncio.Event()
    async with terminal(settings, script) as t:
        await t.shows("›  Start with a small model")
        await t.shows("none running on this machine")
        await answer(t, script)
        await t.shows("Use Ollama")
        assert "›  Start with a small model" in t.text()
        assert "none running" not in t.text()
        await t.press("up", "enter")
        await t.shows("Ollama · script-1")


@requirement("endpoints.slow-local-server")
async def test_a_server_that_answers_late_waits_behind_the_line_for_a_key(settings: Settings) -> None:
    script = Slow(endpoint=None)
    script.gate = asyncio.Event()
    async with terminal(settings, script) as t:
        await t.shows("›  OpenAI")
        await t.press("enter")
        await t.shows("OpenAI makes API keys at")
        await answer(t, script)
        assert "OpenAI makes API keys at" in t.text()
        await t.press("escape")
        await t.shows("Use Ollama")


@requirement("endpoints.slow-local-server")
async def test_a_server_that_answers_late_comes_into_the_open_picker(settings: Settings) -> None:
    script = Slow(["Hi."])
    script.gate = asyncio.Event()
    async with terminal(settings, script) as t:
        await t.shows("script · script-1")
        await t.press("ctrl+l")
        await t.shows("Add another endpoint")
        assert "qwen3:8b" not in t.text()
        await answer(t, script)
        await t.shows("qwen3:8b")
        await t.type("qwen3")
        await t.press("enter")
        await t.shows("Ollama · qwen3:8b")


@requirement("endpoints.slow-local-server")
async def test_a_server_that_needs_longer_than_the_first_look_is_found_and_asked(settings: Settings) -> None:
    gate = Gate()
    listing: Answer = [gate, Head(200, JSON), '{"data":[{"id":"qwen3:8b"}]}']
    async with FakeModel(listing=listing) as server:
        models = ConnectedModels(settings, {}, servers=[LocalServer("Ollama", server.base_url)], probe_timeout_s=0.3)
        assert await models.profiles() == []
        async with aclosing(models.slow_servers(())) as answering:
            answer_of_the_server = asyncio.ensure_future(anext(answering))
            gate.open()
            found = await answer_of_the_server
        assert (found.endpoint.name, [model.id for model in found.models]) == ("Ollama", ["qwen3:8b"])
        async with aclosing(models.slow_servers([found.endpoint])) as others:
            assert [one async for one in others] == []
        await models.close()
