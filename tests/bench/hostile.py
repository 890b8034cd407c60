"""Hostile answers: the memory of `ask`, the time until it is gone, and another run's first token meanwhile.

The memory is the peak (VmHWM) of a real `ask` that reads the whole answer, or `PATIENCE_S` of one that never ends,
above the peak on a normal answer. The signal comes while the answer is read; one that is over by then takes no time.
"""

import asyncio
import json
import signal
import sys
import time
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import httpx2

from tests.bench.bench import ROOT, Bench, median
from tests.bench.hostile_server import ANSWERS, NORMAL
from tests.bench.requests import BODY
from tests.bench.row import Row
from tests.bench.served import Served, started
from tests.terminal.process_tree import read
from tests.terminal.program import COMMAND, environment

PATIENCE_S = 20.0
SIGNAL_AFTER_S = 0.7
"""From the start of `ask`: 0.3 s are its own start, and the shortest of the hostile answers takes as long again."""
LOOK_S = 0.02
ROUNDS, EACH = 6, 4
"""So many first tokens alone and as many beside a hostile answer, in turn: their medians are one figure."""
HOSTILE = [name for name in ANSWERS if name != NORMAL]


class Asked(NamedTuple):
    """One `ask`: peak memory in MB, and seconds from the signal to its end."""

    peak: float
    leaving: float


def peak_mb(pid: int) -> float:
    """The peak of the resident memory of a process; 0 when it is gone."""
    for line in read(Path(f"/proc/{pid}/status")).splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def environment_for(model_url: str, home: Path, model: str) -> dict[str, str]:
    """The environment of a user of this model server."""
    return environment(home, OPENAI_BASE_URL=model_url, OPENAI_API_KEY="x", ASSISTANT_CHAT_MODEL=model)


async def ask(model_url: str, model: str, patience: float) -> Asked:
    """Ask a model, and interrupt an answer that is not over in time."""
    with TemporaryDirectory(prefix="bench-") as folder:
        process = await asyncio.create_subprocess_exec(
            *(str(COMMAND), "ask", "Hello"),
            env=environment_for(model_url, Path(folder), model),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        ended = asyncio.ensure_future(process.wait())
        peak, until = 0.0, time.monotonic() + patience
        while not ended.done() and time.monotonic() < until:
            peak = max(peak, peak_mb(process.pid))
            await asyncio.wait([ended], timeout=LOOK_S)
        begun = time.monotonic()
        if not ended.done():
            process.send_signal(signal.SIGINT)
        await ended
        return Asked(peak, time.monotonic() - begun)


@asynccontextmanager
async def serving(model_url: str) -> AsyncGenerator[Served]:
    """Start our server on a data folder of its own."""
    with TemporaryDirectory(prefix="bench-") as folder:
        environ = environment_for(model_url, Path(folder), NORMAL)
        async with started([str(COMMAND), "serve", "--port", "0"], environ) as server:
            yield server


async def first_token(http: httpx2.AsyncClient) -> float:
    """Measure the milliseconds from a new thread and run with a normal answer to its first delta."""
    start = time.perf_counter()
    found = 0.0
    async with http.stream("POST", "/threads/runs", json={**BODY, "stream": True}) as response:
        async for line in response.aiter_lines():
            if not found and line == "event: thread.message.delta":
                found = 1000 * (time.perf_counter() - start)
    return found


async def first_tokens(http: httpx2.AsyncClient, model: str) -> tuple[float, float]:
    """Measure the medians of the first tokens alone, and while another run reads a hostile answer."""
    alone: list[float] = []
    beside: list[float] = []
    for _ in range(ROUNDS):
        alone += [await first_token(http) for _ in range(EACH)]
        beside += await first_tokens_beside(http, model)
    return median(alone), median(beside)


async def first_tokens_beside(http: httpx2.AsyncClient, model: str) -> list[float]:
    """Measure first tokens while another run reads a hostile answer, again if it ends; cancel it at the end."""
    times: list[float] = []
    path = ""
    while len(times) < EACH:
        if not path or await is_over(http, path):
            run = (await http.post("/threads/runs", json={**BODY, "model": model})).raise_for_status().json()
            path = f"/threads/{run['thread_id']}/runs/{run['id']}"
        times.append(await first_token(http))
    await http.post(f"{path}/cancel")
    while not await is_over(http, path):
        pass  # each look takes a request
    return times


async def is_over(http: httpx2.AsyncClient, path: str) -> bool:
    """Whether a run has ended."""
    run = json.loads((await http.get(path)).content)
    return run["status"] not in {"queued", "in_progress", "cancelling"}


async def measure(bench: Bench) -> list[Row]:
    """Let each hostile answer be read by `ask`, be interrupted, and be read beside normal ones."""
    rows: list[Row] = []
    async with AsyncExitStack() as stack:
        command = [sys.executable, "-m", "tests.bench.hostile_server"]
        models = await stack.enter_async_context(started(command, environment(ROOT)))
        server = await stack.enter_async_context(serving(models.url))
        http = await stack.enter_async_context(httpx2.AsyncClient(base_url=server.url, timeout=60))
        await first_token(http)
        normal = median([(await ask(models.url, NORMAL, PATIENCE_S)).peak for _ in range(bench.runs)])
        for name in HOSTILE:
            read_whole = [await ask(models.url, name, PATIENCE_S) for _ in range(bench.runs)]
            signalled = [await ask(models.url, name, SIGNAL_AFTER_S) for _ in range(bench.runs)]
            peak = median([one.peak for one in read_whole])
            leaving = max(one.leaving for one in (*read_whole, *signalled))
            alone, beside = await first_tokens(http, name)
            rows += [
                Row(f"{name}: memory of ask (bare: on a normal answer)", "MB", peak, normal, 1.0, 100),
                Row(f"{name}: SIGINT until ask is gone, the longest", "s", leaving, plus=2.0),
                Row(f"{name}: another run's first token (bare: alone)", "ms", beside, alone, 2.0),
            ]
    return rows
