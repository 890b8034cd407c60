"""Dialogs: keys that arrive together, and windows of a few cells."""

from collections.abc import Awaitable, Callable

import pytest
from textual import events

from app.api.endpoints import Endpoint, Origin
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from app.tui.screens.chat.chat_screen import ChatScreen
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


def opened_by(*keys: str) -> Callable[[Terminal], Awaitable[None]]:
    async def press(t: Terminal) -> None:
        await t.press(*keys)

    return press


PLACES = {
    "box": opened_by(),
    "draft": opened_by("x"),
    "search": opened_by("ctrl+s"),
    "list": opened_by("ctrl+b", "tab"),
    "history": opened_by("shift+tab"),
    "help": opened_by("f1"),
    "rename": opened_by("f2"),
    "palette": opened_by("ctrl+p"),
    "models": opened_by("ctrl+l"),
    "key": opened_by("ctrl+l", "ctrl+end", "enter", "end", "enter"),
}
REPLY = "**w** `c`\n\n| a | b |\n|--|--|\n| 1 | 2 |\n\n```py\nx = 'long enough to fold'\n```\n> q\n\n1. a\n   - b"


@requirement("windows.any-size")
@pytest.mark.parametrize("place", PLACES)
async def test_a_window_of_any_size(settings: Settings, place: str) -> None:
    await stored(settings, ["Pears?", REPLY])
    async with terminal(settings, Script([Reply(f"{REPLY}\n\n", Gate())], found=[OLLAMA])) as t:
        await t.shows("Pears?")
        await t.send("Go")
        await t.until(lambda: t.controller.conversation.is_busy)
        await PLACES[place](t)
        for columns in (12, 6, 4, 2, 1):
            for rows in (24, 1):
                await t.pilot.resize_terminal(columns, rows)
                t.strips()
        await t.pilot.resize_terminal(110, 34)
        await back_in_box(t)
