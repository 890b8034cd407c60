"""Two models on one message: `/compare`."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import cast

import pytest
from textual import events

from app.api.conversation.thread_settings import ASSISTANT_KEY
from app.api.endpoints import Endpoint
from app.api.errors import Unavailable
from app.api.objects import DEFAULT_ASSISTANT_ID
from app.api.requests import CreateAssistant, ModifyThread, Page, ThreadQuery
from app.api.services import Assistants
from app.models.model import ModelError
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from app.tui.screens.chat import chat_screen
from app.tui.screens.compare.compare_screen import WORK, CompareScreen
from app.tui.screens.compare.side_view import SideView
from app.tui.text.draft import Draft
from tests.requirements import requirement
from tests.tui.terminal import DEADLINE, Terminal, failing, held, stored, terminal

MODELS = ("script-1", "script-2")
TURNS = 1_000
"""Of the event loop, in which a program that waits for nothing has ended."""


class Slow(Script):
    """A script whose endpoint is known only when the test lets it."""

    def __init__(self) -> None:
        super().__init__()
        self.is_asked, self.may_answer = asyncio.Event(), asyncio.Event()
        self.may_answer.set()

    async def current(self) -> Endpoint | None:
        if not self.may_answer.is_set():
            self.is_asked.set()
        await self.may_answer.wait()
        return await super().current()


async def begin(t: Terminal, text: str) -> None:
    """Open the comparison of a message, with the second model on the second side."""
    await t.send(f"/compare {text}")
    await t.shows("Choose a model")
    await t.type("script-2")
    await t.press("enter")
    await t.until(lambda: isinstance(t.app.screen, CompareScreen), "the comparison")
    await t.shows("script-2")


async def texts(t: Terminal) -> list[str]:
    """Return the texts of the open thread, oldest first."""
    return [one.text for one in (await t.assistants.list_messages(t.thread_id, Page(order="asc"))).data]


async def listed(t: Terminal) -> list[str]:
    """Return the threads in the list."""
    return [row.id for row in (await t.assistants.list_threads(ThreadQuery())).data]


async def in_chat(t: Terminal) -> None:
    """Wait for the conversation."""
    await t.until(lambda: t.app.screen is t.chat, "the conversation")
    await t.until(lambda: not t.controller.conversation.is_busy, "the end of the run")


@requirement("compare.both-stream", "compare.keep", "compare.draft")
async def test_both_answers_stream_and_the_second_is_kept_with_its_model(settings: Settings) -> None:
    gates = Gate(), Gate()
    script = Script(
        [Reply("Red ", gates[0], "apples."), Reply("Green ", gates[1], "pears."), "More pears."], models=MODELS
    )
    async with terminal(settings, script, size=(120, 34)) as t:
        await begin(t, "Fruit?")
        assert t.box.draft.text == "Fruit?"
        await t.press("enter")
        await t.until(lambda: "Red" in t.text() and "Green" in t.text(), "both beginnings")
        first, second = t.app.screen.query(SideView)
        assert first.region.y == second.region.y
        await t.pilot.resize_terminal(80, 34)
        await t.until(lambda: first.region.x == second.region.x and first.region.bottom <= second.region.y, "a stack")
        for gate in gates:
            gate.open()
        await t.until(lambda: "Red apples." in t.text() and "Green pears." in t.text(), "both answers")
        assert t.box.draft.text == ""
        assert [request.model for request in script.requests] == ["script-1", "script::script-2"]
        await t.shows("Keep the first")
        await t.pilot.resize_terminal(120, 34)
        await t.press("enter")
        await in_chat(t)
        await t.shows("2/2")
        assert await texts(t) == ["Fruit?", "Green pears."]
        kept = t.thread_id
        assert await listed(t) == [kept]
        await t.send("And more?")
        await t.shows("More pears.")
        assert script.requests[-1].model == script.requests[-2].model
        await t.until(lambda: not t.controller.conversation.is_busy, "the end of the run")
        t.history.focus()
        await t.press("home", "down")
        await t.until(
            lambda: t.history.cursor.chosen and t.history.cursor.chosen.source == "Green pears.", "the choice"
        )
        await t.press("left_square_bracket")
        await t.shows("1/2")
        assert await texts(t) == ["Fruit?", "Red apples."]
        assert await listed(t) == [kept]


@requirement("compare.cancel", "compare.keep")
async def test_esc_cancels_both_and_then_keeps_the_first(settings: Settings) -> None:
    gate = Gate()
    script = Script([Reply(gate, "ONE"), Reply("Red ", Gate(), "x"), Reply("Green ", Gate(), "x")], models=MODELS)
    async with terminal(settings, script, size=(120, 34)) as t:
        await t.send("/compare")
        await t.shows("Write the message first")
        await t.send("one")
        await t.until(gate.reached.is_set, "the run")
        await t.send("/compare two")
        await t.shows("Compare when it is over")
        assert t.box.draft.text == "two"
        t.box.show(Draft())
        gate.open()
        await t.shows("ONE")
        await t.until(lambda: not t.controller.conversation.is_busy, "the end")
        thread_id = t.thread_id
        await begin(t, "Fruit?")
        await t.press("enter")
        await t.until(lambda: "Red" in t.text() and "Green" in t.text(), "both beginnings")
        await t.press("escape")
        await t.until(lambda: t.text().count("cancelled") == 2, "two cancelled runs")
        await t.press("escape")
        await in_chat(t)
        assert t.thread_id == thread_id
        assert await texts(t) == ["one", "ONE", "Fruit?", "Red "]
        assert await listed(t) == [thread_id]


@requirement("compare.one-fails")
async def test_a_side_that_fails_or_cannot_be_asked_leaves_the_other(settings: Settings) -> None:
    script = Script(["Red apples.", Reply(ModelError("Broken.")), "Green pears."], models=MODELS)
    async with terminal(settings, script, size=(120, 34), wrap=lambda it: failing(it, "fork_thread", 1)) as t:
        await begin(t, "Fruit?")
        await t.press("enter")
        await t.until(lambda: "The disk is full." in t.text() and "Red apples." in t.text(), "an error and an answer")
        await t.press("enter")
        await t.shows("keep the other answer")
        await t.press("tab", "enter")
        await in_chat(t)
        assert await texts(t) == ["Fruit?", "Red apples."]
        await begin(t, "And?")
        await t.press("enter")
        await t.until(lambda: "Broken." in t.text() and "Green pears." in t.text(), "a failure and an answer")
        await t.press("enter")
        await in_chat(t)
        assert await texts(t) == ["Fruit?", "Red apples.", "And?", "Green pears."]
        assert await listed(t) == [t.thread_id]


@requirement("compare.draft", "compare.both-stream")
async def test_what_was_not_asked_is_a_draft_again_and_assistants_are_compared(settings: Settings) -> None:
    script = Script(["Red apples.", "Green pears."], models=MODELS)
    async with terminal(settings, script, size=(120, 34)) as t:
        cook = await t.assistants.create_assistant(CreateAssistant(model="script-2", name="Cook", instructions="Cook."))
        await begin(t, "Fruit?")
        await t.press("escape")
        await in_chat(t)
        assert t.box.draft.text == "Fruit?"
        t.chat.action_compare()
        await t.shows("Choose a model")
        await t.press("escape", "f4")
        await t.shows("Assistants")
        await t.type("Cook")
        await t.press("enter")
        await t.shows("Cook · script-2")
        await t.press("enter")
        await t.until(lambda: "Red apples." in t.text() and "Green pears." in t.text(), "both answers")
        assert script.requests[1].instructions == "Cook."
        await t.shows("Keep the first")
        await t.press("enter")
        await in_chat(t)
        assert t.controller.conversation.assistant_id == cook.id != DEFAULT_ASSISTANT_ID
        assert (await t.assistants.get_thread(t.thread_id)).metadata == {ASSISTANT_KEY: cook.id}


@requirement("compare.draft", "box.draft-is-kept")
async def test_a_comparison_sends_nothing_to_a_conversation_opened_meanwhile_and_keeps_its_draft(
    settings: Settings,
) -> None:
    older, newer = await stored(settings, ["Pears?", "Green."], ["Apples?", "Red."])
    script = Slow()
    async with terminal(settings, script) as t:
        await t.type("draft")
        script.may_answer.clear()
        await t.controller.open(older)
        await t.send("/compare Fruit?")
        await script.is_asked.wait()
        await t.controller.open(newer)
        script.may_answer.set()
        await t.shows("Another conversation was opened meanwhile.")
        assert (t.app.screen is t.chat, t.box.text) == (True, "draft")
        await t.controller.open(older)
        assert t.box.text == "Fruit?"


@requirement("compare.draft", "box.draft-is-kept")
async def test_in_a_conversation_that_is_still_being_opened_nothing_is_compared(settings: Settings) -> None:
    older, _ = await stored(settings, ["Pears?", "Green."], ["Apples?", "Red."])
    gate = asyncio.Event()
    gate.set()
    script = Script(models=MODELS)
    async with terminal(settings, script, wrap=lambda assistants: held(assistants, gate, "list_messages")) as t:
        await t.shows("Red.")
        gate.clear()
        opening = asyncio.create_task(t.controller.open(older))
        await t.until(lambda: t.controller.current.is_leaving, "the beginning")
        await t.send("/compare Fruit?")
        await t.shows("still being opened")
        gate.set()
        await opening
        assert (t.thread_id, t.box.text, script.requests) == (older, "Fruit?", [])


@requirement("compare.draft", "box.draft-is-kept")
async def test_only_what_is_compared_leaves_the_box(settings: Settings) -> None:
    """Another window deletes the conversation below the dialog while the message is being stored: its draft moves."""
    gate = asyncio.Event()
    (thread_id,) = await stored(settings, ["Apples?", "Red."])
    async with terminal(
        settings, Script(models=MODELS), wrap=lambda assistants: held(assistants, gate, "create_run")
    ) as t:
        await t.press("ctrl+n")
        await t.type("draft")
        await t.controller.open(thread_id)
        await begin(t, "Fruit?")
        await t.press("enter")
        t.controller.opener.begin_new()
        assert t.box.text == "draft"
        gate.set()
        await t.until(lambda: all(one.is_finished for one in t.app.screen.workers if one.group == WORK), "the answers")
        assert t.box.text == "draft"
        await t.controller.open(thread_id)
        assert t.box.text == ""


class SecondChange:
    """The engine; the second change of a thread fails, or waits for a gate."""

    def __init__(self, gate: asyncio.Event | None = None) -> None:
        self.assistants: Assistants | None = None
        self.gate, self.changes = gate, 0

    def wrap(self, assistants: Assistants) -> Assistants:
        self.assistants = assistants
        return cast(Assistants, self)

    def __getattr__(self, name: str) -> Callable[..., Awaitable[object]]:
        return getattr(self.assistants, name)

    async def modify_thread(self, thread_id: str, request: ModifyThread) -> object:
        assert self.assistants
        self.changes += 1
        if self.changes == 2 and self.gate is None:
            raise Unavailable("The disk is full.")
        if self.changes == 2 and self.gate:
            await self.gate.wait()
        return await self.assistants.modify_thread(thread_id, request)


async def compare_fruit(t: Terminal) -> None:
    await begin(t, "Fruit?")
    await t.press("enter")
    await t.until(lambda: "Red apples." in t.text() and "Green pears." in t.text(), "both answers")
    await t.shows("Keep the first")


@requirement("compare.kept-whole", "compare.keep")
async def test_where_keeping_the_second_fails_between_both_are_listed_and_it_can_be_kept_again(
    settings: Settings,
) -> None:
    script = Script(["Red apples.", "Green pears."], models=MODELS)
    async with terminal(settings, script, size=(120, 34), wrap=SecondChange().wrap) as t:
        await compare_fruit(t)
        await t.press("enter")
        await t.shows("The disk is full. Both answers are conversations in the list now, and none is lost.")
        both = await listed(t)
        found = [(await t.assistants.list_messages(one, Page(order="asc"))).data for one in both]
        said = sorted([message.text for message in messages] for messages in found)
        assert said == [["Fruit?", "Green pears."], ["Fruit?", "Red apples."]]
        siblings = (await t.assistants.list_threads(ThreadQuery(siblings_of=found[0][1].id))).data
        assert {row.id for row in siblings} == set(both), "each leads to the other"
        await t.press("enter")
        await in_chat(t)
        await t.shows("2/2")
        assert await texts(t) == ["Fruit?", "Green pears."]
        assert await listed(t) == [t.thread_id]


@requirement("compare.kept-whole", "compare.keep")
async def test_a_quit_right_behind_the_key_waits_until_the_second_is_kept(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chat_screen, "SEND_LIMIT_S", 20.0)  # a busy machine needs longer than a second
    script, change = Script(["Red apples.", "Green pears."], models=MODELS), SecondChange(asyncio.Event())
    async with terminal(settings, script, size=(120, 34), wrap=change.wrap) as t:
        await compare_fruit(t)
        await t.press("enter")
        await t.until(lambda: change.changes == 2, "the second request")
        closing, close = asyncio.Event(), t.chat.close

        async def close_and_note() -> None:
            closing.set()
            await close()

        monkeypatch.setattr(t.chat, "close", close_and_note)
        t.app.post_message(events.Key("ctrl+q", None))
        async with asyncio.timeout(DEADLINE):
            await closing.wait()
        for _ in range(TURNS):
            await asyncio.sleep(0)
        assert t.app.return_code is None, "the program ended in between"
        assert change.gate
        change.gate.set()
        await t.until(lambda: t.app.return_code is not None, "the end")
    async with terminal(settings, Script(models=MODELS)) as t:
        await t.shows("Green pears.")
        assert await listed(t) == [t.thread_id]
