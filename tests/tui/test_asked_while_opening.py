"""What is asked for while another conversation is being opened is about that one, not about the one being left."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import cast

import pytest

from app.api.conversation.thread_settings import get_instructions, with_instructions
from app.api.requests import ModifyThread, Page
from app.api.services import Assistants
from app.models.model import ModelError
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from app.tui.keys.table import COMMANDS
from app.tui.session.threads.cleaning import CleanUp
from app.tui.widgets.line_input import LineInput
from tests.requirements import requirement
from tests.tui.slow_to_find import SlowToFind
from tests.tui.terminal import Terminal, asked, stored, terminal

ENDS_OR_STOPS = ("app.quit", "app.temporary", "app.suspend")
ABOUT_THREADS = ("create_", "get_", "modify_", "delete_", "list_messages", "list_runs", "cancel_", "fork_", "follow")
"""How the operations begin that are about one thread. Lists of threads are read by themselves."""


class Watched:
    """The engine; it holds back the messages of one thread, and notes what is asked of another meanwhile."""

    def __init__(self) -> None:
        self.assistants: Assistants | None = None
        self.gate = asyncio.Event()
        self.held_id = self.watched_id = ""
        self.asked: list[str] = []

    def wrap(self, assistants: Assistants) -> Assistants:
        self.assistants = assistants
        return cast(Assistants, self)

    def __getattr__(self, name: str) -> Callable[..., Awaitable[object]]:
        operation = getattr(self.assistants, name)
        if not name.startswith(ABOUT_THREADS):
            return operation

        def watched(*arguments: object, **named: object) -> Awaitable[object]:
            if self.watched_id and self.watched_id in arguments:
                self.asked.append(name)
            if name == "list_messages" and arguments[0] == self.held_id:
                return self._hold(operation(*arguments, **named))
            return operation(*arguments, **named)

        return watched

    async def _hold(self, listing: Awaitable[object]) -> object:
        found = await listing
        await self.gate.wait()
        return found


@asynccontextmanager
async def opening(
    settings: Settings, script: Script, left: str, opened: str
) -> AsyncGenerator[tuple[Terminal, Watched]]:
    """Start the app with one conversation, and begin to open the one below it."""
    watched = Watched()
    async with terminal(settings, script, thread_id=left, wrap=watched.wrap) as t:
        await t.controller.conversation.load_facts()
        await begin_to_open(t, watched, left, opened)
        try:
            yield t, watched
        finally:
            watched.gate.set()


async def begin_to_open(t: Terminal, watched: Watched, left: str, opened: str) -> None:
    watched.gate.clear()
    watched.watched_id, watched.held_id = left, opened
    t.chat.run_worker(t.controller.open(opened))
    await t.until(lambda: t.controller.current.is_leaving, "the opening")


async def call(t: Terminal, text: str) -> None:
    """Run a slash command, without waiting for what it does."""
    t.box.show(t.box.draft.__class__(text=text))
    await t.box.action_send()
    await t.pilot.pause()


CALLED = [one.slash for one in COMMANDS if one.slash and one.place == "chat"]


@requirement("dialogs.while-opening")
async def test_no_command_asks_anything_of_the_conversation_that_is_left(settings: Settings) -> None:
    opened, left = await stored(settings, ["Pears?", "Green."], ["Apples?", "Red."])
    watched, seen = Watched(), set[str]()
    async with terminal(settings, Script(["Again."] * 9), thread_id=left, wrap=watched.wrap) as t:
        await t.shows("Red.")
        for name in CALLED:
            watched.watched_id = ""
            await t.controller.pages.show_archived(False)
            await t.controller.open(left)
            before = set(t.app.workers)
            await begin_to_open(t, watched, left, opened)
            watched.asked.clear()
            await call(t, f"/{name}")
            watched.gate.set()
            await t.until(
                lambda before=before: (
                    t.app.screen is not t.chat or all(one.is_finished for one in set(t.app.workers) - before)
                ),
                f"the end of /{name}",
            )
            assert not watched.asked, f"/{name}: {watched.asked}"
            seen.add(name)
            while t.app.screen is not t.chat:
                top = t.app.screen
                top.dismiss(None)
                await t.until(lambda top=top: t.app.screen is not top, "the end of the dialog")
            while t.chat.leave_pane():
                await t.pilot.pause()
            await t.until(lambda: not t.controller.conversation.is_busy, "the end of the run")
    assert seen == set(CALLED)


@requirement("dialogs.while-opening")
@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("/rename New title", "title", "New title"),
        ("/pin", "pinned", "true"),
        ("/archive", "archived", "true"),
        ("/tag fruit", "tags", "fruit"),
        ("/system Briefly.", "instructions", "Briefly."),
    ],
)
async def test_what_is_stored_is_stored_for_the_one_that_is_opened(
    settings: Settings, text: str, key: str, value: str
) -> None:
    opened, left = await stored(settings, ["Pears?", "Green."], ["Apples?", "Red."])
    async with opening(settings, Script(), left, opened) as (t, watched):
        await call(t, text)
        watched.gate.set()
        await t.until(lambda: t.thread_id == opened, "the other conversation")
        metadata: dict[str, str] = {}
        for _ in range(1000):
            metadata = (await t.assistants.get_thread(opened)).metadata
            found = {**metadata, "instructions": get_instructions(metadata)}
            if found.get(key) == value:
                break
            await t.pilot.pause()
        else:
            raise AssertionError(metadata)
        assert not (await t.assistants.get_thread(left)).metadata


@requirement("dialogs.while-opening")
async def test_the_instructions_in_the_editor_are_those_of_the_one_that_is_opened(settings: Settings) -> None:
    opened, left = await stored(settings, ["Pears?", "Green."], ["Apples?", "Red."])
    async with terminal(settings, Script()) as t:
        for thread_id, words in ((opened, "In verse."), (left, "In prose.")):
            await t.assistants.modify_thread(thread_id, ModifyThread(metadata=with_instructions({}, words)))
    async with opening(settings, Script(), left, opened) as (t, watched):
        await call(t, "/system")
        watched.gate.set()
        await t.shows("Instructions of this conversation")
        assert "In verse." in t.text()
        assert "In prose." not in t.text()


@requirement("dialogs.while-opening")
@pytest.mark.parametrize("key", ["escape", "ctrl+c"])
async def test_no_key_cancels_the_run_of_the_conversation_that_is_left(settings: Settings, key: str) -> None:
    (opened,) = await stored(settings, ["Pears?", "Green."])
    gate, watched = Gate(), Watched()
    async with terminal(settings, Script([Reply("Half", gate, " and all.")]), wrap=watched.wrap) as t:
        await t.press("ctrl+n")
        await t.send("Apples?")
        await t.shows("Half")
        left = t.thread_id
        await begin_to_open(t, watched, left, opened)
        await t.press(key)
        watched.gate.set()
        await t.until(lambda: t.thread_id == opened, "the other conversation")
        gate.open()
        await t.until(lambda: left in t.threads.unread, "the end of the run")
        assert [one.status for one in (await t.assistants.list_runs(left, Page())).data] == ["completed"]


@requirement("dialogs.while-opening")
async def test_a_retry_is_of_the_one_that_is_opened(settings: Settings) -> None:
    (run,) = await asked(settings, Script([Reply("Dead", ModelError("No."))]), "Pears?")
    (left,) = await stored(settings, ["Apples?", "Red."])
    script = Script(["Alive."])
    async with opening(settings, script, left, run.thread_id) as (t, watched):
        await t.press("f5")
        watched.gate.set()
        await t.shows("Alive.")
        assert t.thread_id == run.thread_id
        assert [one.text for one in script.requests[0].messages] == ["Pears?"]


@requirement("dialogs.while-opening")
async def test_words_are_found_in_the_one_that_is_opened_and_its_line_stays(settings: Settings) -> None:
    opened, left = await stored(settings, ["Pears?", "Green."], ["Apples?", "Red."])
    async with opening(settings, Script(), left, opened) as (t, watched):
        await t.press("ctrl+f")
        await t.type("gre")
        watched.gate.set()
        await t.until(lambda: t.thread_id == opened, "the other conversation")
        await t.type("en")
        await t.shows("1 of 1")
        assert isinstance(t.chat.focused, LineInput)
        assert (t.chat.focused.text, t.box.text) == ("green", "")


@requirement("dialogs.while-opening")
async def test_each_press_of_the_key_goes_one_conversation_further(settings: Settings) -> None:
    third, second, first = await stored(settings, ["Plums?"], ["Pears?"], ["Apples?"])
    async with opening(settings, Script(), first, second) as (t, watched):
        await t.press("ctrl+down")
        watched.gate.set()
        await t.until(lambda: t.thread_id == third, "the third conversation")


@requirement("dialogs.while-opening")
async def test_deleting_the_one_that_is_opened_leaves_the_other_on_the_screen(settings: Settings) -> None:
    opened, left = await stored(settings, ["Pears?", "Green."], ["Apples?", "Red."])
    async with opening(settings, Script(), left, opened) as (t, watched):
        t.chat.set_focus(t.threads)
        t.threads.choose(opened)
        await t.press("d")
        watched.gate.set()
        await t.until(lambda: not t.controller.current.is_leaving, "the end of the opening")
        await t.shows("Conversation deleted")
        assert t.thread_id == left


@requirement("dialogs.while-opening", "clean.terminal")
async def test_the_one_that_is_opened_is_not_cleaned_up(settings: Settings) -> None:
    opened, left = await stored(settings, ["Pears?", "Green."], ["Apples?", "Red."])
    async with opening(settings, Script(), left, opened) as (t, _):
        old = await CleanUp(t.assistants, t.controller.current, ()).find(-1)
        assert old.rows == []


@requirement("dialogs.while-opening")
async def test_a_retry_goes_to_no_other_conversation_that_is_opened_while_a_model_is_looked_for(
    settings: Settings,
) -> None:
    (run,) = await asked(settings, Script([Reply("Dead", ModelError("No."))]), "Pears?")
    other = await asked(settings, Script([Reply("Dead", ModelError("No."))]), "Apples?")
    script = SlowToFind(["Alive."])
    async with terminal(settings, script, thread_id=run.thread_id) as t:
        await t.shows("Pears?")
        script.gate = asyncio.Event()
        await t.press("f5")
        await t.until(lambda: script.waiting, "the search for a model")
        t.chat.run_worker(t.controller.open(other[0].thread_id))
        await t.until(lambda: t.thread_id == other[0].thread_id, "the other conversation")
        script.gate.set()
        await t.shows("nothing was retried")
        assert script.requests == []
