"""Runs that wait for the user: found with F8, answered by hand."""

import re

import pytest

from app.api.requests import Page, SubmitToolOutputs, ToolOutput
from app.api.steps import FunctionToolCall, ToolCalls
from app.models.script import Reply, Script, call
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.run_stage import boxed, click_words, newest_run, start_waiting
from tests.tui.terminal import Terminal, stored, terminal

CALLS = Reply("Let me look.", call("get_weather", '{"city": "Oslo", "days": [1, 2]}'), call("get_time", "{}", 1))


async def outputs_of(t: Terminal, thread_id: str) -> list[str | None]:
    """Return the outputs of all calls of the newest run."""
    run = await newest_run(t.assistants, thread_id)
    steps = (await t.assistants.list_run_steps(thread_id, run.id, Page(order="asc"))).data
    return [
        one.function.output
        for step in steps
        if isinstance(step.step_details, ToolCalls)
        for one in step.step_details.tool_calls
        if isinstance(one, FunctionToolCall)
    ]


@requirement("runs-seen.waiting", "runs-seen.answered-by-hand")
async def test_all_calls_are_answered_in_one_request(settings: Settings) -> None:
    await stored(settings, ["Other", "Hello."])
    async with terminal(settings, Script([CALLS, "It is cold."])) as t:
        run = await start_waiting(t.assistants)
        await t.controller.open(run.thread_id)
        await t.shows("F8 Answer it yourself")
        await t.until(lambda: re.search(r"requires_action \d+ s · \d+ (h|min) \d+ (min|s) left", t.text()), "the time")
        await t.press("f8")
        await t.shows("›! Weather?")
        await t.shows("get_weather, get_time · ")
        assert "Other" not in "\n".join(boxed(t))
        await t.press("enter")
        await t.shows("1 of 2 · get_weather")
        rows = boxed(t)
        at = rows.index("1 of 2 · get_weather")
        assert rows[at + 1 : at + 7] == ["{", '"city": "Oslo",', '"days": [', "1,", "2", "]"]
        assert t.thread_id == run.thread_id
        await t.shows(" left ─")
        await t.type("12 C")
        await t.press("ctrl+s")
        await t.shows("The output of get_time is empty.")
        assert (await newest_run(t.assistants, run.thread_id)).status == "requires_action"
        await t.type("noon")
        await t.press("ctrl+s")
        await t.shows("It is cold.")
        assert await outputs_of(t, run.thread_id) == ["12 C", "noon"]


@requirement("runs-seen.answered-by-hand")
async def test_an_empty_output_is_submitted_when_the_user_says_so_twice(settings: Settings) -> None:
    async with terminal(settings, Script([Reply(call("get_time")), "Noon."])) as t:
        run = await start_waiting(t.assistants)
        await t.press("f8")
        await t.shows("›! Weather?")
        await t.press("enter")
        await t.shows("get_time")
        await t.press("ctrl+s")
        await t.shows("is empty")
        await t.press("ctrl+s")
        await t.shows("Noon.")
        assert await outputs_of(t, run.thread_id) == [""]


@requirement("runs-seen.answered-by-hand")
async def test_outputs_are_not_dropped_without_a_question(settings: Settings) -> None:
    async with terminal(settings, Script([CALLS])) as t:
        run = await start_waiting(t.assistants)
        await t.press("f8")
        await t.shows("›! Weather?")
        await t.press("enter")
        await t.shows("1 of 2")
        await t.type("12")
        await t.press("ctrl+q")
        await t.shows("again to drop the outputs and quit")
        await t.type(" C")
        await t.shows_not("Not submitted.")
        await t.press("ctrl+s")
        await t.shows("The output of get_time is empty.")
        await t.press("escape")  # that question was about another key
        await t.shows("again to drop the outputs")
        await t.press("escape")
        await t.shows("Waiting for the result")
        assert (await newest_run(t.assistants, run.thread_id)).status == "requires_action"


@requirement("runs-seen.answered-by-hand")
@pytest.mark.parametrize("ending", ["answered", "cancelled"])
async def test_it_is_said_that_a_run_waits_no_longer(settings: Settings, ending: str) -> None:
    async with terminal(settings, Script([Reply(call("get_time")), "Noon."])) as t:
        run = await start_waiting(t.assistants)
        await t.press("f8")
        await t.shows("›! Weather?")
        await t.press("enter")
        await t.shows("get_time")
        if ending == "cancelled":
            await t.assistants.cancel_run(run.thread_id, run.id)
        else:
            assert run.required_action
            (one,) = run.required_action.submit_tool_outputs.tool_calls
            outputs = [ToolOutput(tool_call_id=one.id, output="1")]
            await t.assistants.submit_tool_outputs(run.thread_id, run.id, SubmitToolOutputs(tool_outputs=outputs))
        await t.shows("This run waits no longer")
        await t.type("late")
        await t.press("ctrl+s")
        await t.shows("Not submitted.")


@requirement("runs-seen.waiting", "runs-seen.mouse")
async def test_the_conversation_on_screen_is_first_and_all_is_clicked(settings: Settings) -> None:
    async with terminal(settings, Script([Reply(call("get_time")), Reply(call("get_time")), "Noon."])) as t:
        first = await start_waiting(t.assistants, text="First?")
        second = await start_waiting(t.assistants, text="Second?")
        await t.controller.open(first.thread_id)
        await t.press("f8")
        await t.shows("›! First?")
        assert "Second?" in boxed(t)[2]
        await click_words(t, "Second?")
        await t.shows("get_time")
        assert t.thread_id == second.thread_id
        await click_words(t, "Close")
        await t.shows("Waiting for the result")
        await click_words(t, "Answer it yourself")
        await t.shows("›! Second?")
        await click_words(t, "Open and answer")
        await t.shows("get_time")
        await t.type("12")
        await click_words(t, "Submit")
        await t.shows("Noon.")


@requirement("runs-seen.waiting")
async def test_enter_before_the_list_is_read_chooses_its_first_run(settings: Settings) -> None:
    async with terminal(settings, Script([Reply(call("get_time"))])) as t:
        await start_waiting(t.assistants)
        await t.press("f8", "enter")
        await t.shows("get_time")


@requirement("runs-seen.waiting")
async def test_it_is_said_that_nothing_waits(settings: Settings) -> None:
    async with terminal(settings, Script()) as t:
        await t.press("f8")
        await t.shows("No run waits for you.")
        assert "Reading" not in t.text()
        await t.press("escape")
        await t.shows("Message")


@requirement("runs-seen.small-window", "runs-seen.any-text")
async def test_calls_are_answered_in_the_smallest_window(settings: Settings) -> None:
    hostile = Reply(call("get_\x1b[31m[bold]time", "no JSON \x1b]0;x\x07" + "[red]" * 900))
    async with terminal(settings, Script([hostile, "Noon."]), size=(40, 10)) as t:
        run = await start_waiting(t.assistants)
        await t.press("f8")
        await t.shows("›! Weather?")
        await t.press("enter")
        await t.shows("left ─")
        await t.press(*["pageup"] * 40)
        await t.shows("[bold]time")
        await t.press(*["pagedown"] * 40)
        await t.shows("more characters")
        await t.type("12")
        await t.press("ctrl+s")
        await t.until(lambda: "Noon." in t.text(), "the reply")
        assert await outputs_of(t, run.thread_id) == ["12"]
