"""The fixed reply, at 100 tokens a second and as fast as it comes: CPU, typing meanwhile, the last frame, memory."""

import asyncio
import math
from typing import NamedTuple

from tests.bench.bench import Bench, median, p95
from tests.bench.homes import Contents, home
from tests.bench.keys import IMPORTING
from tests.bench.row import Row
from tests.bench.sitting import BARE, Program, ours, sitting
from tests.bench.startup import start
from tests.fixed_reply import END

IDLE_KEYS = 30
KEY_GAP = 1.0
"""Seconds between keys typed while the reply streams: enough for a percentile, too few to weigh in the CPU."""
REPLY_DEADLINE = 180.0
SETTLING = 2.0
"""Seconds after the last frame that still belong to the reply: saving, colouring, compacting."""


class Reply(NamedTuple):
    """One reply: CPU seconds from Enter on, milliseconds from the last byte to the last frame, MB, and the keys."""

    cpu: float
    lag: float
    rss: float
    lost: float
    idle_echo: float
    echo: float


async def stream(bench: Bench, program: Program, *, typing: bool) -> Reply:
    """Ask, type while the reply comes, wait for its last line."""
    async with sitting(program) as sat:
        sat.session.type("Explain")
        await sat.session.wait("Explain")
        await sat.session.watch(IMPORTING)
        idle = await sat.echoes(IDLE_KEYS)
        before = sat.cpu
        sat.session.press("enter")
        finish = asyncio.ensure_future(sat.session.wait(END, REPLY_DEADLINE))
        times: list[float] = []
        while typing and not finish.done():
            await asyncio.wait([finish], timeout=KEY_GAP)
            times.append(await sat.echo("ŋ"))
        last_frame = await finish
        await sat.session.watch(SETTLING)
        lag = 1000 * (last_frame - bench.last_reply()["last"])
        return Reply(sat.cpu - before, lag, sat.rss, sum(map(math.isinf, times)), p95(idle), p95(times or idle))


async def measure(bench: Bench) -> list[Row]:
    """The two speeds one after the other, then the bare app for its memory."""
    place = await home(bench, Contents(20))
    slow, fast = ours(bench, place), ours(bench, place, model="fake-max")
    streams = await bench.alternately(
        lambda: stream(bench, slow, typing=True), lambda: stream(bench, fast, typing=False)
    )
    paced, quick = (Reply(*map(median, zip(*runs, strict=True))) for runs in streams)
    [bare] = await bench.alternately(lambda: start(BARE))
    return [
        Row("reply at 100 tokens/s: CPU (aim 3)", "s", paced.cpu, plus=4.5),
        Row("reply at 100 tokens/s: echo of a key, p95 (bare: idle)", "ms", paced.echo, paced.idle_echo, 2.0),
        Row("reply at 100 tokens/s: keys lost", "", paced.lost),
        Row("reply at 100 tokens/s: last byte to last frame", "ms", paced.lag, plus=250),
        Row("reply as fast as it comes: CPU", "s", quick.cpu, plus=1.5),
        Row("memory after the first reply", "MB", paced.rss, median([one.rss for one in bare]), 2.0),
    ]
