"""The fixed reply, at 100 tokens a second and as fast as it comes: CPU, typing meanwhile, the last frame, memory."""

import asyncio
import math
from typing import NamedTuple

from tests.bench.bench import Bench, median, p95
from tests.bench.homes import Contents, home
from tests.bench.keys import IMPORTING
from tests.bench.row import Row
from tests.bench.sitting import BARE, Program, ours, sitting
from tests.bench.startup import Start, start
from tests.fixed_reply import END

TYPED_KEYS = 300
"""Keys that give the percentiles of the echo, idle and while a reply streams."""
QUICK_GAP = 0.1
"""Seconds between those keys."""
SLOW_GAP = 1.0
"""Seconds between keys typed while the CPU of a reply is measured: too few to weigh in it."""
REPLY_DEADLINE = 180.0
SETTLING = 2.0
"""Seconds after the last frame that still belong to the reply: saving, colouring, compacting."""


class Reply(NamedTuple):
    """One reply: CPU seconds from Enter on, milliseconds from the last byte to the last frame, MB, echoes of keys."""

    cpu: float
    lag: float
    rss: float
    echoes: list[float]
    idle_echoes: list[float]


async def stream(bench: Bench, program: Program, key_gap: float | None = None, idle_keys: int = 0) -> Reply:
    """Type `idle_keys`, ask, type a key every `key_gap` seconds while the reply comes, wait for its last line."""
    async with sitting(program) as sat:
        sat.session.type("Explain")
        await sat.session.wait("Explain")
        await sat.session.watch(IMPORTING)
        idle = await sat.echoes(idle_keys)
        before = sat.cpu
        sat.session.press("enter")
        finish = asyncio.ensure_future(sat.session.wait(END, REPLY_DEADLINE))
        times: list[float] = []
        while key_gap and not finish.done():
            await asyncio.wait([finish], timeout=key_gap)
            times.append(await sat.echo("ŋ"))
        last_frame = await finish
        await sat.session.watch(SETTLING)
        lag = 1000 * (last_frame - bench.last_reply()["last"])
        return Reply(sat.cpu - before, lag, sat.rss, times, idle)


async def typed(bench: Bench, program: Program) -> Reply:
    """The echoes of `TYPED_KEYS`, from as many replies as that takes; everything else is of the last reply."""
    echoes: list[float] = []
    idle: list[float] = []
    while True:
        reply = await stream(bench, program, QUICK_GAP, TYPED_KEYS // 2)
        echoes += reply.echoes
        idle += reply.idle_echoes
        if len(echoes) >= TYPED_KEYS:
            return reply._replace(echoes=echoes, idle_echoes=idle)


def echo_row(keys: Reply) -> Row:
    """The row of the keys that were typed against a reply."""
    what = f"reply at 100 tokens/s: echo, p95 of {len(keys.echoes)} keys (bare: idle)"
    return Row(what, "ms", p95(keys.echoes), p95(keys.idle_echoes), 2.0)


async def measure_echo(bench: Bench) -> list[Row]:
    """Only the keys that are typed against a reply: two minutes, whatever the number of runs."""
    return [echo_row(await typed(bench, ours(bench, await home(bench, Contents(20)))))]


async def measure(bench: Bench) -> list[Row]:
    """The two speeds and the start of the bare app in turn, then the reply that is typed against."""
    place = await home(bench, Contents(20))
    slow, fast = ours(bench, place), ours(bench, place, model="fake-max")
    paced: list[Reply] = []
    quick: list[Reply] = []
    starts: list[Start] = []
    for _ in range(bench.runs):
        paced.append(await stream(bench, slow, SLOW_GAP))
        quick.append(await stream(bench, fast))
        starts.append(await start(BARE))
    keys = await typed(bench, slow)
    lost = [*(one for reply in paced for one in reply.echoes), *keys.echoes].count(math.inf)
    bare_cpu, bare_rss = median([one.cpu for one in starts]), median([one.rss for one in starts])
    paced_cpu, quick_cpu = median([one.cpu for one in paced]), median([one.cpu for one in quick])
    lag, rss = median([one.lag for one in paced]), median([one.rss for one in paced])
    return [
        Row("reply at 100 tokens/s: CPU (bare: its start; aim 5 x)", "s", paced_cpu, bare_cpu, 7.0),
        echo_row(keys),
        Row("reply at 100 tokens/s: keys lost", "", lost),
        Row("reply at 100 tokens/s: last byte to last frame", "ms", lag, plus=250),
        Row("reply as fast as it comes: CPU (bare: its start)", "s", quick_cpu, bare_cpu, 0.7),
        Row("memory after the first reply", "MB", rss, bare_rss, 2.0),
    ]
