"""Followers of a long run that read nothing, or everything: what another caller waits meanwhile, and the memory.

Its deltas are stored when the followers come: each begins at the first event. The waits are the longest of all
requests that another caller sent meanwhile, one after the other.
"""

import asyncio
import socket
import time
from collections.abc import Awaitable
from contextlib import AsyncExitStack
from tempfile import TemporaryDirectory
from typing import NamedTuple
from urllib.parse import urlsplit

import httpx2

from tests.bench import served
from tests.bench.bench import Bench
from tests.bench.requests import BODY
from tests.bench.row import Row
from tests.bench.served import LONG, LONG_WORDS, Served, started
from tests.bench.sitting import MEGABYTE
from tests.terminal.process_tree import resident_bytes

LAST_WORD = f"word {LONG_WORDS // 2 - 1} ".encode()
DEAF = 300
READING = 4
WATCHED_S = 6.0
"""How long the waits beside followers that read nothing are measured: their buffers are full by then."""
MOST_WAIT_S = 0.2
MOST_MEMORY_MB = 100


class Beside(NamedTuple):
    """The longest waits of another caller in seconds, and the highest memory of the server in MB."""

    get: float
    cancel: float
    memory: float


async def long_run(http: httpx2.AsyncClient) -> str:
    """Start a run of many deltas, wait until all are written, and return its path. It goes on, so none is deleted."""
    run = (await http.post("/threads/runs", json={**BODY, "model": LONG})).raise_for_status().json()
    path = f"/threads/{run['thread_id']}/runs/{run['id']}"
    await read_whole(http, path)
    return path


def deaf_followers(server: Served, path: str) -> list[socket.socket]:
    """Follow a run from its first event over many connections, and read none of them."""
    parts = urlsplit(server.url)
    assert parts.hostname is not None
    request = f"GET {parts.path}{path}/events HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    sockets = [socket.create_connection((parts.hostname, parts.port or 80)) for _ in range(DEAF)]
    for one in sockets:
        one.sendall(request)
    return sockets


async def read_whole(http: httpx2.AsyncClient, path: str) -> None:
    """Follow a run from its first event to its last delta."""
    async with http.stream("GET", f"{path}/events") as response:
        end = b""
        async for piece in response.aiter_bytes():
            end = end[-len(LAST_WORD) :] + piece
            if LAST_WORD in end:
                return


async def beside(http: httpx2.AsyncClient, server: Served, until: Awaitable[object]) -> Beside:
    """Get and cancel runs of another thread until something is over, one request after the other."""
    over = asyncio.ensure_future(until)
    get = cancel = 0.0
    memory = resident_bytes(server.pid)
    while not over.done():
        run = (await http.post("/threads/runs", json=BODY)).raise_for_status().json()
        path = f"/threads/{run['thread_id']}/runs/{run['id']}"
        for _ in range(10):
            get = max(get, await seconds(http.get(path)))
        cancel = max(cancel, await seconds(http.post(f"{path}/cancel")))
        memory = max(memory, resident_bytes(server.pid))
    await over
    return Beside(get, cancel, memory / MEGABYTE)


async def seconds(request: Awaitable[httpx2.Response]) -> float:
    """Measure how long a request takes."""
    begun = time.perf_counter()
    (await request).raise_for_status()
    return time.perf_counter() - begun


async def measure(_: Bench) -> list[Row]:
    """Follow a long run over connections that are read and over ones that are not."""
    async with AsyncExitStack() as stack:
        home = stack.enter_context(TemporaryDirectory(prefix="bench-"))
        server = await stack.enter_async_context(started(*served.here("scripted", home)))
        http = await stack.enter_async_context(httpx2.AsyncClient(base_url=server.url, timeout=60))
        other = await stack.enter_async_context(httpx2.AsyncClient(base_url=server.url, timeout=60))
        path = await long_run(http)
        one = await beside(http, server, read_whole(other, path))
        some = await beside(http, server, asyncio.gather(*(read_whole(other, path) for _ in range(READING))))
        before = resident_bytes(server.pid) / MEGABYTE
        sockets = await asyncio.to_thread(deaf_followers, server, path)
        many = await beside(http, server, asyncio.sleep(WATCHED_S))
        for one_socket in sockets:
            one_socket.close()
        left = await beside(http, server, asyncio.sleep(1))
    rows: list[Row] = []
    named = {"1 follower": one, f"{READING} followers": some, f"{DEAF} that read nothing": many, "they leave": left}
    for name, figures in named.items():
        rows.append(Row(f"{name}: GET of a run, the longest", "s", figures.get, plus=MOST_WAIT_S))
        rows.append(Row(f"{name}: cancel, the longest", "s", figures.cancel, plus=MOST_WAIT_S))
    memory = max(many.memory, left.memory)
    rows.append(Row(f"{DEAF} that read nothing: memory (bare: before)", "MB", memory, before, 1.0, MOST_MEMORY_MB))
    return rows
