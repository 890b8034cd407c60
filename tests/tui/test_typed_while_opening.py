"""What is typed while a conversation is being opened, also one that a dialog or a jump leads to, belongs to it."""

import asyncio

import pytest

from app.models.script import Script
from app.settings import Settings
from app.tui.widgets.line_input import LineInput
from tests.requirements import requirement
from tests.tui.talking import choose, edit, talk
from tests.tui.terminal import held, stored, terminal
from tests.walk.player import Player
from tests.walk.steps import Press


@requirement("windows.draft-of-the-opened")
async def test_what_is_typed_behind_a_retry_of_an_older_run_belongs_to_its_fork(settings: Settings) -> None:
    gate = asyncio.Event()
    gate.set()
    async with terminal(
        settings, Script(["ONE", "TWO", "AGAIN"]), wrap=lambda assistants: held(assistants, gate, "list_threads")
    ) as t:
        for text, reply in (("one", "ONE"), ("two", "TWO")):
            await t.send(text)
            await t.shows(reply)
            await t.until(lambda: not t.controller.conversation.is_busy, "the end of the run")
        thread_id = t.thread_id
        await t.type("draft")
        await t.press("ctrl+t")
        await t.until(lambda: t.text().count("completed") >= 2, "the runs")
        gate.clear()  # the list of conversations is read again before the fork is shown
        await t.press("down", "f5")
        await t.until(lambda: t.app.screen is t.chat, "the end of the dialog")
        await t.type("new")
        assert t.box.text == "new"
        gate.set()
        await t.shows("AGAIN")
        assert (t.thread_id == thread_id, t.box.text) == (False, "new")
        await t.controller.open(thread_id)
        assert t.box.text == "draft"


@requirement("windows.draft-of-the-opened")
@pytest.mark.parametrize("place", ["the box", "the line of words"])
async def test_what_is_typed_behind_a_jump_back_belongs_to_the_conversation_before(
    settings: Settings, place: str
) -> None:
    older, newer = await stored(settings, ["Pears?", "Green."], ["Apples?", "Red."])
    gate = asyncio.Event()
    gate.set()
    async with terminal(settings, Script(), wrap=lambda assistants: held(assistants, gate, "list_messages")) as t:
        await t.press("ctrl+s")
        await t.type("pears")
        await t.press("enter")
        await t.until(lambda: t.thread_id == older, "the hit")
        if place == "the line of words":
            await t.press("ctrl+f")
            await t.until(lambda: isinstance(t.chat.focused, LineInput), "the line")
        gate.clear()
        await Player(t).play(Press(("alt+left", "x")))
        gate.set()
        await t.until(lambda: t.thread_id == newer, "the conversation before")
        assert t.box.text == "x"


def hold_a_moment(gate: asyncio.Event) -> None:
    """Hold an operation for longer than keys need that nobody orders."""
    gate.clear()
    asyncio.get_running_loop().call_later(0.2, gate.set)


@requirement("windows.draft-of-the-opened", "tui.keys-in-order")
async def test_what_is_typed_behind_a_key_that_leads_to_another_version_belongs_to_its_conversation(
    settings: Settings,
) -> None:
    gate = asyncio.Event()
    gate.set()
    script = Script(["ONE", "TWO", "ONE MORE"])
    async with terminal(settings, script, wrap=lambda assistants: held(assistants, gate, "list_threads")) as t:
        await talk(t, "one", "two")
        first_id = t.thread_id
        await edit(t, "one", " more")
        await t.shows("ONE MORE")
        await t.until(lambda: not t.controller.conversation.is_busy, "the end of the run")
        await choose(t, "one more")
        hold_a_moment(gate)
        await Player(t).play(Press(("left_square_bracket", "escape", "escape", "x")))
        await t.until(lambda: (t.thread_id, t.box.text) == (first_id, "x"), "the letter in the other conversation")


@requirement("windows.draft-of-the-opened", "tui.keys-in-order")
async def test_what_is_typed_behind_the_key_for_another_reply_belongs_to_its_conversation(settings: Settings) -> None:
    gate = asyncio.Event()
    gate.set()
    script = Script(["ONE", "TWO", "AGAIN"])
    async with terminal(settings, script, wrap=lambda assistants: held(assistants, gate, "list_threads")) as t:
        await talk(t, "one", "two")
        first_id = t.thread_id
        await choose(t, "ONE")
        hold_a_moment(gate)
        await Player(t).play(Press(("R", "escape", "escape", "x")))
        await t.until(lambda: t.thread_id != first_id, "the fork")
        assert t.box.text == "x"


@requirement("windows.draft-of-the-opened")
async def test_an_opening_that_new_words_end_keeps_no_message_waiting(settings: Settings) -> None:
    """Enter in the line of words leads to the next conversation; another letter looks for something else instead."""
    _, newer = await stored(settings, ["Pears and plums?", "Green."], ["Plums?", "Blue."])
    gate = asyncio.Event()
    gate.set()
    script = Script(["Sent."])
    async with terminal(settings, script, wrap=lambda assistants: held(assistants, gate, "list_messages")) as t:
        await t.press("ctrl+s")
        await t.type("plums")
        await t.press("enter")
        await t.shows("1 of 1")
        assert t.thread_id == newer
        await t.press("ctrl+f")
        await t.until(lambda: isinstance(t.chat.focused, LineInput), "the line")
        gate.clear()
        await t.press("enter")
        await t.until(lambda: t.controller.current.is_leaving, "the opening")
        await t.type("x")
        await t.until(lambda: not t.controller.current.is_leaving, "the end of the opening")
        gate.set()
        await t.press("escape")
        await t.send("Hello")
        await t.shows("Sent.")
        assert (t.thread_id, len(script.requests)) == (newer, 1)
