"""Instructions in which each key would be slow: their beginning is shown, and the user's editor has the whole."""

from msgspec.structs import replace
from textual import events

from app.api.requests import CreateAssistant
from app.models.script import Script
from app.settings import Settings
from app.tui.terminal.input.pasted_text import PastePart
from tests.requirements import requirement
from tests.tui.assistants import create, find, open_editor
from tests.tui.terminal import terminal

LONG = "Explain. " * 28_000


@requirement("assistants.long-instructions")
async def test_long_instructions_are_shown_and_saved_whole_and_not_edited(settings: Settings) -> None:
    await create(settings, CreateAssistant(model="m", name="Tutor", instructions=LONG))
    async with terminal(replace(settings, keymap={"text.editor": "f7"}), Script()) as t:
        await open_editor(t, "Tutor")
        await t.shows("252,000 characters, too long to edit here. F7 Edit in your editor")
        await t.shows("Explain. Explain.")
        await t.press("x", "tab", "backspace", "backspace", "shift+tab", "backspace", "enter", "ctrl+underscore")
        await t.press("ctrl+s")
        await t.shows("Saved")
        assert (await find(t, "Tutor")).instructions == LONG


@requirement("assistants.long-instructions")
async def test_a_long_paste_that_comes_in_parts_is_kept_whole(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        await t.press("f4", "ctrl+n")
        await t.shows("New assistant")
        await t.type("Tutor")
        await t.press("tab", "a", "z", "left")
        field = t.app.screen.focused
        assert field
        for event in (events.Paste(LONG[:100_000]), PastePart(LONG[100_000:150_000]), PastePart(LONG[150_000:])):
            field.post_message(event)
        await t.shows("252,002 characters")
        field.post_message(events.Paste("more"))
        await t.shows("Not pasted")
        await t.press("ctrl+s")
        await t.shows("Saved")
        assert (await find(t, "Tutor")).instructions == f"a{LONG}z"
