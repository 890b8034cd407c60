"""Esc while something that a key started waits: for a model to be found, or for a thread to be read."""

import asyncio

import pytest
from textual import events

from app.models.script import Gate, Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.slow_to_find import SlowToFind
from tests.tui.terminal import Terminal, held, stored, terminal


def burst(t: Terminal, *keys: str) -> None:
    characters = {"enter": "\r", "escape": "\x1b"}
    for key in keys:
        t.app.post_message(events.Key(key, characters.get(key, key)))


@requirement("input.esc-means-what-was-there")
@pytest.mark.parametrize(("in_one_read", "key"), [(True, "escape"), (False, "escape"), (False, "ctrl+c")])
async def test_esc_takes_a_message_back_that_waits_for_a_model(settings: Settings, in_one_read: bool, key: str) -> None:
    script = SlowToFind(["Here."])
    async with terminal(settings, script) as t:
        script.gate = asyncio.Event()
        burst(t, "g", "o", "enter", *(["escape"] if in_one_read else []))
        await t.until(lambda: script.waiting, "the search for a model")
        if not in_one_read:
            await t.press(key)
        await t.until(lambda: t.box.text == "go", "the message in the box")
        script.gate.set()
        await t.pilot.pause()
        assert script.requests == []
        assert t.box.text == "go"
        await t.press("enter")
        await t.shows("Here.")
        assert len(script.requests) == 1


@requirement("input.esc-means-what-was-there")
async def test_esc_before_a_message_that_waits_for_a_model_does_not_take_it_back(settings: Settings) -> None:
    script = SlowToFind(["Here."])
    async with terminal(settings, script) as t:
        script.gate = asyncio.Event()
        burst(t, "escape", "g", "o", "enter")
        await t.until(lambda: script.waiting, "the search for a model")
        await t.pilot.pause()
        assert t.box.text == ""
        script.gate.set()
        await t.shows("Here.")
        await t.shows("completed")


@requirement("input.esc-means-what-was-there")
async def test_esc_takes_one_layer_and_a_second_one_the_message(settings: Settings) -> None:
    gate = Gate()
    script = SlowToFind([Reply("Half ", gate, "and all."), "Here."])
    async with terminal(settings, script) as t:
        await t.send("First")
        await t.shows("Half")
        script.gate = asyncio.Event()
        burst(t, "g", "o", "enter")
        await t.until(lambda: script.waiting, "the search for a model")
        await t.press("escape")
        await t.shows("cancelled")
        await t.press("escape")
        await t.until(lambda: t.box.text == "go", "the message in the box")
        script.gate.set()
        await t.pilot.pause()
        assert len(script.requests) == 1


@requirement("input.esc-means-what-was-there")
async def test_esc_takes_a_retry_back_that_waits_for_a_model(settings: Settings) -> None:
    script = SlowToFind([Reply("Half ", Gate()), "Here."])
    async with terminal(settings, script) as t:
        await t.send("First")
        await t.shows("Half")
        await t.press("escape")
        await t.shows("cancelled")
        script.gate = asyncio.Event()
        t.chat.action_retry()
        await t.until(lambda: script.waiting, "the search for a model")
        await t.press("escape")
        await t.pilot.pause()
        script.gate.set()
        await t.pilot.pause()
        assert len(script.requests) == 1
        t.chat.action_retry()
        await t.shows("Here.")


@requirement("input.esc-means-what-was-there")
async def test_esc_takes_a_message_back_that_waits_for_its_thread(settings: Settings) -> None:
    await stored(settings, ["Apples?", "Red."], ["Dates?", "Brown."])
    gate, script = asyncio.Event(), Script(["Here."])
    gate.set()
    async with terminal(settings, script, wrap=lambda one: held(one, gate, "list_messages")) as t:
        await t.until(lambda: len(t.threads.rows) == 2, "the list")
        gate.clear()
        await t.press("ctrl+down")
        burst(t, "g", "o", "enter")
        await t.until(lambda: t.box.sent == 1 and not t.box.text, "the message on its way")
        await t.pilot.pause()
        await t.press("escape")
        await t.until(lambda: t.box.text == "go", "the message in the box")
        gate.set()
        await t.shows("Apples?")
        assert t.box.text == "go"
        assert script.requests == []


@requirement("input.esc-means-what-was-there", "tui.drafts")
async def test_a_message_that_waits_for_a_model_when_the_app_ends_is_a_draft(settings: Settings) -> None:
    script = SlowToFind(["Here."])
    async with terminal(settings, script) as t:
        script.gate = asyncio.Event()
        burst(t, "g", "o", "enter")
        await t.until(lambda: script.waiting, "the search for a model")
        await t.press("ctrl+q")
    async with terminal(settings, Script()) as t:
        assert t.box.text == "go"
