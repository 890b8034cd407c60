"""A fork of a thread of 10,000 messages: its CPU, and how long another process waits that writes meanwhile."""

import asyncio
import shutil
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from app.api.requests import ForkThread, Page, ThreadQuery
from tests.bench.bench import ROOT, Bench, median
from tests.bench.homes import DATA, Contents, home
from tests.bench.local_engine import engine
from tests.bench.row import Row

MESSAGES = 10_000
CPU_MS, WAIT_MS = 1000, 100
"""The most that a fork may take, and that it may hold up another write."""


class Forked(NamedTuple):
    """CPU and wall milliseconds of a fork; the longest write beside it, and while nothing is forked."""

    cpu: float
    wall: float
    longest: float
    longest_alone: float


async def longest_write(path: Path, fork: asyncio.Event, forked: asyncio.Event) -> float:
    """Let another process write from before the fork until it is over; return the milliseconds of its longest write."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.writing_beside", str(path)),
        cwd=ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    await process.stdout.readline()
    fork.set()
    await forked.wait()
    process.stdin.close()
    _, longest = (await process.stdout.readline()).split()
    await process.wait()
    return float(longest)


async def fork_once(bench: Bench, place: Path) -> Forked:
    """Fork the long thread of a home at its last message, in a copy of it."""
    with TemporaryDirectory(prefix="bench-fork-") as folder:
        copy = Path(folder)
        shutil.copytree(place / DATA, copy / DATA)
        path = copy / DATA / "chat.db"
        async with engine(bench, copy) as assistants:
            thread_id = (await assistants.list_threads(ThreadQuery(limit=2))).data[1].id
            last = (await assistants.list_messages(thread_id, Page(limit=1))).data[0]
            begin, over = asyncio.Event(), asyncio.Event()
            writing = asyncio.create_task(longest_write(path, begin, over))
            await begin.wait()
            cpu, wall = time.process_time(), time.perf_counter()
            await assistants.fork_thread(thread_id, ForkThread(message_id=last.id))
            cpu, wall = 1000 * (time.process_time() - cpu), 1000 * (time.perf_counter() - wall)
            over.set()
            longest = await writing
            begin, over = asyncio.Event(), asyncio.Event()
            writing = asyncio.create_task(longest_write(path, begin, over))
            await begin.wait()
            await asyncio.sleep(wall / 1000)
            over.set()
            return Forked(cpu, wall, longest, await writing)


async def measure(bench: Bench) -> list[Row]:
    """Return a row for the CPU and one for the longest wait of all runs."""
    place = await home(bench, Contents(20, second=MESSAGES))
    runs = [await fork_once(bench, place) for _ in range(bench.runs)]
    alone = max(one.longest_alone for one in runs)
    return [
        Row("a fork of 10,000 messages: CPU", "ms", median([one.cpu for one in runs]), plus=CPU_MS),
        Row(
            "the longest write beside it (bare: without a fork)",
            "ms",
            max(one.longest for one in runs),
            alone,
            plus=WAIT_MS,
        ),
    ]
