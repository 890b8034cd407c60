"""A process with runs dies or exits: nothing is lost or doubled, no thread stays locked."""

import asyncio

import pytest

from app.api.endpoints import Endpoint
from app.api.events import Event, MessageDelta, TextPartDelta
from app.api.objects import Message
from app.api.requests import CreateMessage, ModifyMessage, Page
from app.engine import open_engine
from app.engine.upkeep import caretaker
from app.models.script import Gate, Reply, Script
from app.settings import Settings
from tests.engine.engine_calls import OpenEngine, list_texts, read_events, thread_and_run_request, thread_request
from tests.engine.other_process import DEADLINE_S, StartProcess
from tests.engine.process import HALF
from tests.requirements import requirement


async def wait_for_half_on_disk(opened: OpenEngine, thread_id: str, run_id: str) -> None:
    """Wait until an engine that reads from disk sees a delta; it is stored 0.1 s after it was published."""
    async with opened(reclaims=False) as (engine, _), asyncio.timeout(DEADLINE_S):
        async for event in engine.follow(thread_id, run_id):
            if event.event == "thread.message.delta":
                return


@requirement("runs.survive-a-kill")
async def test_a_run_whose_process_was_killed_is_taken_over(start: StartProcess, opened: OpenEngine) -> None:
    async with start("send", "Do not forget me") as other:
        thread_id, run_id = (await other.line()).split()
        await other.kill()
    async with opened() as (engine, script):
        events = await read_events(engine, thread_id, run_id)
        assert await list_texts(engine, thread_id) == [
            ("user", "completed", "Do not forget me"),
            ("assistant", "completed", "The whole reply."),
        ]
        steps = await engine.list_run_steps(thread_id, run_id, Page())
        assert [step.status for step in steps.data] == ["completed"]
        assert len(script.requests) == 1
    names = [event.event for event in events]
    assert names.count("thread.run.in_progress") == 2
    assert names[-1] == "thread.run.completed"
    numbers = [event.number for event in events]
    assert numbers == sorted(set(numbers))


@requirement("runs.half-a-message-is-overwritten")
async def test_the_next_attempt_writes_the_same_message(start: StartProcess, opened: OpenEngine) -> None:
    async with start("send") as other:
        thread_id, run_id = (await other.line()).split()
        await other.kill()
    gate = Gate()
    async with opened(Script([Reply("Anew: ", gate, "done.")])) as (engine, _):
        await asyncio.wait_for(gate.reached.wait(), DEADLINE_S)
        gate.open()
        events = await read_events(engine, thread_id, run_id)
    messages = [event.data for event in events if event.event == "thread.message.created"]
    created = [message.id for message in messages if isinstance(message, Message)]
    assert len(created) == 2
    assert len(set(created)) == 1
    taken_up = max(at for at, event in enumerate(events) if event.event == "thread.run.queued")
    after = [event.data for event in events[taken_up:] if isinstance(event.data, MessageDelta)]
    before = [event.data for event in events[:taken_up] if isinstance(event.data, MessageDelta)]
    assert before == []
    parts = [part for delta in after for part in delta.delta.content]
    assert "".join(part.text.value for part in parts if isinstance(part, TextPartDelta)) == "Anew: done."


@requirement("runs.half-a-message-is-overwritten")
async def test_metadata_that_a_caller_set_on_the_unfinished_message_is_kept(opened: OpenEngine) -> None:
    async with opened(Script([Reply("Half", Gate())])) as (engine, _):
        run = await engine.create_thread_and_run(thread_and_run_request("Hi"))
        async with asyncio.timeout(DEADLINE_S):
            async for event in engine.follow(run.thread_id, run.id):
                if event.event == "thread.message.delta":
                    break
        [message, _] = (await engine.list_messages(run.thread_id, Page())).data
        await engine.modify_message(run.thread_id, message.id, ModifyMessage(metadata={"a": "1"}))
    async with opened() as (engine, _):
        await read_events(engine, run.thread_id, run.id)
        whole = await engine.get_message(run.thread_id, message.id)
    assert (whole.text, whole.metadata) == ("The whole reply.", {"a": "1"})


@requirement("runs.leaving-hands-back")
async def test_a_process_that_exits_hands_its_run_back_and_counts_no_death(
    start: StartProcess, opened: OpenEngine
) -> None:
    async with start("send") as other:
        thread_id, run_id = (await other.line()).split()
        await other.exit()
    for _ in range(6):  # more often than a run may lose its owner
        async with start("reclaim") as other:
            assert await other.line() == "reclaimed"
            await other.exit()
    async with opened() as (engine, _):
        events = await read_events(engine, thread_id, run_id)
        assert events[-1].event == "thread.run.completed"
        assert (await list_texts(engine, thread_id))[1:] == [("assistant", "completed", "The whole reply.")]


@requirement("runs.fail-after-five-deaths")
async def test_a_run_whose_processes_died_five_times_fails(start: StartProcess, opened: OpenEngine) -> None:
    async with start("send") as other:
        thread_id, run_id = (await other.line()).split()
        await wait_for_half_on_disk(opened, thread_id, run_id)
        await other.kill()
    for _ in range(4):
        async with start("reclaim") as other:
            assert await other.line() == "reclaimed"
            await other.kill()
    async with opened() as (engine, script):
        events = await read_events(engine, thread_id, run_id)
        run = await engine.get_run(thread_id, run_id)
        assert events[-1].event == "thread.run.failed"
        assert run.last_error is not None
        assert "5 times" in run.last_error.message
        assert script.requests == []
        role, status, text = (await list_texts(engine, thread_id))[1]
        assert (role, status, text) == ("assistant", "incomplete", HALF)


@requirement("runs.cancelling-of-a-dead-owner")
async def test_a_run_being_cancelled_is_cancelled_when_its_process_dies(
    start: StartProcess, opened: OpenEngine
) -> None:
    async with start("send") as other:
        thread_id, run_id = (await other.line()).split()
        await wait_for_half_on_disk(opened, thread_id, run_id)
        await other.kill()
        async with opened(reclaims=False) as (engine, _):
            assert (await engine.cancel_run(thread_id, run_id)).status == "cancelling"
    async with opened() as (engine, _):
        events = await read_events(engine, thread_id, run_id)
        assert [event.event for event in events][-4:] == [
            "thread.run.cancelling",
            "thread.message.incomplete",
            "thread.run.step.cancelled",
            "thread.run.cancelled",
        ]
        assert (await list_texts(engine, thread_id))[1] == ("assistant", "incomplete", HALF)


@requirement("runs.never-sent-to-another-endpoint")
async def test_a_run_of_an_endpoint_that_no_process_uses_fails_and_unlocks(
    start: StartProcess, opened: OpenEngine
) -> None:
    async with start("send", endpoint="elsewhere:") as other:
        thread_id, run_id = (await other.line()).split()
        await other.kill()
    async with opened() as (engine, script):
        events = await read_events(engine, thread_id, run_id)
        run = await engine.get_run(thread_id, run_id)
        assert events[-1].event == "thread.run.failed"
        assert run.last_error is not None
        assert "elsewhere:" in run.last_error.message
        assert script.requests == []
        await engine.create_message(thread_id, CreateMessage(role="user", content="Unlocked"))


@requirement("runs.never-sent-to-another-endpoint")
async def test_while_no_endpoint_is_chosen_a_run_waits_for_its_own(
    start: StartProcess, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caretaker, "FOREIGN_ENDPOINT_GRACE_S", 0)
    async with start("send", endpoint="elsewhere:") as other:
        thread_id, run_id = (await other.line()).split()
        await other.kill()
    script = Script(["The whole reply."], endpoint=None)
    async with open_engine(settings, script, reclaims=True) as engine:
        for _ in range(3):  # each write makes the caretaker scan
            own = await engine.create_thread_and_run(thread_and_run_request("Which model?"))
            assert (await read_events(engine, own.thread_id, own.id))[-1].event == "thread.run.failed"
        await script.choose(Endpoint(name="elsewhere", base_url="elsewhere:", kind="script"))
        assert (await read_events(engine, thread_id, run_id))[-1].event == "thread.run.completed"


@requirement("runs.ask-adopts-nothing")
async def test_a_process_that_does_not_reclaim_leaves_the_runs_of_others_alone(
    start: StartProcess, opened: OpenEngine
) -> None:
    async with start("send") as other:
        thread_id, run_id = (await other.line()).split()
        await other.kill()
    async with opened(reclaims=False) as (engine, script):
        own = await engine.create_thread_and_run(thread_and_run_request("Mine"))
        assert (await read_events(engine, own.thread_id, own.id))[-1].event == "thread.run.completed"
        assert (await engine.get_run(thread_id, run_id)).status == "in_progress"
        assert len(script.requests) == 1


@requirement("runs.followed-across-processes")
async def test_another_process_follows_and_cancels_a_run(start: StartProcess, opened: OpenEngine) -> None:
    async with start("send") as other:
        thread_id, run_id = (await other.line()).split()
        async with opened() as (engine, script):
            events: list[Event] = []
            async with asyncio.timeout(DEADLINE_S):
                async for event in engine.follow(thread_id, run_id):
                    events.append(event)
                    if event.event == "thread.message.delta":
                        await engine.cancel_run(thread_id, run_id)
            assert events[-1].event == "thread.run.cancelled"
            assert script.requests == []
            assert (await list_texts(engine, thread_id))[1] == ("assistant", "incomplete", HALF)


@requirement("runs.one-on-a-thread")
async def test_of_two_processes_that_create_a_run_at_once_one_succeeds(start: StartProcess, opened: OpenEngine) -> None:
    async with opened(reclaims=False) as (engine, _):
        thread = await engine.create_thread(thread_request("Who is first?"))
    async with start("race", thread.id) as one, start("race", thread.id) as two:
        await asyncio.gather(one.go(), two.go())
        said = sorted([await one.line(), await two.line()])
    assert said[0].startswith("refused: Thread ")
    assert said[0].endswith(f" already has an active run {said[1]}.")
