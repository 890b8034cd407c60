"""A run waits for outputs whose submitter is dead or stopped: a cancel frees its thread."""

import signal
import time

import pytest

from app.api.errors import RequestError
from app.api.requests import CreateMessage
from app.engine.upkeep.unanswered_runs import UNANSWERED_GRACE_S
from tests.behaviour.run_requests import run_request
from tests.engine.engine_calls import OpenEngine, list_texts, read_events
from tests.engine.other_process import StartProcess
from tests.engine.process import BEHIND, HALF, wait_for_text
from tests.requirements import requirement

LIMIT_S = 10
KEPT = [("user", "completed", "Hello?"), ("assistant", "completed", HALF), ("assistant", "completed", BEHIND)]


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGSTOP])
@pytest.mark.parametrize("reclaims", [True, False])
@requirement("dead.no-outputs")
async def test_a_cancel_ends_a_run_whose_outputs_never_come(
    reclaims: bool, end: signal.Signals, start: StartProcess, opened: OpenEngine
) -> None:
    async with start("calls") as other:
        thread_id, run_id = (await other.line()).split()
        other.process.send_signal(end)
        async with opened(reclaims=reclaims) as (engine, _):
            began = time.monotonic()
            assert (await engine.cancel_run(thread_id, run_id)).status == "cancelling"
            events = await read_events(engine, thread_id, run_id)
            assert time.monotonic() - began < LIMIT_S
            assert events[-1].event == "thread.run.cancelled"
            assert await list_texts(engine, thread_id) == KEPT
            if end == signal.SIGSTOP:
                other.process.send_signal(signal.SIGCONT)
                await other.exit()
                assert await read_events(engine, thread_id, run_id) == events
            await engine.create_message(thread_id, CreateMessage(role="user", content="Unlocked"))
            assert await list_texts(engine, thread_id) == [*KEPT, ("user", "completed", "Unlocked")]


@requirement("dead.no-outputs")
async def test_the_next_run_of_a_process_that_is_alone_cancels_it(start: StartProcess, opened: OpenEngine) -> None:
    async with start("calls") as other:
        thread_id, run_id = (await other.line()).split()
        async with opened(reclaims=False) as (engine, _):
            with pytest.raises(RequestError, match="already has an active run"):
                await engine.create_run(thread_id, run_request())  # its outputs may still come
            await other.kill()
            run = await engine.create_run(thread_id, run_request())
            await read_events(engine, thread_id, run.id)
            assert (await engine.get_run(thread_id, run_id)).status == "cancelled"
            assert (await list_texts(engine, thread_id))[-1] == ("assistant", "completed", "The whole reply.")


@requirement("dead.no-outputs", "dead.stopped-owner")
async def test_an_owner_that_is_stopped_behind_its_calls_keeps_what_it_wrote(
    start: StartProcess, opened: OpenEngine
) -> None:
    async with start("behind") as other:
        thread_id, run_id = (await other.line()).split()
        async with opened() as (engine, _):
            await wait_for_text(engine, thread_id, run_id)
            other.process.send_signal(signal.SIGSTOP)
            began = time.monotonic()
            await engine.cancel_run(thread_id, run_id)
            events = await read_events(engine, thread_id, run_id)
            assert UNANSWERED_GRACE_S - 1 < time.monotonic() - began < LIMIT_S
            assert events[-1].event == "thread.run.cancelled"
            before = await list_texts(engine, thread_id)
            assert before == [*KEPT[:2], ("assistant", "incomplete", BEHIND)]
            other.process.send_signal(signal.SIGCONT)
            await other.exit()
            assert await list_texts(engine, thread_id) == before
            assert (await engine.get_run(thread_id, run_id)).status == "cancelled"
