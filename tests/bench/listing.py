"""The first page of 100,000 threads beside that of 1,000, listed and filtered."""

import time

from app.api.requests import ThreadQuery
from app.api.services import Assistants
from tests.bench.bench import Bench, median
from tests.bench.homes import Contents, home
from tests.bench.local_engine import engine
from tests.bench.row import Row

PAGE = 50
CALLS = 15
"""Consecutive calls whose median is one figure; the first warms the file cache."""


async def first_page(assistants: Assistants, text: str | None) -> float:
    """Measure the milliseconds for the first page."""
    times: list[float] = []
    for _ in range(CALLS):
        start = time.perf_counter()
        page = await assistants.list_threads(ThreadQuery(limit=PAGE, q=text))
        times.append(1000 * (time.perf_counter() - start))
        assert len(page.data) == PAGE
    return median(times)


def large(bench: Bench) -> Contents:
    """The large database, of a million messages; a tenth of that with --quick."""
    return Contents(10_000 if bench.quick else 100_000, each=10)


async def measure(bench: Bench) -> list[Row]:
    """Open both databases and call each in turn."""
    many, few = await home(bench, large(bench)), await home(bench, Contents(1000, each=10))
    count = f"{large(bench).threads:,}"
    async with engine(bench, many) as long, engine(bench, few) as short:

        async def row(what: str, text: str | None) -> Row:
            ours, bare = await bench.alternately(lambda: first_page(long, text), lambda: first_page(short, text))
            return Row(f"{what}, first page (bare: 1,000)", "ms", median(ours), median(bare), 2.0)

        return [await row(f"list {count} threads", None), await row(f"filter {count} threads", "river")]
