"""The server: the first token beside the SDK alone, and the CPU of a GET beside a bare JSON route."""

import time
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
from openai import AsyncOpenAI

from app.api.objects import DEFAULT_ASSISTANT_ID
from tests.bench import served
from tests.bench.bench import Bench, median
from tests.bench.first_token import CALLS, sdk_alone
from tests.bench.row import Row
from tests.bench.served import Served, started
from tests.terminal.process_tree import cpu_seconds

GETS = 400
"""Requests per figure."""

BODY = {"assistant_id": DEFAULT_ASSISTANT_ID, "thread": {"messages": [{"role": "user", "content": "Hello"}]}}


async def first_delta(http: httpx2.AsyncClient) -> float:
    """Measure the milliseconds from a new thread and run to the first delta of the message."""
    start = time.perf_counter()
    found = 0.0
    async with http.stream("POST", "/threads/runs", json={**BODY, "stream": True}) as response:
        async for line in response.aiter_lines():
            if not found and line == "event: thread.message.delta":
                found = 1000 * (time.perf_counter() - start)
    return found


async def get(http: httpx2.AsyncClient, path: str, server: Served) -> float:
    """Measure the CPU milliseconds that the server spends on one GET."""
    before = cpu_seconds(server.pid)
    for _ in range(GETS):
        (await http.get(path)).raise_for_status()
    return 1000 * (cpu_seconds(server.pid) - before) / GETS


async def measure(bench: Bench) -> list[Row]:
    """Call the SDK alone, our server and the bare one in turn."""
    async with AsyncExitStack() as stack:
        home = stack.enter_context(TemporaryDirectory(prefix="bench-"))
        server = await stack.enter_async_context(started(*served.ours(bench, Path(home))))
        bare = await stack.enter_async_context(started(*served.here("bare", str(home))))
        client = await stack.enter_async_context(AsyncOpenAI(base_url=bench.model_url, api_key="x"))
        http = await stack.enter_async_context(httpx2.AsyncClient(base_url=server.url, timeout=60))
        bare_http = await stack.enter_async_context(httpx2.AsyncClient(base_url=bare.url))
        await sdk_alone(client)
        await first_delta(http)
        pairs = [(await first_delta(http), await sdk_alone(client)) for _ in range(CALLS * bench.runs // 5)]
        run = (await http.post("/threads/runs", json=BODY)).raise_for_status().json()
        path = f"/threads/{run['thread_id']}/runs/{run['id']}"
        await bare_http.post("/object", json=(await http.get(path)).json())
        ours, alone = (median(times) for times in zip(*pairs, strict=True))
        our_cpu, bare_cpu = await bench.alternately(
            lambda: get(http, path, server), lambda: get(bare_http, "/object", bare)
        )
    return [
        Row("first token through the server (bare: the SDK alone)", "ms", ours, alone, 1.0, 20),
        Row("CPU of a GET of a run (bare: a Starlette JSON route)", "ms", median(our_cpu), median(bare_cpu), 2.5),
    ]
