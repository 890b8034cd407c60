"""A hit of a search in a conversation of 10,000 messages, beside opening it; words found in it with Ctrl+F, in CPU."""

import time
from typing import NamedTuple

from tests.bench.bench import Bench, median
from tests.bench.homes import Contents, home
from tests.bench.keys import IMPORTING
from tests.bench.opening import MANY, Opening, switch
from tests.bench.row import Row
from tests.bench.sitting import Program, ours, sitting

SETTLING = 1.5
"""Seconds before and after what is measured, for the rest of it."""
FIND_BOUND_MS = 100
FINDS = ("zephyr123", "obsidian river", "quartz101")
THREAD = 18
"""Of the long conversation, the last but one: a short one is open at the start."""
PLACE = MANY // 2


class Finding(NamedTuple):
    """Milliseconds of CPU that finding words took, each with the jump to the hit and its painting."""

    first: float
    later: float


async def jump(program: Program) -> Opening:
    """Search for the end of a message in the middle of the long conversation, and open the hit."""
    async with sitting(program) as sat:
        session = sat.session
        await session.watch(SETTLING)
        session.press("ctrl+s")
        session.type(f"END-{THREAD}-{PLACE}")
        await session.wait("1 hit")
        await session.watch(SETTLING)
        cpu, rss, start = sat.cpu, sat.rss, time.monotonic()
        session.press("enter")
        moment = await session.wait(rf"END-{THREAD}-{PLACE - 1}\b")
        await session.watch(SETTLING)
        return Opening(1000 * (moment - start), 1000 * (sat.cpu - cpu), sat.rss - rss)


async def find(program: Program) -> Finding:
    """Find words in the open conversation, each in one paste."""
    async with sitting(program) as sat:
        session = sat.session
        session.type("x")
        await session.watch(IMPORTING)
        costs: list[float] = []
        for words in FINDS:
            session.press("ctrl+f")
            await session.watch(SETTLING)
            cpu = sat.cpu
            session.paste(words)
            await session.wait(r"\b1 of \d")
            await session.watch(SETTLING)
            costs.append(1000 * (sat.cpu - cpu))
            session.press("escape")
            await session.watch(SETTLING)
        return Finding(costs[0], median(costs[1:]))


async def measure(bench: Bench) -> list[Row]:
    """Jump and open in turn, then find."""
    second = ours(bench, await home(bench, Contents(20, second=MANY)))
    newest = ours(bench, await home(bench, Contents(20, newest=MANY)))
    last = rf"END-{THREAD}-{MANY - 1}\b"
    jumps, opens, finds = await bench.alternately(
        lambda: jump(second), lambda: switch(second, last), lambda: find(newest)
    )
    hit, opened = (Opening(*map(median, zip(*one, strict=True))) for one in (jumps, opens))
    found = Finding(*map(median, zip(*finds, strict=True)))
    return [
        Row(f"jump to a hit in {MANY:,} messages (bare: open them)", "ms", hit.wall, opened.wall, 2.0),
        Row(f"jump to a hit in {MANY:,} messages: CPU (bare: open them)", "ms", hit.cpu, opened.cpu, 2.0),
        Row(f"find words in {MANY:,} messages: CPU", "ms", found.later, None, 0.0, FIND_BOUND_MS),
        Row(f"find words in {MANY:,} messages the first time: CPU", "ms", found.first, None, 0.0, FIND_BOUND_MS),
    ]
