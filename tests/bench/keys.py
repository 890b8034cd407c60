"""Typing: CPU per key and the time until it is on screen, also in a thread of 10,000 messages."""

from typing import NamedTuple

from tests.bench.bench import Bench, median, p95
from tests.bench.homes import Contents, home
from tests.bench.row import Row
from tests.bench.sitting import BARE, Program, ours, sitting

KEYS = 40
IMPORTING = 3.0
"""Seconds after the first key, in which the model library is imported, once."""


class Typing(NamedTuple):
    """CPU milliseconds per key, and the 95th percentile of the echo in milliseconds; a lost key is infinitely late."""

    cpu: float
    echo: float


async def type_keys(program: Program) -> Typing:
    """Type keys and delete each, which counts as two keys."""
    async with sitting(program) as sat:
        sat.session.type("x")
        await sat.session.watch(IMPORTING)
        before = sat.cpu
        times = await sat.echoes(KEYS)
        return Typing(1000 * (sat.cpu - before) / KEYS / 2, p95(times))


async def measure(bench: Bench) -> list[Row]:
    """Measure ours and the bare app in turn, then ours with a short and a long thread open."""
    short = ours(bench, await home(bench, Contents(20)))
    long = ours(bench, await home(bench, Contents(20, newest=10_000)))
    our, bare, deep = (
        Typing(*map(median, zip(*runs, strict=True)))
        for runs in await bench.alternately(lambda: type_keys(short), lambda: type_keys(BARE), lambda: type_keys(long))
    )
    return [
        Row("CPU per key", "ms", our.cpu, bare.cpu, 1.2),
        Row("echo of a key, p95", "ms", our.echo, bare.echo, 1.3),
        Row("CPU per key in a thread of 10,000 messages (bare: of 2)", "ms", deep.cpu, our.cpu, 1.2),
        Row("echo of a key in a thread of 10,000 messages, p95 (bare: of 2)", "ms", deep.echo, our.echo, 1.2),
    ]
