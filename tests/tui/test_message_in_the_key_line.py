"""A message that was meant for the box, pasted or typed into the line for a key."""

import pytest
from textual import events

from app.models.script import Script
from app.settings import Settings
from app.tui.widgets.line_input import LineInput
from tests.requirements import requirement
from tests.tui.terminal import Terminal, terminal

MESSAGE = "Why is the sky blue,\nand the sea?"


async def open_key_line(t: Terminal) -> LineInput:
    await t.shows("›  OpenAI")
    await t.press("enter")
    await t.until(lambda: t.app.screen.query(LineInput), "the line for the key")
    return t.app.screen.query_one(LineInput)


@requirement("first-run.message-in-the-key-line")
async def test_a_message_pasted_into_the_key_line_goes_to_the_box_and_the_screen_says_why(settings: Settings) -> None:
    async with terminal(settings, Script(endpoint=None)) as t:
        line = await open_key_line(t)
        await t.press(*"sk-half")
        line.post_message(events.Paste(MESSAGE))
        await t.shows("This is no key: it has spaces. It is in the message box")
        assert line.text == "sk-half"
        line.post_message(events.Paste("-and-the-rest"))
        await t.until(lambda: line.text == "sk-half-and-the-rest", "the key in its line")
        await t.press("escape", "escape")
        await t.until(lambda: t.app.screen is t.chat, "the end of the first screen")
        assert t.box.text == MESSAGE


@requirement("first-run.message-in-the-key-line")
@pytest.mark.parametrize(("typed", "kept"), [("why blue", "why blue"), ("sk-half-a-key", ""), ("secret", "")])
async def test_words_typed_into_the_key_line_are_kept_and_a_key_is_not(
    settings: Settings, typed: str, kept: str
) -> None:
    async with terminal(settings, Script(endpoint=None)) as t:
        await open_key_line(t)
        await t.type(typed)
        await t.press("escape")
        await t.until(lambda: not t.app.screen.query(LineInput), "the end of the line")
        assert ("This is no key" in t.text()) == bool(kept)
        await t.press("escape")
        await t.until(lambda: t.app.screen is t.chat, "the end of the first screen")
        assert t.box.text == kept
