"""The width of prose is a setting."""

import pytest
from msgspec.structs import replace

from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import terminal

WORDS = "word " * 60
CODE = "c" * 90


@requirement("history.measure")
@pytest.mark.parametrize("width", [40, 120])
async def test_prose_is_as_wide_as_the_setting_says(settings: Settings, width: int) -> None:
    script = Script([f"{WORDS}\n\n```\n{CODE}\n```"])
    async with terminal(replace(settings, prose_width=width), script, size=(180, 30)) as t:
        await t.send("How wide?")
        await t.shows("completed")
        prose = max(line.count("word") * len("word ") - 1 for line in t.text().splitlines())
        assert width - len("word ") < prose <= width
        assert CODE in t.text()
