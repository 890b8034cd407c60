"""The mouse where no widget is, and in the hand of one that has left the screen."""

import pytest
from textual import events
from textual.scrollbar import ScrollBar

from app.models.script import Script
from app.settings import Settings
from app.tui.widgets.line_input import LineInput
from tests.requirements import requirement
from tests.tui.line import QUIET_S, Line
from tests.tui.terminal import Terminal, terminal
from tests.walk.terminal_bytes import WHEEL, mouse

LEFT = 0


async def send(t: Terminal, data: bytes) -> None:
    """What the terminal sends, through the app."""
    for event in Line().feed(data, QUIET_S):
        t.app.post_message(event)
    await t.pilot.pause()


@requirement("windows.mouse-is-let-go")
async def test_a_scrollbar_that_is_gone_lets_go_of_the_mouse(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        await t.pilot.resize_terminal(1, 1)  # where the screen has a scrollbar, and nothing else
        await send(t, mouse(LEFT, 0, 0) + mouse(LEFT, 0, 0, released=True))
        await t.until(lambda: isinstance(t.app.mouse_captured, ScrollBar), "the press on the scrollbar")
        await t.pilot.resize_terminal(110, 34)
        await t.press("ctrl+s")
        await t.until(lambda: isinstance(t.chat.focused, LineInput), "the search")
        await send(t, mouse(WHEEL[0], 60, 9))
        assert isinstance(t.chat.focused, LineInput)
        assert t.app.mouse_captured is None
        await send(t, mouse(LEFT, 60, 9) + mouse(LEFT, 60, 9, released=True))
        await t.until(lambda: t.chat.focused is t.box, "the focus where a click puts it")


@requirement("windows.mouse-is-let-go")
@pytest.mark.parametrize("key", ["ctrl+s", "ctrl+p"])
async def test_the_mouse_beside_the_window_leaves_the_focus_where_it_is(settings: Settings, key: str) -> None:
    async with terminal(settings, Script()) as t:
        await t.press(key)
        await t.until(lambda: t.app.screen.focused not in (None, t.box), "the focus")
        screen, focused = t.app.screen, t.app.screen.focused
        for event in (events.MouseMove, events.MouseScrollUp):
            t.app.post_message(event(None, 300, 90, 0, 0, 0, False, False, False))
            await t.pilot.pause()
        assert t.app.screen is screen
        assert screen.focused is focused
