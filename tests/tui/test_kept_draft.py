"""Enter while a run is active: the message is queued, and the reason is on screen for as long as it holds."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import cast

import pytest

from app.api.events import Event
from app.api.services import Assistants
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import Held, terminal

Hold = Callable[[Assistants, asyncio.Event], Assistants]
REASON = "Still replying"


class HeldEvents(Held):
    """An engine whose run stays queued on screen: its events wait for the gate."""

    def __init__(self, assistants: Assistants, gate: asyncio.Event) -> None:
        super().__init__(assistants, gate, "")
        self.engine, self.gate = assistants, gate

    async def follow(self, thread_id: str, run_id: str, after: int = 0) -> AsyncGenerator[Event]:
        await self.gate.wait()
        async for event in self.engine.follow(thread_id, run_id, after):
            yield event


def hold_the_message(assistants: Assistants, gate: asyncio.Event) -> Assistants:
    """Hold the request that stores the message and its run."""
    return cast(Assistants, Held(assistants, gate, "create_thread_and_run"))


def hold_the_events(assistants: Assistants, gate: asyncio.Event) -> Assistants:
    """Hold what is told of the run."""
    return cast(Assistants, HeldEvents(assistants, gate))


@pytest.mark.parametrize("hold", [hold_the_message, hold_the_events])
@requirement("tui.enter-while-active")
async def test_the_reason_stays_while_the_status_of_the_run_changes(settings: Settings, hold: Hold) -> None:
    held, answers = asyncio.Event(), Gate()
    script = Script([Reply("Once ", answers, "upon."), "Another."])
    async with terminal(settings, script, wrap=lambda engine: hold(engine, held)) as t:
        await t.send("A story")
        await t.shows("A story")
        await t.send("And another")
        await t.shows(REASON)
        held.set()
        await t.shows("Once")
        await t.shows("in_progress")
        assert REASON in t.text()
        answers.open()
        await t.shows("Another.")
        await t.shows_not(REASON)
        assert t.box.text == ""


@requirement("tui.enter-while-active")
async def test_the_reason_goes_with_the_conversation_it_is_about(settings: Settings) -> None:
    script = Script([Reply("Once ", Gate())])
    async with terminal(settings, script) as t:
        await t.send("A story")
        await t.shows("Once")
        await t.send("And another")
        await t.shows(REASON)
        await t.press("ctrl+n")
        await t.shows("Three things to try")
        await t.shows_not(REASON)
