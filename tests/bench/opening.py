"""Opening a thread of 10,000 messages beside one of 10: from the key to its last message, CPU and memory."""

import time
from typing import NamedTuple

from tests.bench.bench import Bench, median
from tests.bench.homes import Contents, home
from tests.bench.row import Row
from tests.bench.sitting import Program, ours, sitting

NEXT_THREAD = "ctrl+down"
SETTLING = 1.5
"""Seconds before the key, for the rest of the start, and after it, for the rest of opening."""
MANY, FEW = 10_000, 10


class Opening(NamedTuple):
    """Milliseconds until the last message is on the screen, CPU milliseconds and MB that it took in all."""

    wall: float
    cpu: float
    rss: float


async def switch(program: Program, last_message: str) -> Opening:
    """Start with a short thread open and switch to the next one."""
    async with sitting(program) as sat:
        await sat.session.watch(SETTLING)
        cpu, rss, start = sat.cpu, sat.rss, time.monotonic()
        sat.session.press(NEXT_THREAD)
        moment = await sat.session.wait(last_message)
        await sat.session.watch(SETTLING)
        return Opening(1000 * (moment - start), 1000 * (sat.cpu - cpu), sat.rss - rss)


async def measure(bench: Bench) -> list[Row]:
    """Open a long and a short thread in turn, in homes that differ only in this thread."""

    async def program(size: int) -> Program:
        return ours(bench, await home(bench, Contents(20, second=size)))

    long, short = await program(MANY), await program(FEW)
    runs = await bench.alternately(
        lambda: switch(long, rf"END-18-{MANY - 1}\b"), lambda: switch(short, rf"END-18-{FEW - 1}\b")
    )
    many, few = (Opening(*map(median, zip(*one, strict=True))) for one in runs)
    return [
        Row("open a thread of 10,000 messages (bare: of 10)", "ms", many.wall, few.wall, 2.0),
        Row("open a thread of 10,000 messages: CPU (bare: of 10)", "ms", many.cpu, few.cpu, 2.0),
        Row("open a thread of 10,000 messages: memory (bare: of 10)", "MB", many.rss, few.rss, 1.0, 10),
    ]
