"""500 streamed runs at once against a scripted model: all complete, and a second crowd needs no more memory."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2

from tests.bench import served
from tests.bench.bench import Bench
from tests.bench.requests import BODY
from tests.bench.row import Row
from tests.bench.served import WORDS, started
from tests.bench.sitting import MEGABYTE
from tests.terminal.process_tree import resident_bytes

RUNS = 500
SETTLING = 13.0
"""Seconds after the last run in which connections close and event lists are compacted."""
LAST_WORD = f"word {WORDS - 1} "


async def streamed(http: httpx2.AsyncClient) -> bool:
    """Stream a run; true if its last word, its completion and the end arrived."""
    events: list[str] = []
    whole = False
    try:
        async with http.stream("POST", "/threads/runs", json={**BODY, "stream": True}) as response:
            async for line in response.aiter_lines():
                if line.startswith("event: "):
                    events.append(line.removeprefix("event: "))
                whole = whole or LAST_WORD in line
    except httpx2.HTTPError:
        return False
    return whole and events[-2:] == ["thread.run.completed", "done"]


async def together(http: httpx2.AsyncClient, count: int) -> Sequence[bool]:
    """Stream `count` runs at once."""
    return await asyncio.gather(*(streamed(http) for _ in range(count)))


async def measure(_: Bench) -> list[Row]:
    """Compare the memory after two crowds: the first fills the pools of the allocator, the second finds them filled."""
    limits = httpx2.Limits(max_connections=None)
    with TemporaryDirectory(prefix="bench-") as folder:
        async with started(*served.here("scripted", str(Path(folder)))) as server:
            async with httpx2.AsyncClient(base_url=server.url, timeout=300, limits=limits) as http:
                came = await together(http, RUNS)
                await asyncio.sleep(SETTLING)
                after = resident_bytes(server.pid)
                came = [*came, *await together(http, RUNS)]
            await asyncio.sleep(SETTLING)
            again = resident_bytes(server.pid)
    return [
        Row(f"{RUNS} streamed runs at once: not complete", "", came.count(False)),
        Row(f"{RUNS} again: memory (bare: after the first)", "MB", again / MEGABYTE, after / MEGABYTE, 1.05),
    ]
