"""Several processes on one database, killed at random: nothing is lost or doubled, no thread stays locked."""

import asyncio
from contextlib import AsyncExitStack
from random import Random

from app.api.requests import CreateMessage, Page
from app.models.script import Script
from tests.engine.engine_calls import OpenEngine, list_texts, read_events
from tests.engine.event_checks import check_events
from tests.engine.other_process import DEADLINE_S, OtherProcess, StartProcess
from tests.engine.paced_models import echo_slowly
from tests.requirements import requirement

PROCESSES, LANES, KILLS = 3, 3, 3
"""A run loses at most four owners, those killed at the end included; the fifth loss would fail it."""


class WatchedProcess:
    """A process whose lines are read: each puts its number into `lines`, each new run is added to `begun`."""

    def __init__(
        self, other: OtherProcess, begun: dict[tuple[str, str], str], lines: asyncio.Queue[int], number: int
    ) -> None:
        self.other = other
        self.reading = asyncio.create_task(self._read(begun, lines, number))

    async def _read(self, begun: dict[tuple[str, str], str], lines: asyncio.Queue[int], number: int) -> None:
        while line := await self.other.line():
            if line.startswith("begun "):
                _, thread_id, run_id, text = line.split(" ", 3)
                begun[thread_id, run_id] = text
            lines.put_nowait(number)


@requirement("runs.chaos")
async def test_processes_killed_at_random_lose_and_double_nothing(start: StartProcess, opened: OpenEngine) -> None:
    chance = Random(20)
    begun, lines, living = dict[tuple[str, str], str](), asyncio.Queue[int](), dict[int, WatchedProcess]()
    async with AsyncExitStack() as stack:
        for number in range(PROCESSES + KILLS):
            if number >= PROCESSES:
                for _ in range(chance.randrange(100, 300)):
                    await asyncio.wait_for(lines.get(), DEADLINE_S)
                victim = living.pop(chance.choice(list(living)))
                await victim.other.kill()
                await victim.reading
            other = await stack.enter_async_context(start("many_runs", f"{number}:{LANES}"))
            living[number] = WatchedProcess(other, begun, lines, number)
        for watched in living.values():
            for _ in range(50):
                await asyncio.wait_for(lines.get(), DEADLINE_S)
            await watched.other.kill()
            await watched.reading
    async with opened(Script(play=echo_slowly)) as (engine, _):
        for (thread_id, run_id), text in begun.items():
            events = await read_events(engine, thread_id, run_id)
            check_events(events)
            assert events[-1].event == "thread.run.completed"
            # A line is stripped; the message keeps its last space.
            assert [(role, status, said.strip()) for role, status, said in await list_texts(engine, thread_id)] == [
                ("user", "completed", text),
                ("assistant", "completed", text),
            ]
            assert len((await engine.list_runs(thread_id, Page())).data) == 1
            assert len((await engine.list_run_steps(thread_id, run_id, Page())).data) == 1
            await engine.create_message(thread_id, CreateMessage(role="user", content="Free"))
    assert len(begun) >= PROCESSES * LANES
