"""Full-text search over a million messages: the bare SQL query of the same database beside it, and typing meanwhile."""

import sqlite3
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from app.api.requests import ThreadQuery
from app.api.services import Assistants
from tests.bench.bench import Bench, median, p95
from tests.bench.homes import DATA, home
from tests.bench.keys import IMPORTING, KEYS
from tests.bench.listing import CALLS, PAGE, large
from tests.bench.local_engine import engine
from tests.bench.row import Row
from tests.bench.sitting import Program, sitting
from tests.bench.sitting import ours as program_on

SEARCH = "ctrl+s"
SETTLING = 1.0
"""Seconds in which the search box opens."""

BARE_QUERY = """select m.thread_id, m.text, t.active_at, t.data,
    (select substr(text, 1, 400) from messages f where f.thread_id = t.id and f.role = 'user' order by f.seq limit 1),
    (select status from runs r where r.thread_id = t.id order by r.seq desc limit 1)
    from message_search s join messages m on m.seq = s.rowid join threads t on t.id = m.thread_id
    where message_search match ? order by s.rowid desc"""
"""Columns of a row of the thread list, for each match, newest first; read until the page is full."""

QUERIES = {"a common word": "river", "a rare word": "zephyr123", "two words": "obsidian river"}


class Cost(NamedTuple):
    """Milliseconds, and those of CPU, which a busy machine does not change."""

    wall: float
    cpu: float


def read_clocks() -> Cost:
    """Read both clocks."""
    return Cost(1000 * time.perf_counter(), 1000 * time.process_time())


def middle(times: Sequence[tuple[Cost, Cost]]) -> Cost:
    """Return the median of each clock between two readings."""
    return Cost(
        median([end.wall - start.wall for start, end in times]), median([end.cpu - start.cpu for start, end in times])
    )


async def ours(assistants: Assistants, text: str) -> Cost:
    """Measure a page of threads."""
    times: list[tuple[Cost, Cost]] = []
    for _ in range(CALLS):
        start = read_clocks()
        await assistants.list_threads(ThreadQuery(limit=PAGE, q=text))
        times.append((start, read_clocks()))
    return middle(times)


async def bare(path: Path, text: str) -> Cost:
    """Measure a page of the same threads, on a separate connection."""
    expression = " AND ".join(f'"{word}"' for word in text.split())
    times: list[tuple[Cost, Cost]] = []
    with closing(sqlite3.connect(path)) as connection:
        for _ in range(CALLS):
            start = read_clocks()
            found: dict[str, str] = {}
            for thread_id, message, *_ in connection.execute(BARE_QUERY, (expression,)):
                found.setdefault(thread_id, message)
                if len(found) == PAGE:
                    break
            times.append((start, read_clocks()))
    return middle(times)


async def type_query(program: Program) -> tuple[float, float]:
    """Measure the 95th percentile of a key's echo in milliseconds: in the message box, then in the search box.

    No message holds these keys, and single ones are searched by substring, so that each search reads everything.
    """
    async with sitting(program) as sat:
        sat.session.type("x")
        await sat.session.watch(IMPORTING)
        idle = await sat.echoes(KEYS)
        sat.session.press("backspace", SEARCH)
        await sat.session.watch(SETTLING)
        return p95(await sat.echoes(KEYS)), p95(idle)


async def measure(bench: Bench) -> list[Row]:
    """Return two rows per kind of query, and the echo of a key."""
    place = await home(bench, large(bench))
    count = f"{large(bench).threads * large(bench).each:,}"
    async with engine(bench, place) as assistants:

        async def measure_query(kind: str, text: str) -> list[Row]:
            path = place / DATA / "chat.db"
            runs = await bench.alternately(lambda: ours(assistants, text), lambda: bare(path, text))
            our, sql = (Cost(*map(median, zip(*one, strict=True))) for one in runs)
            what = f"search {count} messages, {kind}"
            return [
                Row(f"{what} (bare: SQL)", "ms", our.wall, sql.wall, 3.0),
                Row(f"{what}: CPU (bare: SQL)", "ms", our.cpu, sql.cpu, 3.0),
            ]

        rows = [row for kind, text in QUERIES.items() for row in await measure_query(kind, text)]
    program = program_on(bench, place)._replace(in_place=True)
    [times] = await bench.alternately(lambda: type_query(program))
    echo, idle = (median(one) for one in zip(*times, strict=True))
    return [*rows, Row(f"echo of a key while {count} messages are searched, p95 (bare: idle)", "ms", echo, idle, 2.0)]
