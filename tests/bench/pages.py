"""A page of 100 messages from a thread of 100,000 beside one from a thread of 200."""

import time

from app.api.requests import Page, ThreadQuery
from app.api.services import Assistants
from tests.bench.bench import Bench, median
from tests.bench.homes import Contents, home
from tests.bench.listing import CALLS
from tests.bench.local_engine import engine
from tests.bench.row import Row

LIMIT = 100
MANY, FEW = 100_000, 200


async def page(assistants: Assistants, thread_id: str, request: Page) -> float:
    """Measure the milliseconds for a page."""
    times: list[float] = []
    for _ in range(CALLS):
        start = time.perf_counter()
        found = await assistants.list_messages(thread_id, request)
        times.append(1000 * (time.perf_counter() - start))
        assert len(found.data) == LIMIT
    return median(times)


async def measure(bench: Bench) -> list[Row]:
    """Read the newest page and the one after it, in turn from both threads of one database."""
    many = MANY // 10 if bench.quick else MANY
    place = await home(bench, Contents(20, newest=many, second=FEW))
    rows: list[Row] = []
    async with engine(bench, place) as assistants:
        long, short = [row.id for row in (await assistants.list_threads(ThreadQuery(limit=2))).data]
        newest = Page(limit=LIMIT)

        async def next_page(thread_id: str) -> Page:
            return Page(limit=LIMIT, after=(await assistants.list_messages(thread_id, newest)).last_id)

        for what, of_long, of_short in (
            ("the newest", newest, newest),
            ("the next", await next_page(long), await next_page(short)),
        ):
            runs = await bench.alternately(
                lambda request=of_long: page(assistants, long, request),
                lambda request=of_short: page(assistants, short, request),
            )
            name = f"page of 100 messages from a thread of {many:,}, {what} (bare: of 200)"
            rows.append(Row(name, "ms", median(runs[0]), median(runs[1]), 2.0))
    return rows
