"""What closes is painted and pointed at in every step of its removal, and nothing ends the program."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from textual import events

from app.models.script import Gate, Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import Terminal, stored, terminal

ROUNDS = 25
"""Painting in each step makes one as good as many; `tests/terminal/test_search_rounds.py` does 200."""
KEYS = {"ctrl+s": None, "e": "e", "v": "v", "escape": "\x1b"}
CELLS = [(5, 1), (50, 2), (55, 15), (100, 2)]
"""Cells of the search line, of the dialogs, and of the status line."""


@asynccontextmanager
async def painted_constantly(t: Terminal) -> AsyncGenerator[None]:
    """Paint the screen, and ask what is under the mouse, at each step of the loop."""

    async def paint() -> None:
        while True:
            t.strips()
            for x, y in CELLS:
                t.app.screen.get_style_at(x, y)
                t.app.screen.get_widget_and_offset_at(x, y)
            await asyncio.sleep(0)

    painting = asyncio.create_task(paint())
    yield
    assert not painting.done(), painting.exception()
    painting.cancel()


@requirement("windows.removal-survives-frames", "tui.removed-widgets-are-not-painted")
async def test_rounds_of_search_text_and_escape_beside_a_stream(settings: Settings) -> None:
    await stored(settings, ["Every evening", "Red."], ["Pears?", "Green."])
    async with terminal(settings, Script([Reply("Once upon ", Gate())])) as t:
        await t.send("A story")
        await t.shows("Once upon")
        async with painted_constantly(t):
            for _ in range(ROUNDS):
                for key, character in KEYS.items():
                    t.app.post_message(events.Key(key, character))
                await asyncio.sleep(0)
            for key, character in (("escape", "\x1b"), ("z", "z")):
                t.app.post_message(events.Key(key, character))
            await t.until(lambda: t.box.text == "z", "the end of the rounds")
        await t.shows(" Pears?")


@requirement("windows.removal-survives-frames")
@pytest.mark.parametrize("key", ["f1", "f2", "ctrl+p", "ctrl+l"])
async def test_dialogs_that_close(settings: Settings, key: str) -> None:
    await stored(settings, ["Pears?", "Green."])
    async with terminal(settings, Script()) as t:
        async with painted_constantly(t):
            t.app.post_message(events.Key(key, None))
            await t.until(lambda: t.app.screen is not t.chat, "the dialog")
            t.app.notify("A notice", timeout=0.01)
            t.app.post_message(events.Key("escape", "\x1b"))
            await t.until(lambda: t.app.screen is t.chat, "the chat")
            await t.shows_not("A notice")
        await t.shows("Green.")
