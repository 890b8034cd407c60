"""Another conversation is on the screen once a dialog is answered: what was asked for belongs to the first one."""

import asyncio

from app.api.conversation.thread_settings import get_instructions
from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.assistants import run_slash
from tests.tui.terminal import DEADLINE, Terminal, failing, stored, terminal


async def another_opens(t: Terminal, thread_id: str) -> None:
    """Show the other conversation below the dialog, as happens when another window deletes the open one."""
    other = next(row.id for row in t.controller.pages.rows if row.id != thread_id)
    await t.controller.open(other)
    assert t.thread_id == other


@requirement("dialogs.conversation")
async def test_the_text_of_a_refused_edit_is_the_draft_of_its_own_conversation(settings: Settings) -> None:
    await stored(settings, ["one", "ONE"], ["two", "TWO"])
    async with terminal(settings, Script(), wrap=lambda one: failing(one, "fork_thread", 1)) as t:
        first = t.thread_id
        edited = t.history.document.entries[0].message.text
        t.history.focus()
        await t.press("end", "up", "up", "e")
        await t.shows("Edit your message")
        await another_opens(t, first)
        await t.type(" more")
        await t.press("ctrl+s")
        await t.shows("The disk is full.")
        assert t.box.text == ""
        await t.controller.open(first)
        assert t.box.text == f"{edited} more"


@requirement("dialogs.conversation")
async def test_instructions_are_those_of_the_conversation_for_which_they_were_written(settings: Settings) -> None:
    await stored(settings, ["one", "ONE"], ["two", "TWO"])
    async with terminal(settings, Script()) as t:
        first = t.thread_id
        run_slash(t, "/system")
        await t.shows("Instructions of this conversation")
        await another_opens(t, first)
        await t.type("Briefly.")
        await t.press("ctrl+s")
        async with asyncio.timeout(DEADLINE):
            while get_instructions((await t.assistants.get_thread(first)).metadata) != "Briefly.":
                await t.pilot.pause()
        assert not get_instructions((await t.assistants.get_thread(t.thread_id)).metadata)
        assert "Instructions: Briefly." not in t.text()


@requirement("dialogs.conversation")
async def test_a_model_is_that_of_the_conversation_for_which_it_was_chosen(settings: Settings) -> None:
    await stored(settings, ["one", "ONE"], ["two", "TWO"])
    async with terminal(settings, Script(models=["script-1", "script-2"])) as t:
        first = t.thread_id
        await t.shows("script · script-1")
        await t.press("ctrl+l")
        await t.shows("script-2")
        await another_opens(t, first)
        await t.type("script-2")
        await t.press("enter")
        await t.until(lambda: t.app.screen is t.chat, "the end of the dialog")
        await t.shows("script · script-1")
        await t.controller.open(first)
        await t.shows("script · script-2")
