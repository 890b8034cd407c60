"""What is said above the message box: in low windows it leaves the box on the screen, and nothing is said twice."""

import pytest

from app.models.model import ModelError
from app.models.script import Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import terminal


@requirement("look.low-windows")
@pytest.mark.parametrize("size", [(40, 10), (60, 16), (80, 24)], ids=str)
async def test_a_long_draft_below_a_long_notice_never_leaves_the_screen(
    settings: Settings, size: tuple[int, int]
) -> None:
    async with terminal(settings, Script(), size=size) as t:
        await t.paste("first")
        for at in range(12):
            await t.press("ctrl+j")
            await t.type(f"{at:x}")
        t.chat.panes.status.show_notice("A sentence that is long enough for several rows of a small window. " * 6)
        await t.shows("several")
        await t.until(lambda: t.box.region.bottom <= size[1], "the whole box")
        assert t.chat.max_scroll_y == 0
        caret = t.box.cursor_screen_offset
        assert t.box.content_region.contains_point(caret), "the caret is where people see it"
        assert " b" in t.text().splitlines()[caret.y]


@requirement("notices.not-twice")
async def test_a_failed_run_takes_the_place_of_the_notice_that_said_the_same(settings: Settings) -> None:
    words = "http://127.0.0.1:9/v1 cannot be reached (connection refused)."
    async with terminal(settings, Script([Reply(ModelError(words))])) as t:
        t.app.notify(words, timeout=600)
        await t.shows(words)
        await t.send("hello")
        await t.shows("failed · ")
        await t.until(lambda: t.text().count(words) == 1, "the end of the notice")
