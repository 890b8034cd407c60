"""Several processes on one database, killed at random: nothing is lost, nothing doubled, no thread stays locked."""

import asyncio
from contextlib import AsyncExitStack
from random import Random

from app.api.requests import CreateMessage, Page
from app.models.script import Script
from tests.engine.asking import Opens, all_events, texts
from tests.engine.other_process import DEADLINE, Other, Starts
from tests.engine.paced_models import slowly
from tests.engine.story import check_story
from tests.requirements import requirement

PROCESSES, LANES, KILLS = 3, 3, 3
"""With the kill of all at the end a run dies at most four times, one less than makes it fail."""


class Watched:
    """A process whose lines are read; `begun` collects the runs it said it began."""

    def __init__(self, other: Other, begun: dict[tuple[str, str], str], lines: asyncio.Queue[int], number: int) -> None:
        self.other = other
        self.reading = asyncio.create_task(self._read(begun, lines, number))

    async def _read(self, begun: dict[tuple[str, str], str], lines: asyncio.Queue[int], number: int) -> None:
        while line := await self.other.line():
            if line.startswith("begun "):
                _, thread_id, run_id, text = line.split(" ", 3)
                begun[thread_id, run_id] = text
            lines.put_nowait(number)


@requirement("runs.chaos")
async def test_processes_killed_at_random(start: Starts, opened: Opens) -> None:
    chance = Random(20)
    begun, lines, living = dict[tuple[str, str], str](), asyncio.Queue[int](), dict[int, Watched]()
    async with AsyncExitStack() as stack:
        for number in range(PROCESSES + KILLS):
            if number >= PROCESSES:
                for _ in range(chance.randrange(100, 300)):
                    await asyncio.wait_for(lines.get(), DEADLINE)
                victim = living.pop(chance.choice(list(living)))
                await victim.other.kill()
                await victim.reading
            other = await stack.enter_async_context(start("crowd", f"{number}:{LANES}"))
            living[number] = Watched(other, begun, lines, number)
        for watched in living.values():
            for _ in range(50):
                await asyncio.wait_for(lines.get(), DEADLINE)
            await watched.other.kill()
            await watched.reading
    async with opened(Script(play=slowly)) as (engine, _):
        for (thread_id, run_id), text in begun.items():
            events = await all_events(engine, thread_id, run_id)
            check_story(events)
            assert events[-1].event == "thread.run.completed"
            # A line is stripped; the message keeps its last space.
            assert [(role, status, said.strip()) for role, status, said in await texts(engine, thread_id)] == [
                ("user", "completed", text),
                ("assistant", "completed", text),
            ]
            assert len((await engine.list_runs(thread_id, Page())).data) == 1
            assert len((await engine.list_run_steps(thread_id, run_id, Page())).data) == 1
            await engine.create_message(thread_id, CreateMessage(role="user", content="Free"))
    assert len(begun) >= PROCESSES * LANES
