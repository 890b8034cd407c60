"""A run's owner is stopped (SIGSTOP) and not dead: a cancel ends the run all the same, and the owner writes nothing."""

import asyncio
import signal
import time

import pytest

from app.api.objects import Run
from app.api.requests import CreateMessage, Page
from app.engine.upkeep.unanswered_runs import UNANSWERED_GRACE_S
from tests.engine.engine_calls import OpenEngine, list_texts, read_events
from tests.engine.other_process import DEADLINE_S, StartProcess
from tests.engine.process import HALF
from tests.requirements import requirement

LIMIT_S = 10


@pytest.mark.parametrize("reclaims", [True, False])
@requirement("dead.stopped-owner")
async def test_a_cancel_does_not_wait_for_a_stopped_owner(
    reclaims: bool, start: StartProcess, opened: OpenEngine
) -> None:
    async with start("send") as other:
        thread_id, run_id = (await other.line()).split()
        async with opened(reclaims=reclaims) as (engine, _):
            async with asyncio.timeout(DEADLINE_S):
                async for event in engine.follow(thread_id, run_id):
                    if event.event == "thread.message.delta":
                        break
            other.process.send_signal(signal.SIGSTOP)
            began = time.monotonic()
            assert (await engine.cancel_run(thread_id, run_id)).status == "cancelling"
            events = await read_events(engine, thread_id, run_id)
            assert time.monotonic() - began < LIMIT_S
            assert events[-1].event == "thread.run.cancelled"
            before = await list_texts(engine, thread_id)
            assert before[1] == ("assistant", "incomplete", HALF)
            other.process.send_signal(signal.SIGCONT)
            await other.exit()  # it has woken, and handed back what it believed to have
            assert await list_texts(engine, thread_id) == before
            assert [one.number for one in await read_events(engine, thread_id, run_id)] == [
                one.number for one in events
            ]
            assert (await engine.get_run(thread_id, run_id)).status == "cancelled"
            await engine.create_message(thread_id, CreateMessage(role="user", content="Unlocked"))


@requirement("dead.stopped-owner")
async def test_a_thread_of_a_stopped_owner_is_deleted_and_stays_deleted(
    start: StartProcess, opened: OpenEngine
) -> None:
    async with start("send") as other:
        thread_id, run_id = (await other.line()).split()
        other.process.send_signal(signal.SIGSTOP)
        async with opened() as (engine, _):
            await engine.delete_thread(thread_id)
            other.process.send_signal(signal.SIGCONT)
            await other.exit()
            with pytest.raises(Exception, match="No thread found"):
                await engine.list_messages(thread_id, Page())
            with pytest.raises(Exception, match="No thread found"):
                await engine.get_run(thread_id, run_id)


@requirement("dead.stopped-owner")
async def test_a_living_owner_ends_its_run_itself(start: StartProcess, opened: OpenEngine) -> None:
    async with start("send") as other:
        thread_id, run_id = (await other.line()).split()
        async with opened() as (engine, _):
            began = time.monotonic()
            await engine.cancel_run(thread_id, run_id)
            events = await read_events(engine, thread_id, run_id)
            assert time.monotonic() - began < UNANSWERED_GRACE_S
            run = events[-1].data
            assert isinstance(run, Run)
            assert run.status == "cancelled"
