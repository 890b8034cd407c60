"""The last row while prompts are searched."""

from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import Terminal, terminal


def footer(t: Terminal) -> str:
    """Return the last row of the screen, without the thread list."""
    return t.text().splitlines()[-1]


@requirement("look.footer")
async def test_the_footer_has_the_keys_of_the_search_of_prompts(settings: Settings) -> None:
    async with terminal(settings, Script(["Yes."])) as t:
        await t.send("Go")
        await t.shows("Yes.")
        await t.press("ctrl+r")
        await t.until(lambda: "Enter Use · Ctrl+R Older · Esc Back" in footer(t), "the keys of the search")
        await t.press("g", "enter")
        await t.until(lambda: "Enter Send" in footer(t), "the keys of the box")
        assert t.box.text == "Go"
