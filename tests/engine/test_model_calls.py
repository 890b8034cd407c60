"""The loop of model calls in a run attempt: a request that is too long for the model is shortened and sent again."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from app.api.requests import CreateMessage, CreateThread
from app.models.model import ContextTooLong, Finished, ModelRequest, Piece, TextPiece
from app.models.script import Gate, Script
from tests.behaviour.run_requests import RUN_STARTED, run_request
from tests.engine.engine_calls import OpenEngine, read_events, run_to_end
from tests.engine.event_checks import check_events
from tests.engine.other_process import DEADLINE_S
from tests.requirements import requirement

TEXTS = [f"{number} " + "word " * 20 for number in range(8)]


def sizes(script: Script) -> list[int]:
    """Return the number of messages in each request."""
    return [len(request.messages) for request in script.requests]


@requirement("runs.context-is-fitted")
@pytest.mark.parametrize("room", [0, 5])
async def test_a_model_that_refuses_every_length_is_asked_until_nothing_can_be_left_out(
    room: int, opened: OpenEngine
) -> None:
    async def refuse(request: ModelRequest) -> AsyncGenerator[Piece]:
        if request.messages:
            raise ContextTooLong(f"{len(request.messages)} messages are too many.", used=2 * room, limit=room)
        yield Finished("stop")

    async with opened(Script(play=refuse)) as (engine, script):
        run, events = await run_to_end(engine, run_request(), *TEXTS)
    assert [event.event for event in events] == [*RUN_STARTED, "thread.run.failed"]
    assert run.last_error is not None
    assert (run.last_error.code, run.last_error.message) == ("invalid_prompt", "1 messages are too many.")
    assert sizes(script)[0] == len(TEXTS)
    assert sizes(script)[-1] == 1
    assert sizes(script) == sorted(set(sizes(script)), reverse=True)


@requirement("runs.context-is-fitted")
async def test_only_the_answer_of_the_last_call_is_written(opened: OpenEngine) -> None:
    async def narrow(request: ModelRequest) -> AsyncGenerator[Piece]:
        if len(request.messages) > 2:
            raise ContextTooLong("Too long.")
        yield TextPiece("Fits.")
        yield Finished("stop")

    async with opened(Script(play=narrow)) as (engine, script):
        run, events = await run_to_end(engine, run_request(), *TEXTS)
    assert run.status == "completed"
    assert sizes(script) == [8, 3, 1]
    assert [event.event for event in events].count("thread.message.created") == 1
    assert [event.event for event in events].count("thread.run.in_progress") == 1


@requirement("runs.stops-at-once")
async def test_a_cancel_during_a_later_model_call_ends_the_run(opened: OpenEngine) -> None:
    gate = Gate()

    async def narrow(request: ModelRequest) -> AsyncGenerator[Piece]:
        if len(request.messages) == len(TEXTS):
            raise ContextTooLong("Too long.")
        yield TextPiece("Half")
        await gate.wait_until_open()

    async with opened(Script(play=narrow)) as (engine, script):
        messages = [CreateMessage(role="user", content=text) for text in TEXTS]
        thread = await engine.create_thread(CreateThread(messages=messages))
        run = await engine.create_run(thread.id, run_request())
        await asyncio.wait_for(gate.reached.wait(), DEADLINE_S)
        await engine.cancel_run(thread.id, run.id)
        events = await read_events(engine, thread.id, run.id)
    check_events(events)
    assert events[-1].event == "thread.run.cancelled"
    assert len(script.requests) == 2
    assert script.closed == 1
