"""Pastes: short ones are text, long ones are chips, which can be opened and are sent in full."""

import msgspec.structs
import pytest

from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import terminal

SIX_LINES = "one\ntwo\nthree\nfour\nfive\nsix\n"


@requirement("box.paste-chips")
async def test_six_lines_or_more_than_1000_characters_are_a_chip_and_sent_in_full(settings: Settings) -> None:
    script = Script(["Read."])
    async with terminal(settings, script) as t:
        await t.type("Look")
        await t.paste("\n1\n2\n3\n4\n")
        await t.paste("x" * 1_000)
        text = "Look\n1\n2\n3\n4\n" + "x" * 1_000
        assert t.box.text == text
        await t.paste(SIX_LINES)
        await t.shows("[Pasted 6 lines] F3: open")
        await t.paste("y" * 1_001)
        await t.shows("[Pasted 6 lines] [Pasted 1,001 characters]")
        assert t.box.text == text
        await t.press("enter")
        await t.shows("Read.")
        sent = f"{text}\n\n{SIX_LINES}\n\n{'y' * 1_001}"
        assert [message.text for message in script.requests[0].messages] == [sent]
        assert "[Pasted" not in t.text()
        await t.press("up")
        assert t.box.text == sent


@requirement("box.paste-chips")
async def test_f3_puts_the_pastes_into_the_text_of_the_same_message(settings: Settings) -> None:
    script = Script(["Read."])
    async with terminal(settings, script) as t:
        await t.type("Look")
        await t.paste(SIX_LINES)
        await t.paste(SIX_LINES.upper())
        await t.press("f3")
        await t.shows_not("[Pasted")
        assert t.box.text == f"Look\n\n{SIX_LINES}\n\n{SIX_LINES.upper()}"
        await t.type("> ")
        assert t.box.text.startswith("Look\n\n> one\ntwo")
        await t.press("ctrl+underscore", "ctrl+underscore", "ctrl+underscore")
        assert t.box.text == f"Look\n\n{SIX_LINES}\n\n{SIX_LINES.upper()}"
        await t.press("enter")
        await t.shows("Read.")
        assert script.requests[0].messages[0].text == f"Look\n\n{SIX_LINES}\n\n{SIX_LINES.upper()}".strip("\n")


@requirement("box.paste-chips")
async def test_a_paste_too_long_to_edit_stays_a_chip(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        await t.paste("z" * 70_000)
        await t.press("f3")
        await t.shows("Too long to edit")
        await t.shows("[Pasted 70 KB, 70,000 characters]")


@requirement("box.paste-chips")
async def test_a_removed_paste_comes_back_and_a_chip_survives_a_restart(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        await t.paste(SIX_LINES)
        await t.type("a")
        await t.press("backspace", "backspace")
        await t.shows_not("[Pasted")
        await t.press("ctrl+underscore")
        await t.shows("[Pasted 6 lines]")
        await t.press("ctrl+q")
        await t.until(lambda: t.app.return_code == 0, "the end")
    async with terminal(settings, Script()) as t:
        await t.shows("[Pasted 6 lines]")
        await t.press("ctrl+c")
        await t.shows_not("[Pasted")
        await t.press("up")
        assert t.box.text == SIX_LINES


@requirement("box.paste-chips")
async def test_the_chip_names_the_key_of_the_users_keymap(settings: Settings) -> None:
    own = msgspec.structs.replace(settings, keymap={"input.open-pastes": "ctrl+o"})
    async with terminal(own, Script()) as t:
        await t.paste(SIX_LINES)
        await t.shows("[Pasted 6 lines] Ctrl+O: open")
        await t.press("ctrl+o")
        assert t.box.text == SIX_LINES


@requirement("input.paste-in-parts")
@pytest.mark.parametrize("first", [SIX_LINES, "one\ntw"], ids=["a chip", "text"])
async def test_a_part_of_a_paste_belongs_to_the_part_before_it(settings: Settings, first: str) -> None:
    script = Script(["Read."])
    async with terminal(settings, script) as t:
        await t.type("Look: ")
        await t.paste(first)
        await t.paste_part("o\nin mid-" + SIX_LINES)
        await t.paste_part("word")
        await t.shows(f"[Pasted {first.count(chr(10)) + 8} lines]")
        assert t.box.text == "Look: "
        await t.press("enter")
        await t.shows("Read.")
        sent = f"Look: \n\n{first}o\nin mid-{SIX_LINES}word"
        assert [message.text for message in script.requests[0].messages] == [sent]


@requirement("input.paste-in-parts")
async def test_a_part_goes_where_the_caret_is_when_the_part_before_it_was_sent(settings: Settings) -> None:
    script = Script(["Read.", "Read too."])
    async with terminal(settings, script) as t:
        await t.paste(SIX_LINES)
        await t.press("enter")
        await t.shows("Read.")
        await t.type("And ")
        await t.paste_part("the rest")
        assert t.box.text == "And the rest"
        await t.press("enter")
        await t.shows("Read too.")
        assert script.requests[1].messages[-1].text == "And the rest"
