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


@requirement("tui.users-keys-win")
async def test_a_users_key_wins_over_the_keys_of_textuals_own_widgets(settings: Settings) -> None:
    keymap = {
        "app.help": "ctrl+e",
        "endpoint.choose": "ctrl+pagedown",
        "threads.new": "ctrl+enter,ctrl+x",
        "input.send": "ctrl+k",
        "input.earlier": "ctrl+up",
        "input.complete": "end",
        "assistants.create": "ctrl+u",
        "dialog.save": "ctrl+z",
    }
    await stored(settings, ["Apples?", "Red."])
    async with terminal(replace(settings, keymap=keymap), Script(["Green."]), size=(120, 60)) as t:
        await t.shows("Red.")
        await t.type("ab")
        await t.press("home", "ctrl+e")  # in a text area: to the end of the line
        await t.shows("─ Keys")
        await t.press("escape", "x", "end", "y", "enter", "z", "up", "w")
        assert t.box.text == "xwaby\nz", "what is no command where it is pressed edits the text"
        t.chat.set_focus(t.history)
        await t.press("ctrl+pagedown")  # in a list that scrolls: a page to the right
        await t.shows("Choose a model")
        await t.press("escape")
        await t.until(lambda: t.app.screen is t.chat, "the end of the dialog")
        t.chat.set_focus(t.box)
        await t.press("ctrl+k")  # in a text area: delete to the end of the line
        await t.shows("Green.")
        assert t.box.text == ""
        await t.press("f4")
        await t.shows("Duplicate")
        await t.type("abc")
        await t.press("ctrl+u")  # in a text area: delete to the start of the line
        await t.shows("New assistant")
        await t.type("Cook")
        await t.press("ctrl+e", "home", "ctrl+e")  # the chat is not reached from a dialog: the end of the line
        await t.type("s")
        await t.press("ctrl+z")  # everywhere else: back to the shell
        await t.shows_not("New assistant")
        await t.shows("Cooks")
