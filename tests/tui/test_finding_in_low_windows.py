"""The count of hits where the line of words has no border to hold it."""

from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import stored, terminal


@requirement("find.low-windows")
async def test_the_count_is_seen_in_a_low_window_and_goes_with_the_line(settings: Settings) -> None:
    await stored(settings, ["Red apples?", "No.", "Green apples?", "Yes."])
    async with terminal(settings, Script(), size=(80, 14)) as t:
        await t.press("ctrl+f")
        await t.type("apples")
        await t.shows("1 of 2")
        await t.press("enter")
        await t.shows("2 of 2")
        await t.press("escape")
        await t.shows_not("2 of 2")
