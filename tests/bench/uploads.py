"""Uploads that stop one byte before their end: what another caller waits meanwhile, and the memory."""

import asyncio
import socket
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import httpx2

from tests.bench import served
from tests.bench.bench import Bench
from tests.bench.followers import MOST_MEMORY_MB, MOST_WAIT_S, beside
from tests.bench.row import Row
from tests.bench.served import Served, started
from tests.bench.sitting import MEGABYTE
from tests.terminal.process_tree import resident_bytes

UPLOADS = 60
BODY_BYTES = 32 * MEGABYTE
"""The largest body that the API allows."""


def send_all_but_one_byte(server: Served, sockets: list[socket.socket]) -> None:
    """Send the largest bodies without their last byte; what the server answers is not read."""
    parts = urlsplit(server.url)
    assert parts.hostname is not None
    head = f"POST {parts.path}/threads HTTP/1.1\r\nHost: localhost\r\nContent-Length: {BODY_BYTES}\r\n\r\n".encode()
    body = b" " * (BODY_BYTES - 1)
    for _ in range(UPLOADS):
        sockets.append(socket.create_connection((parts.hostname, parts.port or 80)))
        sockets[-1].sendall(head)
        sockets[-1].sendall(body)


async def measure(_: Bench) -> list[Row]:
    """Upload over many connections, and leave them open."""
    async with AsyncExitStack() as stack:
        home = stack.enter_context(TemporaryDirectory(prefix="bench-"))
        server = await stack.enter_async_context(started(*served.here("scripted", str(Path(home)))))
        http = await stack.enter_async_context(httpx2.AsyncClient(base_url=server.url, timeout=60))
        await beside(http, server, asyncio.sleep(1))
        before = resident_bytes(server.pid) / MEGABYTE
        sockets: list[socket.socket] = []
        figures = await beside(http, server, asyncio.to_thread(send_all_but_one_byte, server, sockets))
        for one in sockets:
            one.close()
    name = f"{UPLOADS} uploads one byte short"
    return [
        Row(f"{name}: GET of a run, the longest", "s", figures.get, plus=MOST_WAIT_S),
        Row(f"{name}: cancel, the longest", "s", figures.cancel, plus=MOST_WAIT_S),
        Row(f"{name}: memory (bare: before)", "MB", figures.memory, before, 1.0, MOST_MEMORY_MB),
    ]
