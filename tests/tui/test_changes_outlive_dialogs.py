"""Assistants are deleted and copied although their list is closed at once."""

import asyncio

import pytest

from app.api.requests import CreateAssistant, Page
from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.assistants import create
from tests.tui.terminal import Terminal, failing, held, terminal

TUTOR = CreateAssistant(model="", name="Math Tutor")


async def names(t: Terminal) -> list[str | None]:
    return [one.name for one in (await t.assistants.list_assistants(Page())).data]


async def act_and_close(t: Terminal, *keys: str) -> None:
    """Press keys at the assistant in the list, and close the list while the change waits."""
    await t.press("f4")
    await t.type("math")
    await t.shows("›  Math Tutor")
    await t.press(*keys, "escape")
    await t.until(lambda: t.app.screen is t.chat, "the end of the list")


@requirement("dialogs.changes-are-finished")
@pytest.mark.parametrize(
    ("keys", "operation", "left"),
    [(["ctrl+d", "ctrl+d"], "delete_assistant", 0), (["ctrl+y"], "create_assistant", 2)],
)
async def test_a_change_is_made_although_the_list_was_closed(
    settings: Settings, keys: list[str], operation: str, left: int
) -> None:
    await create(settings, TUTOR)
    gate = asyncio.Event()
    async with terminal(settings, Script(), wrap=lambda engine: held(engine, gate, operation)) as t:
        await act_and_close(t, *keys)
        gate.set()
        await t.until(lambda: not [one for one in t.app.workers if one.group == "change"], "the change")
        assert sum("Math Tutor" in (name or "") for name in await names(t)) == left


@requirement("dialogs.changes-are-finished")
async def test_a_change_that_fails_behind_the_closed_list_is_a_notice(settings: Settings) -> None:
    await create(settings, TUTOR)
    gate = asyncio.Event()
    async with terminal(
        settings,
        Script(),
        wrap=lambda engine: held(failing(engine, "delete_assistant", 1), gate, "delete_assistant"),
    ) as t:
        await act_and_close(t, "ctrl+d", "ctrl+d")
        gate.set()
        await t.shows("“Math Tutor” was not deleted. The disk is full.")
        assert "Math Tutor" in await names(t)


@requirement("dialogs.changes-are-finished")
async def test_leaving_the_program_waits_for_a_change(settings: Settings) -> None:
    await create(settings, TUTOR)
    gate = asyncio.Event()
    async with terminal(settings, Script(), wrap=lambda engine: held(engine, gate, "delete_assistant")) as t:
        await act_and_close(t, "ctrl+d", "ctrl+d")
        leaving = asyncio.create_task(t.app.action_quit())
        await t.pilot.pause()
        gate.set()
        await leaving
        assert "Math Tutor" not in await names(t)
