"""Keys that are named in the history, in the first row and in notices are the user's."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from app.api.endpoints import FetchProgress, Weights
from app.models.model import ModelError
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import stored, terminal


@pytest.fixture
def remapped(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("keys")
    keymap = {
        "run.retry": "f11",
        "endpoint.choose": "f8",
        "app.help": "f10",
        "run.cancel": "f12",
        "threads.undo": "z",
        "app.interrupt": "ctrl+o",
        "history.unfold": "f7",
        "first-run.leave": "f6",
    }
    return Settings(data_dir=folder / "data", config_dir=folder, keymap=keymap)


@requirement("tui.keys-named-as-bound")
async def test_the_blocks_of_runs_and_the_run_line_name_the_users_keys(remapped: Settings) -> None:
    script = Script([Reply(ModelError("No {run.retry}.")), Reply("Once ", Gate())])
    async with terminal(remapped, script) as t:
        await t.shows("F8      Choose a model")
        await t.shows("F10     Show the keys")
        await t.send("Hello")
        await t.shows("F11 Retry · F8 Choose a model")
        assert "No {run.retry}." in t.text()
        await t.press("f11")
        await t.shows("F12 to cancel")
        await t.press("f12")
        await t.shows("· F11 Retry")


@requirement("tui.keys-named-as-bound")
async def test_notices_and_the_first_row_name_the_users_keys(remapped: Settings) -> None:
    await stored(remapped, ["Apples?", "Red."])
    async with terminal(remapped, Script()) as t:
        await t.press("ctrl+o")
        await t.shows("Press Ctrl+O again to quit")
        t.chat.set_focus(t.threads)
        await t.press("d")
        await t.shows("Undo: z (10 s)")
    async with terminal(remapped, Script(endpoint=None)) as t:
        await t.press("escape")
        await t.shows("no model yet: F8")


@requirement("tui.keys-named-as-bound")
async def test_a_folded_message_and_a_download_name_the_users_keys(remapped: Settings) -> None:
    await stored(remapped, ["Apples?", "word " * 20_000])
    progress = FetchProgress(phase="downloading", done=1_000_000, total=4_000_000)
    small = Weights(name="small-1", size=4, licence="Apache-2.0", note="Short.", installed=False, default=True)
    async with terminal(remapped, Held(endpoint=None, built_in=[small], fetches=[progress])) as t:
        await t.shows("›  Start with")
        await t.press("enter", "down", "enter")
        await t.shows("F6 to pause")
        await t.press("f6", "f6")
        t.chat.set_focus(t.history)
        await t.press("home")
        await t.shows("earlier characters · F7 or click to show more")


class Held(Script):
    """Downloads that go on until they are paused."""

    async def fetch_weights(self, name: str | None = None, /) -> AsyncGenerator[FetchProgress]:
        async for progress in super().fetch_weights(name):
            yield progress
        await asyncio.Event().wait()
