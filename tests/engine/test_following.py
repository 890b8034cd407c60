"""Followers from any event number, at any moment, in this engine or another, without a gap or a repeat."""

import asyncio
from random import Random

import pytest

from app.api.events import Event
from app.api.objects import Run
from app.api.requests import SubmitToolOutputs, ToolOutput
from app.engine.engine import Engine
from tests.behaviour.run_requests import TOOLS, run_request
from tests.engine.engine_calls import OpenEngine, thread_request
from tests.engine.event_checks import check_events
from tests.engine.other_process import DEADLINE_S
from tests.engine.paced_models import erratic_script
from tests.requirements import requirement


async def read_unevenly(engine: Engine, run: Run, after: int, chance: Random) -> list[Event]:
    """Follow a run with random pauses and return its events."""
    seen: list[Event] = []
    async with asyncio.timeout(DEADLINE_S):
        async for event in engine.follow(run.thread_id, run.id, after):
            seen.append(event)
            if chance.random() < 0.05:
                await asyncio.sleep(chance.random() / 20)
    return seen


async def follow_and_submit(engine: Engine, run: Run, whole: list[Event]) -> None:
    """Follow from the beginning, and submit the output of each call."""
    async for event in engine.follow(run.thread_id, run.id):
        whole.append(event)
        if event.event == "thread.run.requires_action":
            assert isinstance(event.data, Run)
            assert event.data.required_action is not None
            calls = event.data.required_action.submit_tool_outputs.tool_calls
            outputs = [ToolOutput(tool_call_id=one.id, output="1") for one in calls]
            await engine.submit_tool_outputs(run.thread_id, run.id, SubmitToolOutputs(tool_outputs=outputs))


@requirement("runs.followed-from-anywhere")
@pytest.mark.parametrize("seed", range(6))
async def test_followers_from_any_number_at_any_moment_read_the_same_events(seed: int, opened: OpenEngine) -> None:
    chance = Random(seed)
    async with opened(erratic_script(chance, answers=2)) as (here, _), opened(reclaims=False) as (elsewhere, _):
        thread = await here.create_thread(thread_request("Begin"))
        run = await here.create_run(thread.id, run_request(tools=TOOLS))
        whole, readers = list[Event](), list[tuple[int, asyncio.Task[list[Event]]]]()
        submitting = asyncio.create_task(follow_and_submit(here, run, whole))
        async with asyncio.timeout(DEADLINE_S):
            while not submitting.done():
                engine = chance.choice([here, here, elsewhere])
                after = chance.choice([0, *(one.number for one in whole)])
                readers.append((after, asyncio.create_task(read_unevenly(engine, run, after, Random(chance.random())))))
                await asyncio.sleep(chance.random() / 30)
            await submitting
            check_events(whole)
            for after, reading in readers:
                assert await reading == [event for event in whole if event.number > after]
