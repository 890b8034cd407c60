"""The window loses the focus right behind a key: the key still does what it does."""

import asyncio

from textual import events

from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import held, stored, terminal


@requirement("tui.keys-in-order")
async def test_enter_right_before_the_user_turns_to_another_window_sends(settings: Settings) -> None:
    async with terminal(settings, Script(["Here."])) as t:
        for key in "Hello":
            t.app.post_message(events.Key(key, key))
        t.app.post_message(events.Key("enter", "\r"))
        t.app.post_message(events.AppBlur())
        await t.shows("Here.")
        t.app.post_message(events.AppFocus())
        await t.until(lambda: t.box.has_focus, "the focus in the box")
        assert t.box.text == ""


@requirement("tui.keys-in-order", "walk.alive")
async def test_a_dialog_that_opens_while_the_user_is_in_another_window_takes_keys_afterwards(
    settings: Settings,
) -> None:
    await stored(settings, ["Apples?", "Red."])
    gate = asyncio.Event()
    gate.set()
    async with terminal(settings, Script(), wrap=lambda assistants: held(assistants, gate, "get_thread")) as t:
        await t.shows("Red.")
        gate.clear()
        await t.type("/tag")
        await t.press("enter")
        t.app.post_message(events.AppBlur())
        await t.until(lambda: t.chat.focused is None, "the other window")
        gate.set()
        await t.until(lambda: t.app.screen is not t.chat, "the dialog")
        await t.until(lambda: t.app.screen.is_attached and t.app.screen.children, "what is in it")
        t.app.post_message(events.AppFocus())
        await t.press("escape")
        await t.until(lambda: t.app.screen is t.chat and t.box.has_focus, "the message box")
