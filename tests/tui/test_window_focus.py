"""The window loses the focus right behind a key: the key still does what it does in the message box."""

from textual import events

from app.models.script import Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import terminal


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
