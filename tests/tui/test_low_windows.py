"""In low windows the message box and what is said above it stay on the screen."""

import pytest

from app.models.script import Script
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
