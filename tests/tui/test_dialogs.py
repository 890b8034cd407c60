"""Dialogs: keys that arrive together."""

import pytest
from textual import events

from app.api.endpoints import Endpoint, Origin
from app.models.script import Script
from app.settings import Settings
from app.tui.screens.chat import ChatScreen
from tests.requirements import requirement
from tests.tui.terminal import Terminal, stored, terminal

OLLAMA = Endpoint(name="Ollama", base_url="http://127.0.0.1:11434/v1", kind="local", origin=Origin.FOUND)
DIALOGS = ("f1", "f2", "ctrl+p", "ctrl+l")
CHARACTERS = {"escape": "\x1b", "enter": "\r"}


def burst(t: Terminal, *keys: str) -> None:
    """Send keys as one read of the terminal brings them: the next before the one before is handled."""
    for key in keys:
        t.app.post_message(events.Key(key, CHARACTERS.get(key)))


def is_closed(t: Terminal) -> bool:
    return isinstance(t.app.screen, ChatScreen)


async def back_in_box(t: Terminal) -> None:
    """Close whatever is open still, and type into the box."""
    for _ in range(4):
        await t.press("escape")
    await t.until(lambda: is_closed(t), "the end of the dialogs")
    await t.type("ok")
    await t.until(lambda: t.box.text.endswith("ok"), "text in the box")


@requirement("windows.dialogs-close-once")
@pytest.mark.parametrize("closing", ["escape", "enter"])
@pytest.mark.parametrize("key", DIALOGS)
async def test_keys_that_close_a_dialog_twice(settings: Settings, key: str, closing: str) -> None:
    await stored(settings, ["Pears?", "Green."])
    async with terminal(settings, Script(found=[OLLAMA])) as t:
        await t.shows("Green.")
        for _ in range(2):
            await t.press(key)
            await t.until(lambda: not is_closed(t), "the dialog")
            burst(t, closing, closing, closing)
            await t.press("escape")
            await t.until(lambda: is_closed(t), "the end of the dialog")
        await back_in_box(t)


@requirement("windows.dialogs-close-once")
@pytest.mark.parametrize("key", DIALOGS)
async def test_dialogs_opened_and_closed_in_one_burst(settings: Settings, key: str) -> None:
    await stored(settings, ["Pears?", "Green."])
    async with terminal(settings, Script(found=[OLLAMA])) as t:
        await t.shows("Green.")
        for other in DIALOGS:
            burst(t, key, other, "escape", "escape", "escape")
            await t.pilot.pause()
            await back_in_box(t)
