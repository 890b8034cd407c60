"""Two actions at the same instant: cancel, submit, delete, close, claim. One succeeds and nothing hangs."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from app.api.endpoints import Endpoint
from app.api.errors import NotFound, RequestError, Unavailable
from app.api.events import Event, EventData
from app.api.objects import Run
from app.api.requests import CreateMessage, Page, SubmitToolOutputs, ToolOutput
from app.engine.engine import Engine
from app.engine.rules.event_numbers import NUMBERS_PER_BLOCK
from app.models.model import CallPiece, ModelRequest, Piece, TextPiece
from app.models.script import Gate, Reply, Script, call
from tests.behaviour.run_requests import TOOLS, run_request
from tests.engine.engine_calls import OpenEngine, read_events, thread_and_run_request, thread_request
from tests.engine.event_checks import check_events, check_run
from tests.engine.other_process import DEADLINE_S
from tests.engine.paced_models import SlowList
from tests.requirements import requirement


async def follow_and_check(engine: Engine, run: Run) -> list[Event]:
    """Follow a run to its end, and check its events."""
    events = await read_events(engine, run.thread_id, run.id)
    check_events(events)
    check_run(await engine.get_run(run.thread_id, run.id))
    return events


async def create_waiting_run(engine: Engine) -> tuple[Run, SubmitToolOutputs]:
    """Return a run that waits for outputs, and the request that submits them."""
    thread = await engine.create_thread(thread_request("Look"))
    run = await engine.create_run(thread.id, run_request(tools=TOOLS))
    async for event in engine.follow(run.thread_id, run.id):
        if event.event == "thread.run.requires_action":
            return run, outputs_of(event.data)
    raise AssertionError("the run called no function")


@requirement("runs.rivals")
@pytest.mark.parametrize("hops", range(12))
async def test_a_cancel_at_any_point_between_queue_and_reply_ends_the_run(hops: int, opened: OpenEngine) -> None:
    async with opened(Script([Reply("One ", "two ", Gate())])) as (engine, _):
        run = await engine.create_thread_and_run(thread_and_run_request("Hi"))
        for _ in range(hops * hops):  # from the queue, through the claim, into the reply
            await asyncio.sleep(0)
        answers = await asyncio.gather(
            engine.cancel_run(run.thread_id, run.id), engine.cancel_run(run.thread_id, run.id), return_exceptions=True
        )
        assert [answer.status for answer in answers if isinstance(answer, Run)] == ["cancelling"]
        refusal = next(answer for answer in answers if isinstance(answer, RequestError))
        assert refusal.message in [
            f"Cannot cancel run with status '{status}'." for status in ("cancelling", "cancelled")
        ]
        events = await follow_and_check(engine, run)
        assert events[-1].event == "thread.run.cancelled"
        # The attempt itself ended the run. Had the caretaker ended it as lost, there would be a gap in the numbers.
        attempt = [event.number for event in events if event.number > NUMBERS_PER_BLOCK]
        assert attempt == list(range(NUMBERS_PER_BLOCK + 1, NUMBERS_PER_BLOCK + 1 + len(attempt)))
        await engine.create_message(run.thread_id, CreateMessage(role="user", content="Free"))


@requirement("runs.rivals")
@pytest.mark.parametrize("cancel_first", [True, False])
async def test_of_outputs_and_a_cancel_at_the_same_instant_the_cancel_wins(
    cancel_first: bool, opened: OpenEngine
) -> None:
    async with opened(Script([Reply(call("look")), Reply("Seen", Gate())])) as (engine, _):
        run, outputs = await create_waiting_run(engine)
        submit = engine.submit_tool_outputs(run.thread_id, run.id, outputs)
        cancel = engine.cancel_run(run.thread_id, run.id)
        both = [cancel, submit] if cancel_first else [submit, cancel]
        answers = await asyncio.gather(*both, return_exceptions=True)
        refusals = [answer for answer in answers if isinstance(answer, RequestError)]
        assert len(refusals) <= 1  # if the cancel came first
        assert (await follow_and_check(engine, run))[-1].event == "thread.run.cancelled"


@requirement("runs.rivals")
async def test_outputs_can_be_submitted_through_two_engines_in_turn(opened: OpenEngine) -> None:
    script = Script([Reply(call("look"))] * 9 + [Reply("Done.")])
    async with opened(script) as (one, _), opened(script) as (two, _):
        run, _ = await create_waiting_run(one)
        followed = one.follow(run.thread_id, run.id)
        submitters = [two, one] * 5
        async for event in followed:
            if event.event == "thread.run.requires_action":
                await submitters.pop().submit_tool_outputs(run.thread_id, run.id, outputs_of(event.data))
        assert submitters == [two]
        assert (await follow_and_check(one, run))[-1].event == "thread.run.completed"
        assert len(script.requests) == 10


def outputs_of(data: EventData) -> SubmitToolOutputs:
    """Make the request that submits an output for each call of a waiting run."""
    assert isinstance(data, Run)
    assert data.required_action is not None
    calls = data.required_action.submit_tool_outputs.tool_calls
    return SubmitToolOutputs(tool_outputs=[ToolOutput(tool_call_id=one.id, output="1") for one in calls])


@requirement("runs.rivals")
async def test_a_thread_deleted_while_its_run_is_followed_ends_the_run(opened: OpenEngine) -> None:
    gate, closed = Gate(), asyncio.Event()

    async def half(request: ModelRequest) -> AsyncGenerator[Piece]:
        try:
            yield TextPiece("Half")
            await gate.wait_until_open()
        finally:
            closed.set()

    async with opened(Script(play=half)) as (here, _), opened(reclaims=False) as (elsewhere, _):
        run = await here.create_thread_and_run(thread_and_run_request("Hi"))
        await asyncio.wait_for(gate.reached.wait(), DEADLINE_S)
        followed = [asyncio.create_task(read_events(engine, run.thread_id, run.id)) for engine in (here, elsewhere)]
        await asyncio.sleep(0)
        await elsewhere.delete_thread(run.thread_id)
        for following in followed:
            try:
                events = await following
            except NotFound:
                continue
            assert "thread.run.completed" not in [event.event for event in events]
        await asyncio.wait_for(closed.wait(), DEADLINE_S)
        with pytest.raises(NotFound):
            await here.get_run(run.thread_id, run.id)


@requirement("runs.rivals")
async def test_runs_created_while_the_engine_closes_complete_later(opened: OpenEngine) -> None:
    script = Script(["A reply."] * 20)
    async with opened(script) as (engine, _):
        begun = [asyncio.create_task(engine.create_thread_and_run(thread_and_run_request(f"{at}"))) for at in range(20)]
        await asyncio.sleep(0)
    answers = await asyncio.wait_for(asyncio.gather(*begun, return_exceptions=True), DEADLINE_S)
    made = [answer for answer in answers if isinstance(answer, Run)]
    assert all(isinstance(answer, Unavailable) for answer in answers if answer not in made)
    async with opened(Script(["A reply."] * 20)) as (engine, _):
        for run in made:
            assert (await follow_and_check(engine, run))[-1].event == "thread.run.completed"


async def follow_beyond(engine: Engine, run: Run, name: str, reached: asyncio.Event) -> None:
    """Follow a run to its end; set `reached` at the event of this name."""
    async for event in engine.follow(run.thread_id, run.id):
        if event.event == name:
            reached.set()


@requirement("runs.rivals")
async def test_a_closed_engine_raises_unavailable(opened: OpenEngine) -> None:
    async with opened(Script([Reply(call("look")), Reply("Half", Gate())])) as (engine, _):
        idle, _ = await create_waiting_run(engine)
        run = await engine.create_thread_and_run(thread_and_run_request("Hi"))
        last = [(idle, "thread.run.requires_action"), (run, "thread.message.delta")]
        reached = [asyncio.Event() for _ in last]
        followed = [
            asyncio.create_task(follow_beyond(engine, one, name, event))
            for (one, name), event in zip(last, reached, strict=True)
        ]
        async with asyncio.timeout(DEADLINE_S):
            for event in reached:
                await event.wait()
    for following in followed:
        with pytest.raises(Unavailable):
            await asyncio.wait_for(following, DEADLINE_S)
    for late in (
        engine.get_run(run.thread_id, run.id),
        engine.cancel_run(run.thread_id, run.id),
        engine.create_thread(thread_request("Late")),
        read_events(engine, run.thread_id, run.id),
    ):
        with pytest.raises(Unavailable):
            await asyncio.wait_for(late, DEADLINE_S)


@requirement("runs.stops-at-once")
async def test_a_cancel_ends_a_run_that_waits_for_the_list_of_models(opened: OpenEngine) -> None:
    gate = Gate()
    script = SlowList(gate, "Never")
    async with opened(script) as (engine, _):
        run = await engine.create_thread_and_run(thread_and_run_request("Hi"))
        await asyncio.wait_for(gate.reached.wait(), DEADLINE_S)
        assert (await engine.get_run(run.thread_id, run.id)).status == "queued"
        await engine.cancel_run(run.thread_id, run.id)
        assert (await follow_and_check(engine, run))[-1].event == "thread.run.cancelled"
        await asyncio.wait_for(script.given_up.wait(), DEADLINE_S)
        assert script.requests == []


@requirement("runs.stops-at-once")
async def test_a_cancel_ends_a_run_whose_model_does_not_stop(opened: OpenEngine) -> None:
    reached, let_go = asyncio.Event(), asyncio.Event()

    async def stubborn(request: ModelRequest) -> AsyncGenerator[Piece]:
        yield CallPiece(0, "look", "{")
        while not let_go.is_set():
            reached.set()
            try:
                await let_go.wait()
            except asyncio.CancelledError:
                continue

    loop = asyncio.get_running_loop()
    async with opened(Script(play=stubborn)) as (engine, _):
        thread = await engine.create_thread(thread_request("Hi"))
        run = await engine.create_run(thread.id, run_request(tools=TOOLS))
        await asyncio.wait_for(reached.wait(), DEADLINE_S)
        began = loop.time()
        await engine.cancel_run(run.thread_id, run.id)
        assert (await follow_and_check(engine, run))[-1].event == "thread.run.cancelled"
        assert loop.time() - began < 10
        let_go.set()


@requirement("runs.rivals")
async def test_a_run_completes_after_another_endpoint_is_chosen(opened: OpenEngine) -> None:
    gate = Gate()
    async with opened(Script([Reply("Half", gate, " and whole."), Reply("Here.", to="Elsewhere")])) as (engine, script):
        run = await engine.create_thread_and_run(thread_and_run_request("Hi"))
        await asyncio.wait_for(gate.reached.wait(), DEADLINE_S)
        await script.choose(Endpoint(name="other", base_url="other:", kind="script"))
        other = await engine.create_thread_and_run(thread_and_run_request("Elsewhere"))
        gate.open()
        assert (await follow_and_check(engine, run))[-1].event == "thread.run.completed"
        assert (await follow_and_check(engine, other))[-1].event == "thread.run.completed"
        assert (await engine.list_messages(run.thread_id, Page())).data[0].text == "Half and whole."
