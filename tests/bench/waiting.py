"""A run that goes on while little comes: what its line and its sign in the list cost, beside doing nothing."""

import time
from typing import NamedTuple

from tests.bench.bench import Bench, median
from tests.bench.homes import Contents, home
from tests.bench.keys import IMPORTING
from tests.bench.row import Row
from tests.bench.sitting import Program, ours, sitting

WATCHED_S = 10.0
BOUND = 3.0
"""Points of a core."""


class Waiting(NamedTuple):
    """Percent of a core before a run, and while it goes on."""

    idle: float
    running: float


async def wait(program: Program) -> Waiting:
    """Measure the program idle, then with a run that sends a token a second."""
    async with sitting(program) as sat:

        async def measure_share() -> float:
            cpu, begun = sat.cpu, time.monotonic()
            await sat.session.watch(WATCHED_S)
            return 100 * (sat.cpu - cpu) / (time.monotonic() - begun)

        sat.session.type("Explain")
        await sat.session.watch(IMPORTING)
        idle = await measure_share()
        sat.session.press("enter")
        await sat.session.wait(r"in_progress \d s")
        await sat.session.watch(IMPORTING)
        return Waiting(idle, await measure_share())


async def measure(bench: Bench) -> list[Row]:
    """Measure one program several times."""
    program = ours(bench, await home(bench, Contents(20)), model="fake-1")
    runs = [await wait(program) for _ in range(bench.runs)]
    idle, running = median([one.idle for one in runs]), median([one.running for one in runs])
    return [Row("CPU, a run that sends a token a second (bare: idle)", "%", running, idle, 1.0, BOUND)]
