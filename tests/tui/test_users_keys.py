"""A key of the user's keymap does what the user has set, wherever another command has it by default."""

from msgspec.structs import replace

from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import stored, terminal


@requirement("tui.users-keys-win")
async def test_a_users_key_wins_over_defaults_of_every_place(settings: Settings) -> None:
    keymap = {"app.help": "f8,question_mark", "threads.new": "d", "input.newline": "ctrl+f", "run.retry": "enter"}
    await stored(settings, ["Apples?", "Red."])
    async with terminal(replace(settings, keymap=keymap), Script(), size=(120, 60)) as t:
        await t.shows("input.send has no key: enter is set for another command.")
        await t.shows("Red.")
        await t.press("f8")
        await t.shows("─ Keys")
        assert "f8" not in t.text().replace("F8, ?", "").lower(), "the default of another command is gone"
        await t.press("escape")
        await t.shows_not("─ Keys")
        await t.type("a")
        await t.press("ctrl+f")
        await t.type("b")
        assert t.box.text == "a\nb"
        t.chat.set_focus(t.threads)
        await t.press("d")
        await t.until(lambda: t.controller.current.id is None, "a new conversation")
        assert "deleted" not in t.text()
