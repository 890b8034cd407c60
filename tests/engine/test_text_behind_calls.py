"""What a model wrote behind its calls survives the death of its process, and comes neither twice nor elsewhere."""

import asyncio

from app.api.requests import Page, SubmitToolOutputs, ToolOutput
from app.engine.engine import Engine
from app.models.script import Gate, Reply, Script, call
from tests.engine.engine_calls import OpenEngine, list_texts, read_events
from tests.engine.other_process import DEADLINE_S, StartProcess
from tests.engine.process import BEHIND, HALF, wait_for_text
from tests.requirements import requirement


async def submit(engine: Engine, thread_id: str, run_id: str) -> None:
    """Submit the output of the only call."""
    action = (await engine.get_run(thread_id, run_id)).required_action
    assert action is not None
    (only,) = action.submit_tool_outputs.tool_calls
    outputs = SubmitToolOutputs(tool_outputs=[ToolOutput(tool_call_id=only.id, output="1")])
    await engine.submit_tool_outputs(thread_id, run_id, outputs)


async def texts(engine: Engine, thread_id: str) -> list[str]:
    """List the texts behind the question."""
    return [text for _, _, text in await list_texts(engine, thread_id)][1:]


@requirement("runs.text-behind-calls")
async def test_it_survives_a_kill_between_the_calls_and_their_outputs(start: StartProcess, opened: OpenEngine) -> None:
    async with start("calls") as other:
        thread_id, run_id = (await other.line()).split()
        await other.kill()
    gate = Gate()
    async with opened(Script([Reply("The next", gate)])) as (engine, script):
        assert await texts(engine, thread_id) == [HALF, BEHIND]
        await submit(engine, thread_id, run_id)
        await asyncio.wait_for(gate.reached.wait(), DEADLINE_S)
        (answer,) = script.requests[0].earlier_answers
        assert (answer.text, len(answer.calls)) == (HALF, 1)
    async with opened(Script(["The next answer."])) as (engine, _):  # takes over the unfinished answer, and only that
        events = await read_events(engine, thread_id, run_id)
        assert events[-1].event == "thread.run.completed"
        assert await texts(engine, thread_id) == [HALF, BEHIND, "The next answer."]
        steps = (await engine.list_run_steps(thread_id, run_id, Page(order="asc"))).data
    assert [(step.type, step.status) for step in steps] == [
        ("message_creation", "completed"),
        ("tool_calls", "completed"),
        ("message_creation", "completed"),
        ("message_creation", "completed"),
    ]


@requirement("runs.text-behind-calls")
async def test_an_answer_whose_process_died_behind_its_calls_is_asked_for_again(
    start: StartProcess, opened: OpenEngine
) -> None:
    async with start("behind") as other:
        thread_id, run_id = (await other.line()).split()
        async with opened(reclaims=False) as (engine, _):
            await wait_for_text(engine, thread_id, run_id)
        await other.kill()
    whole = Reply(HALF, call("look"), BEHIND, " it.")
    async with opened(Script([whole, "Done."])) as (engine, _):
        async with asyncio.timeout(DEADLINE_S):
            async for event in engine.follow(thread_id, run_id):
                if event.event == "thread.run.requires_action":
                    break
        assert await texts(engine, thread_id) == [HALF, f"{BEHIND} it."]
        await submit(engine, thread_id, run_id)
        await read_events(engine, thread_id, run_id)
        assert await texts(engine, thread_id) == [HALF, f"{BEHIND} it.", "Done."]
        steps = (await engine.list_run_steps(thread_id, run_id, Page(order="asc"))).data
    assert [step.type for step in steps] == ["message_creation", "tool_calls", "message_creation", "message_creation"]


@requirement("runs.text-behind-calls")
async def test_what_a_dead_process_wrote_behind_its_calls_stays_when_the_run_is_cancelled(
    start: StartProcess, opened: OpenEngine
) -> None:
    async with start("behind") as other:
        thread_id, run_id = (await other.line()).split()
        async with opened(reclaims=False) as (engine, _):
            await wait_for_text(engine, thread_id, run_id)  # on the disk, too
        await other.kill()
    async with opened(reclaims=False) as (engine, _):
        await engine.cancel_run(thread_id, run_id)
        events = await read_events(engine, thread_id, run_id)
        assert events[-1].event == "thread.run.cancelled"
        assert (await list_texts(engine, thread_id))[1:] == [
            ("assistant", "completed", HALF),
            ("assistant", "incomplete", BEHIND),
        ]


@requirement("runs.text-behind-calls")
async def test_text_that_comes_before_the_calls_of_the_second_attempt_alone_stays(
    start: StartProcess, opened: OpenEngine
) -> None:
    async with start("call") as other:
        thread_id, run_id = (await other.line()).split()
        await other.kill()
    gate = Gate()
    async with opened(Script([Reply(HALF, call("look"), BEHIND), Reply("The next", gate)])) as (engine, script):
        async with asyncio.timeout(DEADLINE_S):
            async for event in engine.follow(thread_id, run_id):
                if event.event == "thread.run.requires_action":
                    break
            await submit(engine, thread_id, run_id)
            await gate.reached.wait()
        assert [answer.text for answer in script.requests[1].earlier_answers] == [HALF]
    async with opened(Script(["The next answer."])) as (engine, _):
        await read_events(engine, thread_id, run_id)
        assert await texts(engine, thread_id) == [HALF, BEHIND, "The next answer."]
