"""Ctrl+Q in a dialog with changes asks once."""

from collections.abc import Awaitable, Callable

import pytest

from app.api.requests import CreateAssistant
from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.assistants import create, find, open_editor, run_slash
from tests.tui.terminal import Terminal, terminal

ASKED = "Not saved. Ctrl+Q again to drop the changes and quit · Ctrl+S Save"


async def open_assistant(t: Terminal) -> None:
    await open_editor(t, "Tutor")


async def open_instructions(t: Terminal) -> None:
    run_slash(t, "/system")
    await t.shows("Instructions of this conversation")


@requirement("assistants.changes-kept")
@pytest.mark.parametrize("opened", [open_assistant, open_instructions])
async def test_ctrl_q_asks_once_before_changes_are_dropped(
    settings: Settings, opened: Callable[[Terminal], Awaitable[None]]
) -> None:
    await create(settings, CreateAssistant(model="m", name="Tutor"))
    async with terminal(settings, Script()) as t:
        await opened(t)
        await t.type("x")
        await t.press("ctrl+q")
        await t.shows(ASKED)
        await t.type("y")
        await t.press("ctrl+q")
        await t.shows(ASKED)
        await t.press("ctrl+s")
        await t.shows_not(ASKED)
        assert t.app.return_code is None


@requirement("assistants.changes-kept")
async def test_ctrl_q_twice_quits_and_without_changes_once(settings: Settings) -> None:
    await create(settings, CreateAssistant(model="m", name="Tutor"))
    async with terminal(settings, Script()) as t:
        await open_assistant(t)
        await t.type("x")
        await t.press("ctrl+q")
        await t.shows(ASKED)
        await t.press("ctrl+q")
        await t.until(lambda: t.app.return_code is not None, "the end")
    async with terminal(settings, Script()) as t:
        await open_assistant(t)
        assert (await find(t, "Tutor")).name == "Tutor"
        await t.press("ctrl+q")
        await t.until(lambda: t.app.return_code is not None, "the end")
