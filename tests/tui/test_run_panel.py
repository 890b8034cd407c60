"""The list of runs and the page of one: what they show, live, and what can be done from them."""

import pytest

from app.api.objects import DEFAULT_ASSISTANT_ID, Usage
from app.api.requests import CreateMessage, CreateRun, ModifyRun, Page
from app.models.model import Finished, ModelError, ReasoningPiece
from app.models.script import Gate, Reply, Script, call
from app.settings import Settings
from app.tui.screens.runs.run_page import RunPage
from app.tui.session.runs.run_requests import CONTINUE
from tests.requirements import requirement
from tests.tui.elsewhere import end, say
from tests.tui.run_stage import TOOLS, boxed, click_words, newest_run, start_waiting, texts
from tests.tui.terminal import stored, terminal

SPENT = Usage(prompt_tokens=200, completion_tokens=12, total_tokens=212)


@requirement("runs-seen.listed")
async def test_every_run_is_listed_with_its_figures_and_others_join(settings: Settings) -> None:
    gate = Gate()
    replies = [Reply(ModelError("Rate limited.")), Reply("A ", gate, "B", Finished("stop", SPENT)), "From elsewhere."]
    async with terminal(settings, Script(replies)) as t:
        await t.send("Hello")
        await t.shows("Rate limited.")
        await t.press("f5")
        await gate.reached.wait()
        await t.press("ctrl+t")
        await t.shows("in_progress")
        first, second, *_ = boxed(t)[1:]
        assert "in_progress" in first
        assert all(words in second for words in ("failed", "script-1", "Rate limited."))
        gate.open()
        await t.until(lambda: "completed" in t.text() and "tok/s" in t.text(), "the end of the run")
        assert "212 tokens" in boxed(t)[1]
        run = await say(t, t.thread_id, "And?")
        await end(t, run)
        await t.until(lambda: t.text().count("completed") == 2, "the run from elsewhere")
        await t.type("rate limited")
        await t.shows_not("completed")
        assert "failed" in t.text()


@requirement("runs-seen.listed")
async def test_a_search_finds_a_run_on_a_page_that_was_not_read(settings: Settings) -> None:
    (thread_id,) = await stored(settings, ["Hi", "Hello."])
    async with terminal(settings, Script.echo()) as t:
        first = await say(t, thread_id, "First")
        await end(t, first)
        await t.assistants.modify_run(thread_id, first.id, ModifyRun(metadata={"ticket": "4711"}))
        for _ in range(51):
            await end(t, await say(t, thread_id, "x"))
        await t.press("ctrl+t")
        await t.shows("completed")
        await t.type("4711")
        await t.until(lambda: len([row for row in boxed(t) if "completed" in row]) == 1, "the oldest run")


@requirement("runs-seen.page", "runs-seen.any-text")
async def test_a_page_shows_facts_and_steps_live(settings: Settings) -> None:
    gate = Gate()
    arguments = '{"city": "Oslo \\u001b[31m[bold]", "days": 3}'
    replies = [
        Reply(ReasoningPiece("Hm."), "Let me ", gate, "look.", call("get_weather", arguments)),
        Reply("Cold.", Finished("stop", SPENT)),
    ]
    async with terminal(settings, Script(replies), size=(110, 60)) as t:
        thread_id = (await stored(settings, ["Hi", "Hello."]))[0]
        await t.controller.open(thread_id)
        request = CreateRun(
            assistant_id=DEFAULT_ASSISTANT_ID,
            tools=[*TOOLS],
            metadata={"ticket": "4711"},
            additional_messages=[CreateMessage(role="user", content="Weather?")],
        )
        run = await t.assistants.create_run(thread_id, request)
        await gate.reached.wait()
        await t.press("ctrl+t")
        await t.shows("in_progress")
        await t.press("enter")
        await t.shows("Let me")
        assert "look." not in t.text()
        assert "Hm." in t.text()
        gate.open()
        await t.shows("→ no output yet")
        rows = boxed(t)
        at = rows.index("get_weather")
        assert rows[at + 1 : at + 4] == ["{", '"city": "Oslo \\u001b[31m[bold]",', '"days": 3']
        await t.press("f8")
        await t.shows("answer in its place")
        await t.type("minus two")
        await t.press("ctrl+s")
        await t.shows("Cold.")
        await t.shows("212 tokens")
        text = t.text()
        for words in (
            "minus two",
            "Model asked",
            "Model answered",
            "Metadata ticket",
            "4711",
            "Attempts",
            "Cost",
            run.id,
        ):
            assert words in text, words
        await t.press("escape", "escape")
        await t.shows("Message")


@requirement("runs-seen.page")
async def test_long_texts_are_folded(settings: Settings) -> None:
    (thread_id,) = await stored(settings, ["Hi", "Hello."])
    async with terminal(settings, Script(["a " * 2_000 + "THE END"]), size=(110, 60)) as t:
        await end(t, await say(t, thread_id, "Long"))
        await t.press("ctrl+t")
        await t.shows("completed")
        await t.press("enter")
        await t.shows("more characters")
        assert "THE END" not in t.text()
        await t.press("space", "end")
        await t.shows("THE END")
        await click_words(t, "Show less")
        await t.shows_not("THE END")
        await click_words(t, "more characters")
        await t.press("end")
        await t.shows("THE END")


@requirement("runs-seen.retried")
async def test_a_retry_has_the_inputs_of_the_run(settings: Settings) -> None:
    (thread_id,) = await stored(settings, ["Hi", "Hello."])
    script = Script([Reply(ModelError("No.")), "Yes."])
    async with terminal(settings, script) as t:
        request = CreateRun(
            assistant_id=DEFAULT_ASSISTANT_ID,
            instructions="Be brief.",
            tools=[*TOOLS],
            temperature=0.3,
            max_completion_tokens=50,
            metadata={"a": "b"},
        )
        first = await t.assistants.create_run(thread_id, request)
        await end(t, first)
        await t.press("ctrl+t")
        await t.shows("failed")
        await t.press("f5")
        await t.shows("completed")
        run = await newest_run(t.assistants, thread_id)
        old = await t.assistants.get_run(thread_id, first.id)
        same = ("model", "instructions", "tools", "temperature", "top_p", "max_completion_tokens", "metadata")
        assert [getattr(run, name) for name in same] == [getattr(old, name) for name in same]
        one, other = script.requests
        assert (one.instructions, one.tools, one.temperature) == (other.instructions, other.tools, other.temperature)
        assert [message.id for message in one.messages] == [message.id for message in other.messages]
        await t.press("escape")
        await t.shows("Yes.")


@requirement("runs-seen.retried", "runs-seen.continued")
async def test_an_older_run_is_retried_or_continued_in_a_fork(settings: Settings) -> None:
    replies = ["ONE", Reply("TWO,", Finished("length", SPENT)), "THREE", "ONE AGAIN", "AND ON"]
    script = Script(replies)
    async with terminal(settings, script) as t:
        for text, reply in zip(("one", "two", "three"), ("ONE", "TWO,", "THREE"), strict=True):
            await t.send(text)
            await t.shows(reply)
            await t.until(lambda: not t.controller.conversation.is_busy, "the end of the run")
        thread_id = t.thread_id
        await t.type("draft")
        await t.press("ctrl+t")
        await t.until(lambda: t.text().count("completed") >= 2, "the runs")
        await t.press("down", "down", "enter")
        await t.until(lambda: isinstance(t.app.screen, RunPage), "the page of the run")
        await t.press("f5")
        await t.shows("ONE AGAIN")
        assert await texts(t, t.thread_id) == ["one", "ONE AGAIN"]
        await t.until(lambda: not t.controller.conversation.is_busy, "the end of the run")
        await t.controller.open(thread_id)
        await t.press("ctrl+t")
        await t.shows("incomplete")
        await t.press("down", "f6")
        await t.shows("AND ON")
        assert await texts(t, t.thread_id) == ["one", "ONE", "two", "TWO,", "AND ON"]
        assert await texts(t, thread_id) == ["one", "ONE", "two", "TWO,", "three", "THREE"]
        assert script.requests[4].instructions.count(CONTINUE) == 1
        await t.controller.open(thread_id)
        assert t.box.text == "draft"


@requirement("runs-seen.continued")
async def test_a_reply_that_was_cut_off_is_continued(settings: Settings) -> None:
    script = Script([Reply("One, two,", Finished("length", SPENT)), Reply("thr", Finished("length", SPENT)), "ee."])
    async with terminal(settings, script) as t:
        await t.send("Count")
        await t.shows("Cut off")
        await t.press("ctrl+t")
        await t.shows("incomplete")
        await t.press("f6")
        await t.until(lambda: t.text().count("incomplete") == 2, "the second run")
        await t.press("f6")
        await t.shows("completed")
        assert [one.instructions.count(CONTINUE) for one in script.requests] == [0, 1, 1]
        assert script.requests[1].messages[-1].text == "One, two,"
        await t.press("escape")
        await t.shows("ee.")


@requirement("runs-seen.cancelled", "runs-seen.mouse")
@pytest.mark.parametrize("by_mouse", [False, True])
async def test_a_run_is_cancelled_from_the_list(settings: Settings, by_mouse: bool) -> None:
    gate = Gate()
    async with terminal(settings, Script([Reply("Half ", gate)])) as t:
        await t.send("Hello")
        await gate.reached.wait()
        await t.press("ctrl+t")
        await t.shows("in_progress")
        if by_mouse:
            await click_words(t, "Cancel run")
        else:
            await t.press("ctrl+x")
        await t.shows("cancelled")
        assert (await newest_run(t.assistants, t.thread_id)).status == "cancelled"
        await t.press("ctrl+x")
        await t.shows("This run is over.")


@requirement("runs-seen.metadata")
async def test_metadata_is_edited_and_what_a_program_wrote_stays(settings: Settings) -> None:
    async with terminal(settings, Script.echo()) as t:
        await t.send("Hello")
        await t.shows("completed")
        run = await newest_run(t.assistants, t.thread_id)
        await t.assistants.modify_run(t.thread_id, run.id, ModifyRun(metadata={"old": "1", "kept": "2"}))
        await t.press("ctrl+t")
        await t.shows("completed")
        await t.press("ctrl+e")
        await t.shows("Metadata of this run")
        await t.assistants.modify_run(
            t.thread_id, run.id, ModifyRun(metadata={"old": "1", "kept": "2", "program": "3"})
        )
        await t.press("f7")
        await t.type("kept: 2")
        await t.press("enter")
        await t.type("new: 4")
        await t.press("enter")
        await t.type("no colon")
        await t.press("ctrl+s")
        await t.shows("has no colon")
        await t.press(*["backspace"] * len("no colon"), "ctrl+s")
        await t.shows_not("Metadata of this run")
        changed = (await newest_run(t.assistants, t.thread_id)).metadata
        assert changed == {"kept": "2", "program": "3", "new": "4"}
        await t.press("ctrl+e")
        await t.shows("new: 4")
        await t.type("x")
        await t.press("escape")
        await t.shows("Not saved.")
        await t.press("escape")
        await t.shows_not("Metadata of this run")


@requirement("runs-seen.small-window", "runs-seen.page")
async def test_list_and_page_work_in_the_smallest_window(settings: Settings) -> None:
    async with terminal(settings, Script([Reply(call("get_weather", '{"city": "Oslo"}'))]), size=(40, 10)) as t:
        thread_id = (await start_waiting(t.assistants)).thread_id
        await t.controller.open(thread_id)
        await t.press("ctrl+t")
        await t.shows("›! requires_action")
        await t.press("enter")
        await t.shows("Status requires_action")
        await t.press("end")
        await t.shows("→ no output yet")
        await t.press("escape", "escape")
        await t.shows("Message")


@requirement("runs-seen.listed")
async def test_a_new_conversation_has_no_runs(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        await t.press("ctrl+t")
        await t.shows("a new conversation has no runs")
        assert (await t.assistants.list_assistants(Page())).data
