"""What is kept of model calls when processes die, and the bounds of it."""

import asyncio

from app.api.events import Event, MessageDelta, ReasoningDelta
from app.api.message_text import delta_text
from app.api.run_facts import Reasoning
from app.engine.engine import Engine
from app.models.model import ReasoningPiece
from app.models.script import Reply, Script
from tests.engine.engine_calls import OpenEngine, list_texts, read_events
from tests.engine.event_checks import check_events
from tests.engine.other_process import DEADLINE_S, StartProcess
from tests.engine.process import HALF
from tests.requirements import requirement


def reasoning_of(events: list[Event]) -> list[str]:
    """Return the texts of all events of reasoning."""
    return [event.data.text for event in events if isinstance(event.data, ReasoningDelta | Reasoning)]


async def wait_for_stored_reasoning(engine: Engine, thread_id: str, run_id: str) -> None:
    """Wait until reasoning of a run of another process is on disk."""
    async with asyncio.timeout(DEADLINE_S):
        async for event in engine.follow(thread_id, run_id):
            if isinstance(event.data, ReasoningDelta):
                return


@requirement("reasoning.after-a-takeover")
async def test_after_a_takeover_only_the_reasoning_of_the_next_attempt_is_left(
    start: StartProcess, opened: OpenEngine
) -> None:
    async with start("think") as other:
        thread_id, run_id = (await other.line()).split()
        async with opened(reclaims=False) as (engine, _):
            await wait_for_stored_reasoning(engine, thread_id, run_id)
        await other.kill()
    script = Script([Reply(ReasoningPiece("A whole "), ReasoningPiece("thought."), "Said.")])
    async with opened(script) as (engine, _):
        check_events(await read_events(engine, thread_id, run_id))
        events = await read_events(engine, thread_id, run_id)
        (facts,) = (await engine.run_facts(thread_id, [run_id])).data
    check_events(events)
    *deltas, whole = reasoning_of(events)
    assert ("".join(deltas), whole) == ("A whole thought.", "A whole thought.")
    assert [(one.call, one.text) for one in facts.reasoning] == [(1, "A whole thought.")]
    assert facts.attempts == 2


@requirement("streams.text-was-reasoning")
async def test_text_that_was_reasoning_does_not_come_back_when_its_process_dies(
    start: StartProcess, opened: OpenEngine
) -> None:
    async with start("take_back") as other:
        thread_id, run_id = (await other.line()).split()
        async with opened(reclaims=False) as (engine, _), asyncio.timeout(DEADLINE_S):
            async for event in engine.follow(thread_id, run_id):
                if isinstance(event.data, MessageDelta) and delta_text(event.data) == "So":
                    break
            await other.kill()
            await engine.cancel_run(thread_id, run_id)
    async with opened() as (engine, _):
        await read_events(engine, thread_id, run_id)
        assert (await list_texts(engine, thread_id))[1] == ("assistant", "incomplete", "So")
        (facts,) = (await engine.run_facts(thread_id, [run_id])).data
    assert [one.text for one in facts.reasoning] == [HALF]
