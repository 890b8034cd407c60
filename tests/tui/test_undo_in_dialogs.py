"""Ctrl+_ in the texts and lines of dialogs."""

from textual.widgets import TextArea

from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.assistants import run_slash
from tests.tui.terminal import stored, terminal


@requirement("dialogs.undo")
async def test_what_was_typed_in_a_text_or_a_line_of_a_dialog_is_undone(settings: Settings) -> None:
    await stored(settings, ["Apples?", "Red."])
    async with terminal(settings, Script(), size=(200, 60)) as t:
        run_slash(t, "/system")
        await t.shows("Instructions of this conversation")
        await t.type("typed")
        await t.press("ctrl+underscore")
        assert t.app.screen.query_one(TextArea).text == ""
        await t.press("escape")
        await t.until(lambda: t.app.screen is t.chat, "the end of the dialog")
        await t.press("f2")
        await t.shows("Leave empty")
        await t.type("x")
        await t.press("ctrl+underscore")
        assert t.app.screen.query_one(TextArea).text == "Apples?"
        await t.press("escape")
        await t.until(lambda: t.app.screen is t.chat, "the end of the dialog")
        await t.press("f1")
        await t.shows("In the texts of dialogs")
