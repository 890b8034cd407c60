"""Slash commands beside long pastes, which are chips on the border: whose text they are, and that none is lost."""

import pytest

from app.api.conversation.thread_settings import MAX_INSTRUCTIONS_CHARS
from app.models.script import Script
from app.settings import Settings
from app.tui.screens.commands.help import HelpScreen
from app.tui.text.draft import Draft
from tests.requirements import requirement
from tests.tui.terminal import terminal

SIX_LINES = "one\ntwo\nthree\nfour\nfive\nsix"


@requirement("commands.no-draft-is-lost")
@pytest.mark.parametrize("typed", ["/help", "/vim", "/rename Numbers", "/template none"])
async def test_a_paste_stays_in_the_box_when_a_command_runs(settings: Settings, typed: str) -> None:
    async with terminal(settings, Script()) as t:
        await t.paste(SIX_LINES)
        await t.send(typed)
        await t.until(lambda: t.box.text == "", "the command")
        assert t.box.draft == Draft(pasted=(SIX_LINES,))
        if typed == "/help":
            await t.until(lambda: isinstance(t.app.screen, HelpScreen), "the help")
            await t.press("escape")
        await t.shows("[Pasted 6 lines]")


@requirement("commands.no-draft-is-lost", "instructions.kept")
async def test_a_paste_behind_system_is_part_of_the_instructions(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        await t.type("/system Count:")
        await t.paste(SIX_LINES)
        await t.press("enter")
        await t.shows("Instructions: Count: one two three")
        assert t.controller.conversation.settings.instructions == f"Count:\n\n{SIX_LINES}"
        assert t.box.draft == Draft()


@requirement("commands.no-draft-is-lost", "box.paste-chips")
async def test_instructions_too_long_to_edit_come_back_as_a_chip(settings: Settings) -> None:
    long = "Be exact. " * 20_000
    async with terminal(settings, Script()) as t:
        await t.type("/system ")
        await t.paste(long)
        await t.press("enter")
        await t.shows(f"a conversation keeps at most {MAX_INSTRUCTIONS_CHARS:,}")
        assert t.box.draft == Draft(text="/system ", pasted=(long.strip(),))
