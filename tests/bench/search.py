"""Full-text search over a million messages: the bare SQL query of the same database beside it, and typing meanwhile."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path

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


async def ours(assistants: Assistants, text: str) -> float:
    """Measure the milliseconds for a page of threads."""
    times: list[float] = []
    for _ in range(CALLS):
        start = time.perf_counter()
        await assistants.list_threads(ThreadQuery(limit=PAGE, q=text))
        times.append(1000 * (time.perf_counter() - start))
    return median(times)


async def bare(path: Path, text: str) -> float:
    """Measure the milliseconds for a page of the same threads, on a separate connection."""
    expression = " AND ".join(f'"{word}"' for word in text.split())
    times: list[float] = []
    with closing(sqlite3.connect(path)) as connection:
        for _ in range(CALLS):
            start = time.perf_counter()
            found: dict[str, str] = {}
            for thread_id, message, *_ in connection.execute(BARE_QUERY, (expression,)):
                found.setdefault(thread_id, message)
                if len(found) == PAGE:
                    break
            times.append(1000 * (time.perf_counter() - start))
    return median(times)


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
    """Return one row per kind of query."""
    place = await home(bench, large(bench))
    count = f"{large(bench).threads * large(bench).each:,}"
    async with engine(bench, place) as assistants:

        async def row(kind: str, text: str) -> Row:
            path = place / DATA / "chat.db"
            our, sql = await bench.alternately(lambda: ours(assistants, text), lambda: bare(path, text))
            what = f"search {count} messages, {kind} (bare: SQL)"
            return Row(what, "ms", median(our), median(sql), 3.0)

        rows = [await row(kind, text) for kind, text in QUERIES.items()]
    program = program_on(bench, place)._replace(in_place=True)
    [times] = await bench.alternately(lambda: type_query(program))
    echo, idle = (median(one) for one in zip(*times, strict=True))
    return [*rows, Row(f"echo of a key while {count} messages are searched, p95 (bare: idle)", "ms", echo, idle, 2.0)]
