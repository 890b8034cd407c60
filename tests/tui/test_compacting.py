"""/compact: a new conversation that begins with a summary of the open one."""

import pytest

from app.api.conversation.thread_settings import COMPACTED_FROM_KEY
from app.api.objects import Message, Usage
from app.api.requests import CreateMessage, ModifyThread, Page, ThreadQuery
from app.api.services import Assistants
from app.models.model import ContextTooLong, Finished, ModelRequest
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import Terminal, stored, terminal

CHARS_PER_TOKEN = 4
SUMMARY = "They spoke of apples, which are red."


async def messages_of(assistants: Assistants, thread_id: str) -> list[Message]:
    return (await assistants.list_messages(thread_id, Page(limit=100, order="asc"))).data


async def all_threads(assistants: Assistants) -> list[str]:
    return [row.id for row in (await assistants.list_threads(ThreadQuery(limit=100))).data]


async def compact(t: Terminal) -> None:
    await t.type("/compact")
    await t.press("enter")


def size_of(request: ModelRequest) -> int:
    return sum(len(message.text) for message in request.messages)


@requirement("context.compact")
async def test_compact_goes_on_in_a_new_conversation_and_leaves_the_old_one_whole(settings: Settings) -> None:
    (source,) = await stored(settings, ["Apples?", "Red."])
    gate = Gate()
    script = Script([Reply(gate, SUMMARY), Reply("Green too.")])
    async with terminal(settings, script) as t:
        await t.shows("Red.")
        await t.assistants.modify_thread(source, ModifyThread(metadata={"own": "x", "pinned": "true"}))
        before = await messages_of(t.assistants, source)
        await compact(t)
        await gate.reached.wait()
        await t.shows("Summarizing the conversation. Esc to cancel")
        assert await all_threads(t.assistants) == [source], "no other thread is listed meanwhile"
        await t.type("And pears")
        gate.open()
        await t.shows(SUMMARY)
        assert t.box.text == "And pears", "the draft comes along"
        assert await messages_of(t.assistants, source) == before
        new = await t.assistants.get_thread(t.thread_id)
        assert new.metadata == {"own": "x", COMPACTED_FROM_KEY: source, "title": "Apples?"}
        assert sorted(await all_threads(t.assistants)) == sorted([source, new.id])
        await t.press("enter")
        await t.shows("Green too.")
        sent = [message.text for message in script.requests[-1].messages]
        assert sent[1:] == [SUMMARY, "And pears"]
        await t.controller.open(source)
        await t.shows("Red.")
        assert t.box.text == ""


@requirement("context.compact-fits")
async def test_each_request_for_a_summary_fits_the_window(settings: Settings) -> None:
    window = 2000
    usage = Usage(prompt_tokens=900, completion_tokens=5, total_tokens=905)
    script = Script([Reply("Yes.", Finished("stop", usage, context_window=window))])
    async with terminal(settings, script) as t:
        await t.send("First?")
        await t.shows("Yes.")
        for number in range(8):
            await t.assistants.create_message(
                t.thread_id, CreateMessage(role="user", content=f"number {number} " + "word " * 300)
            )
        script.replies += [Reply(f"Summary {number}.") for number in range(20)]
        await compact(t)
        await t.shows("This conversation goes on from a summary.")
    asked = script.requests[1:]
    assert len(asked) > 2
    assert all(size_of(request) < window // 2 * CHARS_PER_TOKEN for request in asked)
    for number in range(8):
        assert any(f"number {number}" in request.messages[0].text for request in asked), "nothing is left out"
    assert "Summary 0." in asked[1].messages[0].text


@requirement("context.compact-fits")
async def test_a_part_that_the_model_refuses_is_asked_in_smaller_ones(settings: Settings) -> None:
    await stored(settings, ["word " * 1000, "Red."])
    script = Script([Reply(ContextTooLong("Too long."))])
    script.replies += [Reply(f"Summary {number}.") for number in range(20)]
    async with terminal(settings, script) as t:
        await t.shows("Red.")
        await compact(t)
        await t.shows("This conversation goes on from a summary.")
    first, second, *_ = script.requests
    assert size_of(second) < size_of(first)


@requirement("context.compact-cancelled")
async def test_esc_cancels_and_an_error_changes_nothing(settings: Settings) -> None:
    (source,) = await stored(settings, ["Apples?", "Red."])
    gate = Gate()
    script = Script([Reply(gate, SUMMARY), Reply(RuntimeError("broken")), Reply("")])
    async with terminal(settings, script) as t:
        await t.shows("Red.")
        before = await messages_of(t.assistants, source)
        await compact(t)
        await gate.reached.wait()
        await t.type("Draft")
        await t.press("escape")
        await t.shows("Cancelled: nothing was changed.")
        await t.until(lambda: script.closed, "the end of the request")
        await t.box.run_action("screen.compact")
        await t.shows("broken")
        await t.box.run_action("screen.compact")
        await t.shows("The model returned an empty reply.")
        assert t.thread_id == source
        assert t.box.text == "Draft"
        assert await messages_of(t.assistants, source) == before
        assert await all_threads(t.assistants) == [source]


@requirement("context.compact-cancelled")
@pytest.mark.parametrize("what", ["new", "busy"])
async def test_where_nothing_can_be_summarized_it_is_said(settings: Settings, what: str) -> None:
    gate = Gate()
    async with terminal(settings, Script([Reply("Half", gate)])) as t:
        words = "There is nothing to summarize yet."
        if what == "busy":
            await t.send("Apples?")
            await t.shows("Half")
            words = "Wait for the reply, or cancel it."
        await compact(t)
        await t.shows(words)
