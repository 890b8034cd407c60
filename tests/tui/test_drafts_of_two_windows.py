"""One draft typed in two windows: neither overwrites the other."""

import msgspec

from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import Terminal, stored, terminal


def draft_of(settings: Settings, key: str) -> str:
    """The draft in the file."""
    file = settings.data_dir / "drafts.json"
    if not file.exists():
        return ""
    return msgspec.json.decode(file.read_bytes())["drafts"].get(key, {}).get("text", "")


async def is_saved(t: Terminal, settings: Settings, key: str, text: str) -> None:
    await t.until(lambda: draft_of(settings, key) == text, f"the draft {text!r}")


@requirement("tui.drafts")
async def test_a_draft_in_two_windows_keeps_both_texts(settings: Settings) -> None:
    [key] = await stored(settings, ["Apples?", "Red."])
    async with terminal(settings, Script(["Sent."])) as first, terminal(settings, Script()) as second:
        await first.type("one")
        await is_saved(first, settings, key, "one")
        await second.type("two")
        await is_saved(second, settings, key, "one\ntwo")
        await first.type(" more")
        await is_saved(first, settings, key, "one more\ntwo")
        await second.type("!")
        await is_saved(second, settings, key, "one more\ntwo!")
        await first.press("enter")
        await first.shows("Sent.")
        await first.until(lambda: not first.box.text)
        await is_saved(first, settings, key, "two!")
        await first.type("x")
        await is_saved(first, settings, key, "two!\nx")
    async with terminal(settings, Script()) as third:
        assert third.box.text == "two!\nx"


@requirement("tui.drafts")
async def test_a_draft_that_another_window_has_sent_does_not_come_back(settings: Settings) -> None:
    [key] = await stored(settings, ["Apples?", "Red."])
    async with terminal(settings, Script()) as t:
        await t.type("one")
        await is_saved(t, settings, key, "one")
    async with terminal(settings, Script(["Sent."])) as first, terminal(settings, Script()) as second:
        assert first.box.text == second.box.text == "one"
        await first.press("enter")
        await first.shows("Sent.")
        await is_saved(first, settings, key, "")
        await first.type("x")
        await is_saved(first, settings, key, "x")
        await second.press("end", "!")
        await is_saved(second, settings, key, "x\none!")
