"""Keys typed right after a key that moves the focus act at the new focus."""

import asyncio

import pytest
from textual import events

from app.api.requests import Page, ThreadQuery
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from app.tui import ordered_app
from app.tui.screens.assistants.assistant_editor import AssistantEditor
from app.tui.widgets.line_input import LineInput
from tests.requirements import requirement
from tests.tui.terminal import Terminal, held, stored, terminal

CHARACTERS = {"ctrl+s": "\x13", "escape": "\x1b", "enter": "\r", "ctrl+n": "\x0e", "ctrl+b": "\x02", "tab": "\t"}


def burst(t: Terminal, *keys: str) -> None:
    """Press keys so fast that the last one is there before the first is handled."""
    for key in keys:
        t.app.post_message(events.Key(key, CHARACTERS.get(key, key)))


@requirement("tui.keys-in-order", "tui.cancel")
async def test_esc_right_behind_enter_cancels_the_run_of_that_message(settings: Settings) -> None:
    async with terminal(settings, Script([Reply("Half", Gate())])) as t:
        burst(t, *"Hello", "enter", "escape")
        await t.shows("cancelled")
        runs = (await t.assistants.list_runs(t.thread_id, Page())).data
        assert [run.status for run in runs] == ["cancelled"]


@requirement("tui.keys-in-order", "tui.threads")
async def test_what_is_typed_right_behind_ctrl_n_belongs_to_the_new_conversation(settings: Settings) -> None:
    await stored(settings, ["Apples?", "Red."])
    script = Script(["Green."])
    async with terminal(settings, script) as t:
        await t.shows("Red.")
        burst(t, *"old", "ctrl+n", *"Pears?", "enter", *"next")
        await t.shows("Green.")
        assert [message.text for message in script.requests[0].messages] == ["Pears?"]
        assert t.box.text == "next"
        await t.press("ctrl+down")
        await t.shows("Red.")
        assert t.box.text == "old"


@requirement("tui.keys-in-order", "tui.search", "tui.panes")
async def test_search_typing_and_esc_in_quick_succession_during_a_reply(settings: Settings) -> None:
    await stored(settings, ["Apples?", "Red."], ["Dates?", "Brown."])
    gates = [Gate() for _ in range(20)]
    pieces = [piece for gate in gates for piece in ("word **word** `word` " * 20, gate)]
    async with terminal(settings, Script([Reply(*pieces)])) as t:
        await t.press("ctrl+n")
        await t.send("A story")
        await t.shows("word")
        for number, gate in enumerate(gates):
            gate.open()
            burst(t, "ctrl+s", *"apples", "escape", "ctrl+s", *"dates")
            await t.until(lambda: [line.text for line in t.chat.query(LineInput)] == ["dates"], "the second filter")
            await t.shows_not(" Apples?")
            assert t.chat.query_one(LineInput).has_focus, number
            burst(t, "escape", "escape", *"did ")
            await t.until(lambda: t.box.text.endswith("did "), "the text in the box")
            await t.shows(" Apples?")
            assert not t.chat.query(LineInput)
        assert t.box.text == "did " * len(gates)
        assert len(t.threads.rows) == 3
        await t.shows("completed")


@requirement("tui.keys-in-order", "tui.panes")
async def test_letters_typed_right_behind_tab_are_commands_of_the_next_pane_and_not_text(settings: Settings) -> None:
    await stored(settings, ["Apples?", "Red."], ["Pears?", "Green."])
    async with terminal(settings, Script()) as t:
        await t.shows("Green.")
        burst(t, *"draft", "tab", "j", "enter")
        await t.shows_title("Apples?")
        burst(t, "tab", "tab", "y")
        await t.shows("Copied the message")
        burst(t, "escape", *"more")
        await t.shows("more")
        assert t.box.text == "more"
        await t.press("ctrl+up")
        await t.until(lambda: t.box.text == "draft", "the draft")


@requirement("tui.keys-in-order", "tui.panes")
async def test_letters_typed_right_after_leaving_the_list_are_text_and_not_commands(settings: Settings) -> None:
    await stored(settings, ["Apples?", "Red."], ["Dates?", "Brown."])
    async with terminal(settings, Script()) as t:
        t.chat.set_focus(t.threads)
        burst(t, "escape", *"dud")
        await t.until(lambda: t.box.text == "dud", "the text in the box")
        t.chat.set_focus(t.threads)
        t.box.clear()
        await t.press("down")
        burst(t, "enter", *"dud")
        await t.shows("Red.")
        await t.pilot.pause()
        typed_after = t.box.text
        await t.press("ctrl+up")
        await t.shows("Brown.")
        assert t.box.text + typed_after == "dud", "letters are text, before the thread is open and after"
        t.chat.set_focus(t.threads)
        burst(t, "ctrl+b", *"dud")
        await t.until(lambda: t.box.has_focus, "the focus in the box")
        await t.pilot.pause()
        assert len((await t.assistants.list_threads(ThreadQuery())).data) == 2
        assert len(t.threads.rows) == 2, "a letter deleted a thread"


@requirement("input.esc-means-what-was-there")
async def test_esc_before_a_message_does_not_cancel_it(settings: Settings) -> None:
    async with terminal(settings, Script(["Here."] * 4), size=(110, 60)) as t:
        for at in range(4):
            for key, character in (("escape", "\x1b"), ("g", "g"), ("o", "o"), ("enter", "\r")):
                t.app.post_message(events.Key(key, character))
            await t.until(lambda at=at: t.text().count("Here.") == at + 1, "the reply")
            await t.until(lambda: not t.controller.conversation.is_busy)
        assert "cancelled" not in t.text()


@requirement("input.esc-means-what-was-there")
async def test_esc_before_the_services_are_open_takes_the_message_back(settings: Settings) -> None:
    async with terminal(settings, Script(["Here."])) as t:
        controller, t.chat.controller = t.chat.controller, None
        for key, character in (("g", "g"), ("enter", "\r"), ("escape", "\x1b")):
            t.app.post_message(events.Key(key, character))
        await t.until(lambda: t.box.text == "g", "the message in the box")
        t.chat.controller = controller


@requirement("tui.keys-in-order")
@pytest.mark.parametrize("steps", [1, 2, 3])
async def test_keys_go_on_when_a_dialog_closes_by_itself_right_behind_tab(settings: Settings, steps: int) -> None:
    async with terminal(settings, Script()) as t:
        await t.press("f4")
        await t.shows("Search")
        await t.press("ctrl+n")
        await t.shows("New assistant")
        editor = t.app.screen
        assert isinstance(editor, AssistantEditor)
        burst(t, "tab")
        for _ in range(steps):  # of the event loop, as when saving ends right behind the key
            await asyncio.sleep(0)
        editor.dismiss(None)
        await t.until(lambda: t.app.screen is not editor, "the end of the editor")
        burst(t, "z")
        await t.until(lambda: t.app.screen.query_one(LineInput).text == "z", "the letter")


@requirement("tui.keys-in-order", "tui.panes")
@pytest.mark.parametrize("key", ["q", "f"])
async def test_letters_right_behind_a_command_of_the_history_are_text_where_it_leads(
    settings: Settings, key: str
) -> None:
    """Quote and fork lead to the message box: `d` would ask to delete the message, `e` open it to edit it."""
    await stored(settings, ["Apples?", "Red."])
    async with terminal(settings, Script()) as t:
        await t.shows("Red.")
        t.chat.set_focus(t.chat.panes.history)
        burst(t, key, *"deeds")
        await t.until(lambda: t.box.text.endswith("deeds"), "the text in the box")
        assert t.app.screen is t.chat


@requirement("tui.keys-in-order", "tui.panes")
@pytest.mark.parametrize("key", ["e", "S"])
async def test_letters_right_behind_a_command_of_the_history_are_text_of_its_dialog(
    settings: Settings, key: str
) -> None:
    await stored(settings, ["Apples?", "Red."])
    async with terminal(settings, Script()) as t:
        await t.shows("Red.")
        t.chat.set_focus(t.chat.panes.history)
        burst(t, key, *"deeds")
        await t.shows("deeds")
        assert t.app.screen is not t.chat
        assert not t.box.text


@requirement("tui.keys-in-order", "branches.edit")
async def test_the_focus_stays_where_the_user_goes_while_an_edited_message_is_sent(settings: Settings) -> None:
    gate = asyncio.Event()
    async with terminal(
        settings, Script(["Red.", "Green."]), wrap=lambda assistants: held(assistants, gate, "create_run")
    ) as t:
        await t.send("Apples?")
        await t.shows("Red.")
        t.chat.set_focus(t.history)
        await t.press("e", "x", "ctrl+s")
        await t.until(lambda: t.box.has_focus, "the focus in the message box")
        t.chat.set_focus(t.history)
        gate.set()
        await t.shows("Green.")
        assert t.chat.focused is t.history


@requirement("tui.keys-in-order", "branches.fork")
async def test_letters_behind_a_fork_that_takes_longer_than_a_dialog_are_text(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ordered_app, "DIALOG_LIMIT_S", 0.0)
    monkeypatch.setattr(ordered_app, "WORKER_LIMIT_S", 3_600.0)
    await stored(settings, ["Apples?", "Red."])
    gate = asyncio.Event()
    async with terminal(settings, Script(), wrap=lambda assistants: held(assistants, gate, "fork_thread")) as t:
        await t.shows("Red.")
        t.chat.set_focus(t.history)
        burst(t, "f", *"deeds")
        for _ in range(5):  # the app looks whether the focus has moved
            await t.pilot.pause()
        gate.set()
        await t.until(lambda: t.box.text == "deeds", "the text in the box")


@requirement("tui.keys-in-order", "list.tags")
async def test_letters_right_behind_the_key_for_tags_are_tags(settings: Settings) -> None:
    """`a` would archive the conversation, `d` delete it: the store is read before the dialog opens."""
    await stored(settings, ["Apples?", "Red."])
    async with terminal(settings, Script()) as t:
        t.chat.set_focus(t.threads)
        burst(t, "t", *"add", "enter")
        await t.shows("#add")
        assert [row.title for row in t.threads.rows] == ["Apples?"]


@requirement("tui.keys-in-order")
async def test_keys_behind_a_command_of_the_history_that_does_nothing_go_on(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        t.chat.set_focus(t.chat.panes.history)
        burst(t, "e", "s", "q", "tab", "escape", *"deeds")
        await t.until(lambda: t.box.text == "deeds", "the text in the box")
