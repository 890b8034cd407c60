"""Runs that expire while no client follows them, and the later deletion of deltas."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace

from app.api.objects import Run
from app.api.requests import CreateMessage, CreateRun, Page
from app.engine import open_engine
from app.engine.engine import Engine
from app.models.script import Gate, Reply, Script, Step, call
from app.settings import Settings
from app.store import events
from app.store.database import Database
from tests.behaviour.run_requests import TOOLS, run_request
from tests.engine.engine_calls import read_events, thread_request
from tests.engine.event_checks import check_events, check_message, check_run, check_step
from tests.engine.other_process import DEADLINE_S
from tests.engine.paced_models import SlowList
from tests.requirements import requirement


@asynccontextmanager
async def engine_with_short_runs(settings: Settings, script: Script) -> AsyncGenerator[Engine]:
    """Open an engine where a run expires after one second."""
    async with open_engine(replace(settings, run_ttl=1), script, reclaims=True) as engine:
        yield engine


async def run_unfollowed(engine: Engine, thread_id: str, request: CreateRun) -> Run:
    """Create a run and wait for its end; read only the list of the thread's runs, which itself expires nothing.

    A follower would get the end as an event, but would also make the engine look at the run more often.
    """
    run = await engine.create_run(thread_id, request)
    async with asyncio.timeout(DEADLINE_S):
        while run.status in ("queued", "in_progress", "requires_action"):
            run = (await engine.list_runs(thread_id, Page())).data[0]
    return run


@requirement("runs.expire-unwatched")
@pytest.mark.parametrize("said", [(Gate(),), ("Half", Gate()), (call("look"),), ("Half", call("look")), ()])
async def test_a_run_expires_unwatched(said: tuple[Step, ...], settings: Settings) -> None:
    script = Script([Reply(*said)]) if said else SlowList(Gate())  # the last run is never claimed
    async with engine_with_short_runs(settings, script) as engine:
        thread = await engine.create_thread(thread_request("Hi"))
        run = await run_unfollowed(engine, thread.id, run_request(tools=TOOLS))
        assert run.status == "expired"
        check_run(run)
        messages = (await engine.list_messages(thread.id, Page(), run_id=run.id)).data
        for message in messages:
            check_message(message)
        assert [message.text for message in messages] == [step for step in said if isinstance(step, str)]
        if said and isinstance(said[-1], Gate):
            for message in messages:
                assert message.incomplete_details is not None
                assert message.incomplete_details.reason == "run_expired"
        steps = (await engine.list_run_steps(thread.id, run.id, Page())).data
        for step in steps:
            check_step(step)
        assert all(step.status == "expired" for step in steps[:1])
        check_events(await read_events(engine, thread.id, run.id))
        await engine.create_message(thread.id, CreateMessage(role="user", content="Free"))


@requirement("runs.deltas-go-late")
async def test_deltas_stay_until_their_run_is_over(settings: Settings) -> None:
    script = Script(["Said.", Reply("Let me see.", call("look")), Reply("Let me see.", call("look"))])
    async with open_engine(settings, script, reclaims=True) as engine:
        runs: list[Run] = []
        for _ in range(3):
            thread = await engine.create_thread(thread_request("Hi"))
            runs.append(await engine.create_run(thread.id, run_request(tools=TOOLS)))
            async for event in engine.follow(thread.id, runs[-1].id):
                if event.event == "thread.run.requires_action":
                    break
        completed, cancelled, _ = runs
        await engine.cancel_run(cancelled.thread_id, cancelled.id)
        database = Database(settings.data_dir / "chat.db")
        try:
            later = time.time() + 100
            await database.write(lambda tx: events.compact(tx, later))
        finally:
            await asyncio.to_thread(database.close)
        counts = [len([one for one in await event_names(engine, run) if one.endswith(".delta")]) for run in runs]
        assert counts == [0, 0, 3]
        assert "thread.message.completed" in await event_names(engine, completed)


async def event_names(engine: Engine, run: Run) -> list[str]:
    """Return the names of the events until the run is over or waits."""
    names: list[str] = []
    async for event in engine.follow(run.thread_id, run.id):
        names.append(event.event)
        if event.event == "thread.run.requires_action":
            now = await engine.get_run(run.thread_id, run.id)
            if now.required_action is not None:
                break
    return names
