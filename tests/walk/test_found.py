"""What the walk has found, each as short as it could be made."""

import asyncio

import pytest

from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import stored, terminal
from tests.walk.player import Player
from tests.walk.steps import Press, Resize, Type

WIDE, NARROW = Resize(110, 34), Resize(60, 16)


@requirement("walk.alive")
@pytest.mark.parametrize("key", ["ctrl+l", "f4", "ctrl+p", "f1"])
async def test_esc_closes_a_dialog_after_tab(settings: Settings, key: str) -> None:
    async with terminal(settings, Script()) as t:
        player = Player(t)
        for step in (Press((key,)), Press(("tab",)), Press(("tab",)), Press(("tab",)), Press(("escape",))):
            await player.play(step)
        await t.until(lambda: t.app.screen is t.chat, "the chat")


@requirement("walk.alive")
async def test_the_pane_with_the_focus_stays_in_a_window_that_becomes_narrow(settings: Settings) -> None:
    await stored(settings, ["Pears?", "Green."])
    async with terminal(settings, Script()) as t:
        player = Player(t)
        await player.play(Press(("shift+tab",)))
        while t.chat.focused is not t.threads:
            await player.play(Press(("tab",)))
        await player.play(NARROW)
        assert t.chat.focused is t.threads
        await player.play(Press(("escape",)))
        await player.play(Type("a"))
        assert t.box.text == "a"


@requirement("walk.alive")
async def test_the_box_stays_in_a_window_that_becomes_narrow_amid_a_search(settings: Settings) -> None:
    await stored(settings, ["Pears?", "Green."])
    async with terminal(settings, Script()) as t:
        player = Player(t)
        await player.play(Press(("ctrl+s",)))
        await player.play(Type("pears"))
        await t.pilot.click(t.history)
        await player.play(NARROW)
        await player.play(Type("a"))
        assert t.box.text == "a"
        await player.play(WIDE)
        assert not t.chat.pane.is_searching


@requirement("walk.alive", "box.draft-is-kept")
async def test_a_changed_prompt_is_kept_when_the_user_goes_back_to_the_draft(settings: Settings) -> None:
    await stored(settings, ["Pears?", "Green."])
    async with terminal(settings, Script(["Yes."])) as t:
        player = Player(t)
        await t.send("Go")
        await t.shows("Yes.")
        for step in (Type("draft"), Press(("up",)), Type(" on"), Press(("down",)), Press(("ctrl+n",))):
            await player.play(step)
        assert t.box.text == ""
        await player.play(Press(("ctrl+down",)))
        await t.until(lambda: t.box.text == "draft\nGo on", "both texts")


@requirement("walk.alive", "box.draft-is-kept")
async def test_two_changed_prompts_stay_in_their_order_when_the_user_looks_at_the_first_again(
    settings: Settings,
) -> None:
    async with terminal(settings, Script(["Yes.", "No."])) as t:
        player = Player(t)
        for prompt, reply in (("Older", "Yes."), ("Newer", "No.")):
            await t.send(prompt)
            await t.shows(reply)
        for step in (Press(("up",)), Type(" one"), Press(("up",)), Type(" two"), Press(("down",))):
            await player.play(step)
        assert (t.box.text, t.box.draft.text) == ("Newer one", "Newer one\nOlder two")


@requirement("walk.alive")
async def test_the_delete_key_does_not_quit(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        player = Player(t)
        await player.play(Press(("delete",)))
        await player.play(Type("a"))
        assert t.box.text == "a"
        await player.play(Press(("left", "delete")))
        assert t.box.text == ""
        assert t.app.return_code is None


@requirement("walk.alive")
@pytest.mark.parametrize("rows", [9, 10, 11])
async def test_lines_that_were_just_made_are_undone_at_the_edge_of_the_box(settings: Settings, rows: int) -> None:
    async with terminal(settings, Script()) as t:
        player = Player(t)
        await player.play(Press(("shift+enter",) * (rows - 1)))
        await player.play(Type("a"))
        for keys in (("shift+enter", "shift+enter", "down", "ctrl+underscore"), ("ctrl+y",), ("ctrl+underscore",) * 9):
            await player.play(Press(keys))
        assert t.app.return_code is None


@requirement("walk.alive")
async def test_a_search_that_is_closed_while_it_opens_ends_nothing(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        await Player(t).play(NARROW)
        opening = asyncio.create_task(t.chat.action_search())
        await asyncio.sleep(0)  # the line is being mounted
        t.chat.focus_box()  # as the opening of a thread does
        await opening
        assert not t.chat.pane.is_searching
        assert t.chat.focused is t.box
