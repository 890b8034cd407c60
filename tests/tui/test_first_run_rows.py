"""The first-run screen in a window that becomes too low for all choices."""

from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import terminal


@requirement("first-run.chosen-in-sight")
async def test_the_choice_stays_in_sight_where_the_list_itself_keeps_its_size(settings: Settings) -> None:
    async with terminal(settings, Script(endpoint=None), size=(40, 21)) as t:
        await t.shows("›")
        await t.press("down", "down", "down")
        chosen = next(row for row in t.text().splitlines() if "›" in row)
        await t.pilot.resize_terminal(40, 10)
        await t.shows(chosen.strip(" │▂▃▄▅▆▇█▁"))
