"""The words in an empty search line of a dialog are whole in the smallest window."""

import pytest

from app.models.script import Script
from app.settings import Settings
from app.tui.widgets.choices.search_line import SearchLine
from tests.requirements import requirement
from tests.tui.terminal import stored, terminal


@requirement("commands.palette")
@pytest.mark.parametrize("key", ["ctrl+p", "ctrl+l", "f4", "ctrl+t"])
async def test_what_can_be_searched_is_said_whole(settings: Settings, key: str) -> None:
    await stored(settings, ["Pears?", "Green."])
    async with terminal(settings, Script(), size=(40, 10)) as t:
        await t.press(key)
        await t.until(lambda: t.app.screen is not t.chat, "the dialog")
        await t.shows(str(t.app.screen.query_one(SearchLine).placeholder))
