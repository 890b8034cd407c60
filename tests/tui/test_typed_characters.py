"""Characters that no key has: joiners, direction marks, wide spaces, emoji newer than Python's tables."""

import pytest
from textual import events

from app.models.script import Script
from app.settings import Settings
from app.tui.widgets.line_input import LineInput
from tests.requirements import requirement
from tests.tui.terminal import Terminal, stored, terminal

TYPED = {
    "zero width non-joiner": "می\u200cخواهم",
    "emoji of three code points": "👩\u200d💻",
    "keycap": "1\ufe0f\u20e3",
    "flag with tags": "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "direction marks": "a\u200eb\u200fc\u061cd",
    "no-break spaces": "10\u00a0000\u202f€",
    "ideographic space": "日本\u3000語",
    "combining mark": "e\u0301",
    "soft hyphen and word joiner": "a\u00adb\u2060c",
    "private use": "\uf8ff",
    "newer than the tables": "\U0001fae9\U0001faff",
}
REORDERING = "a\u202eb\u2066c\u2069d\u202c"


def keys(t: Terminal, text: str) -> None:
    for character in text:
        t.app.post_message(events.Key(character, character))


@requirement("input.format-characters")
@pytest.mark.parametrize("text", TYPED.values(), ids=TYPED.keys())
async def test_what_is_typed_is_what_is_sent(settings: Settings, text: str) -> None:
    script = Script(["Good."])
    async with terminal(settings, script) as t:
        keys(t, text)
        await t.until(lambda: t.box.text == text, "the text in the box")
        await t.press("enter")
        await t.shows("Good.")
    assert script.requests[0].messages[-1].text == text


@requirement("input.format-characters")
async def test_the_filter_and_the_title_take_them_too(settings: Settings) -> None:
    text = "می\u200cخواهم"
    [thread_id] = await stored(settings, [f"{text} now", "Red."])
    async with terminal(settings, Script()) as t:
        await t.press("ctrl+s")
        keys(t, text)
        await t.until(lambda: [line.text for line in t.chat.query(LineInput)] == [text], "the filter")
        await t.until(lambda: [row.id for row in t.threads.rows] == [thread_id], "the hit")
        await t.press("escape", "escape", "f2")
        await t.until(lambda: t.app.screen.query(LineInput), "the title")
        keys(t, text)
        await t.until(lambda: t.app.screen.query_one(LineInput).text == text, "the text in the title")


@requirement("input.format-characters")
async def test_an_override_of_the_direction_is_sent_but_never_drawn(settings: Settings) -> None:
    script = Script(["Good."])
    async with terminal(settings, script) as t:
        keys(t, REORDERING)
        await t.until(lambda: t.box.text == REORDERING, "the text in the box")
        await t.paste("\x9b31m and \x07")
        await t.until(lambda: "and" in t.text(), "the paste")
        assert not {"\u202e", "\u2066", "\u2069", "\u202c", "\x9b", "\x07"} & {*t.text()}
        assert {strip.cell_length for strip in t.strips()} == {t.app.size.width}
        assert t.box.cursor_screen_offset.x - t.box.region.x == len("abcd31m and ") + t.box.gutter.left
