"""Starting: CPU until the threads are listed and the input accepts keys, memory before the first key, idle CPU."""

import time
from typing import NamedTuple

from tests.bench.bench import Bench, median
from tests.bench.homes import Contents, home
from tests.bench.row import Row
from tests.bench.sitting import BARE, Program, ours, sitting

SETTLING = 3.0
"""Seconds after the first paint; what is imported then belongs to the start, not to the idle time."""
IDLE = 5.0


class Start(NamedTuple):
    """One start: CPU seconds until ready, resident MB once settled, percent of a core when idle."""

    cpu: float
    rss: float
    idle: float


async def start(program: Program) -> Start:
    """Start the program, let it settle, and measure it idle."""
    async with sitting(program) as sat:
        await sat.session.watch(SETTLING)
        rss, cpu, begun = sat.rss, sat.cpu, time.monotonic()
        await sat.session.watch(IDLE)
        return Start(sat.cpu_at_ready, rss, 100 * (sat.cpu - cpu) / (time.monotonic() - begun))


async def measure(bench: Bench) -> list[Row]:
    """Start both programs in turn, each with twenty threads; a first start of each writes the byte code."""
    program = ours(bench, await home(bench, Contents(20)))
    for one in (program, BARE):
        await start(one)
    our, bare = (
        Start(*map(median, zip(*runs, strict=True)))
        for runs in await bench.alternately(lambda: start(program), lambda: start(BARE))
    )
    return [
        Row("CPU until threads are listed and the input takes keys", "s", our.cpu, bare.cpu, 1.2),
        Row("memory, idle, before the first key", "MB", our.rss, bare.rss, 1.35),
        Row("CPU, idle", "%", our.idle, bare.idle, 1.0, 0.3),
    ]
