"""Large answers that are not read: what another caller waits meanwhile, and the memory."""

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
from tests.bench.hostile import peak_mb
from tests.bench.row import Row
from tests.bench.served import Served, started
from tests.bench.sitting import MEGABYTE
from tests.terminal.process_tree import resident_bytes

CLIENTS = 30
MESSAGE_BYTES = 24 * MEGABYTE
PART_CHARS = 250_000
PAGE = 4
WATCHED_S = 6.0
"""How long the waits are measured: all answers are under way or refused by then."""


def deaf_clients(server: Served, method: str, path: str, body: bytes = b"") -> list[socket.socket]:
    """Send a request over many connections, and read no answer."""
    parts = urlsplit(server.url)
    assert parts.hostname is not None
    head = f"{method} {parts.path}{path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    sockets = [socket.create_connection((parts.hostname, parts.port or 80)) for _ in range(CLIENTS)]
    for one in sockets:
        one.sendall(head + body)
    return sockets


async def measure(_: Bench) -> list[Row]:
    """Ask for a large message, a page of large messages and the change of one over many connections."""
    rows: list[Row] = []
    text = "Many words. " * (PART_CHARS // 12)
    content = [{"type": "text", "text": text} for _ in range(MESSAGE_BYTES // len(text))]
    async with AsyncExitStack() as stack:
        home = stack.enter_context(TemporaryDirectory(prefix="bench-"))
        server = await stack.enter_async_context(started(*served.here("scripted", home)))
        http = await stack.enter_async_context(httpx2.AsyncClient(base_url=server.url, timeout=60))
        thread = (await http.post("/threads", json={})).json()["id"]
        place = f"/threads/{thread}/messages"
        body = {"role": "user", "content": content}
        sent = [(await http.post(place, json=body)).json()["id"] for _ in range(PAGE)]
        message = f"{place}/{sent[0]}"
        for name, method, path, asked in (
            ("a message", "GET", message, b""),
            (f"a page of {PAGE}", "GET", place, b""),
            ("a change of a message", "POST", message, b'{"metadata":{}}'),
        ):
            await beside(http, server, asyncio.sleep(1))
            await asyncio.to_thread(Path(f"/proc/{server.pid}/clear_refs").write_text, "5")  # a new peak
            before = resident_bytes(server.pid) / MEGABYTE
            sockets = await asyncio.to_thread(deaf_clients, server, method, path, asked)
            figures = await beside(http, server, asyncio.sleep(WATCHED_S))
            memory = peak_mb(server.pid)
            for one in sockets:
                one.close()
            what = f"{CLIENTS} that do not read {name} of 24 MiB"
            rows += [
                Row(f"{what}: GET of a run, the longest", "s", figures.get, plus=MOST_WAIT_S),
                Row(f"{what}: cancel, the longest", "s", figures.cancel, plus=MOST_WAIT_S),
                Row(f"{what}: memory (bare: before)", "MB", memory, before, 1.0, MOST_MEMORY_MB),
            ]
    return rows
