"""Failures below the terminal: lost events, a failed cancel, a page or thread that cannot be read. Nothing is lost."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import cast

from textual import events

from app.api.errors import Unavailable
from app.api.events import Event
from app.api.requests import CreateMessage, Page
from app.api.services import Assistants, Services
from app.engine import open_engine
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from app.tui.app import ChatApp
from app.tui.session.services_task import ServicesTask
from tests.requirements import requirement
from tests.tui.terminal import DEADLINE, Failing, Wrap, failing, stored, terminal


class Breaking(Failing):
    """The engine, whose first event stream breaks after its first piece of text."""

    def __init__(self, assistants: Assistants) -> None:
        super().__init__(assistants, "", 0)
        self.breaks = 1

    async def follow(self, thread_id: str, run_id: str, after: int = 0) -> AsyncGenerator[Event]:
        async for event in self._assistants.follow(thread_id, run_id, after):
            yield event
            if self.breaks and event.event == "thread.message.delta":
                self.breaks -= 1
                raise Unavailable("The disk is full.")


@requirement("tui.lost-following")
async def test_a_run_whose_events_are_lost_is_followed_again(settings: Settings) -> None:
    gate = Gate()
    script = Script([Reply("Half ", gate, "and whole."), "Next."])
    async with terminal(settings, script, wrap=lambda one: cast(Assistants, Breaking(one))) as t:
        await t.send("A story")
        await t.shows("Half")
        gate.open()
        await t.shows("Half and whole.")
        await t.shows("completed")
        assert t.text().count("Half") == 1
        await t.send("And now?")
        await t.shows("Next.")


@requirement("tui.lost-following", "tui.others")
async def test_a_thread_deleted_elsewhere_during_its_run_is_closed(settings: Settings) -> None:
    async with terminal(settings, Script([Reply("Half ", Gate()), "Fresh."])) as t:
        await t.send("A story")
        await t.shows("Half")
        await t.assistants.delete_thread(t.thread_id)
        await t.shows("New conversation")
        await t.send("Hello")
        await t.shows("Fresh.")


@requirement("tui.cancel")
async def test_a_cancel_that_fails_can_be_repeated(settings: Settings) -> None:
    script = Script([Reply("Half ", Gate())])
    async with terminal(settings, script, wrap=lambda one: failing(one, "cancel_run", 1)) as t:
        await t.send("A story")
        await t.shows("Half")
        await t.press("escape")
        await t.shows("The disk is full.")
        await t.shows("in_progress")
        await t.press("escape")
        await t.shows("cancelled")


def at_will(operation: str, faults: list[Failing]) -> Wrap:
    """Wrap the engine so that the operation fails `faults[0].times` times."""

    def wrap(assistants: Assistants) -> Assistants:
        faults.append(Failing(assistants, operation, 0))
        return cast(Assistants, faults[0])

    return wrap


@requirement("tui.threads")
async def test_when_a_thread_cannot_be_opened_the_open_one_stays(settings: Settings) -> None:
    await stored(settings, ["Apples?", "Red."])
    gate, faults = Gate(), list[Failing]()
    script = Script([Reply("Half ", gate, "and whole.")])
    async with terminal(settings, script, wrap=at_will("list_runs", faults)) as t:
        await t.press("ctrl+n")
        await t.send("A story")
        await t.shows("Half")
        faults[0].times = 1
        await t.press("ctrl+down")
        await t.shows("The disk is full.")
        gate.open()
        await t.shows("Half and whole.")
        await t.shows("completed")


@requirement("tui.interrupt", "tui.long-paste")
async def test_ctrl_c_stashes_only_what_the_up_key_can_bring_back(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        t.box.post_message(events.Paste("x" * 100_000))
        await t.shows("[Pasted 100 KB")
        await t.type("see this")
        await t.press("ctrl+c")
        await t.shows("Draft stashed. Press ↑ to restore it.")
        assert (t.box.text, len(t.box.draft.pasted)) == ("", 1)
        await t.press("ctrl+c")
        await t.shows("Backspace removes a paste")
        assert len(t.box.draft.pasted) == 1
        await t.press("backspace")
        await t.shows_not("[Pasted")


@requirement("tui.reply-streams")
async def test_an_empty_reply_is_named(settings: Settings) -> None:
    async with terminal(settings, Script([Reply()])) as t:
        await t.send("Hello")
        await t.shows("The model returned an empty reply.")


@requirement("tui.too-small", "tui.follows-at-bottom")
async def test_a_reply_is_followed_after_the_screen_was_too_small(settings: Settings) -> None:
    gate, again = Gate(), Gate()
    script = Script([Reply("line\n\n" * 40, gate, "line\n\n" * 40, again, "the end")])
    async with terminal(settings, script) as t:
        await t.send("A long one")
        await asyncio.wait_for(gate.reached.wait(), DEADLINE)
        await t.shows("line")
        await t.pilot.resize_terminal(20, 5)
        await t.shows("Too small")
        rows = t.history.virtual_size.height
        gate.open()
        await asyncio.wait_for(again.reached.wait(), DEADLINE)
        await t.until(lambda: t.history.virtual_size.height > rows, "the second half in the hidden history")
        await t.pilot.resize_terminal(110, 34)
        again.open()
        await t.shows("the end")


@requirement("tui.too-small", "history.wrapping")
async def test_what_was_shown_wide_is_wrapped_after_the_screen_was_too_small(settings: Settings) -> None:
    async with terminal(settings, Script(["word " * 13 + "tail"])) as t:
        await t.send("Hello")
        await t.shows("tail")
        await t.pilot.resize_terminal(60, 5)
        await t.shows("Too small")
        await t.pilot.resize_terminal(60, 20)
        await t.shows("tail")


@requirement("tui.older-pages")
async def test_older_messages_that_could_not_be_read_are_asked_for_again(settings: Settings) -> None:
    (thread_id,) = await stored(settings, ["Message 0"])
    async with open_engine(settings, Script(), reclaims=False) as engine:
        for at in range(1, 60):
            await engine.create_message(thread_id, CreateMessage(role="user", content=f"Message {at}"))
        oldest = (await engine.list_messages(thread_id, Page(limit=1, order="asc"))).data[0].id
    faults = list[Failing]()
    async with terminal(settings, Script(), wrap=at_will("list_messages", faults)) as t:
        await t.shows("Message 59")
        faults[0].times = 1
        await t.press("ctrl+home")
        await t.shows("The disk is full.")
        await t.press("ctrl+end", "ctrl+home")
        await t.until(lambda: t.history.transcript.get(oldest) is not None, "the oldest message")


@requirement("tui.drafts")
async def test_text_typed_before_the_services_are_open_survives_a_quit(settings: Settings) -> None:
    let_in = asyncio.Event()

    @asynccontextmanager
    async def open_services() -> AsyncGenerator[Services]:
        await let_in.wait()
        script = Script()
        async with open_engine(settings, script, reclaims=True) as engine:
            yield Services(engine, script)

    services = ServicesTask(open_services)
    app = ChatApp(services, settings)
    async with app.run_test() as pilot:
        await pilot.press(*"sent", "enter", *"typed", "ctrl+q")
    let_in.set()
    await services.close()
    async with terminal(settings, Script()) as t:
        assert t.box.text == "sent\ntyped"
