"""The line of a run that was over before its conversation was opened."""

import re

from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import terminal

DURATION = re.compile(r"completed (< 1|[1-9][0-9]*) s")


@requirement("history.run-line")
async def test_a_run_of_less_than_a_second_did_not_take_0_s(settings: Settings) -> None:
    async with terminal(settings, Script(["Yes."])) as t:
        await t.send("Quick?")
        await t.shows("completed")
        asked = t.thread_id
        await t.press("ctrl+n")
        await t.shows_not("completed")
        await t.controller.open(asked)
        await t.shows("completed")
        assert DURATION.search(t.text())
