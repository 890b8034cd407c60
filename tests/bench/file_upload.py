"""An upload of the longest file: its time beside a bare Starlette route that writes the same body, and the memory."""

import asyncio
import os
import socket
import time
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import httpx2

from app.api.operations.files import MAX_FILE_BYTES
from tests.bench import served
from tests.bench.bench import Bench
from tests.bench.followers import MOST_WAIT_S, beside
from tests.bench.row import Row
from tests.bench.served import Served, started
from tests.bench.sitting import MEGABYTE
from tests.terminal.process_tree import resident_bytes

BOUNDARY = "b0undary"
PURPOSE = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nassistants\r\n'
FILE = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
BEGIN, END = (PURPOSE + FILE).encode(), f"\r\n--{BOUNDARY}--\r\n".encode()
MOST_MEMORY_MB = 20
LEAST_SPEED = 0.7


def send(server: Served, path: str) -> float:
    """Upload random bytes; return the seconds until the answer."""
    parts = urlsplit(server.url)
    assert parts.hostname is not None
    block = os.urandom(MEGABYTE)
    length = len(BEGIN) + MAX_FILE_BYTES + len(END)
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
    with socket.create_connection((parts.hostname, parts.port or 80)) as connection:
        begun = time.perf_counter()
        connection.sendall(head.encode() + BEGIN)
        for _ in range(MAX_FILE_BYTES // MEGABYTE):
            connection.sendall(block)
        connection.sendall(END)
        answer = connection.recv(4096)
        assert answer.startswith(b"HTTP/1.1 200"), answer
        return time.perf_counter() - begun


async def measure(bench: Bench) -> list[Row]:
    """Upload to ours and to the bare route in turn, then to ours beside another caller."""
    async with AsyncExitStack() as stack:
        home = Path(stack.enter_context(TemporaryDirectory(prefix="bench-")))
        server = await stack.enter_async_context(started(*served.here("scripted", str(home))))
        bare = await stack.enter_async_context(started(*served.here("bare", str(home))))
        http = await stack.enter_async_context(httpx2.AsyncClient(base_url=server.url, timeout=60))
        ours_s, bare_s = list[float](), list[float]()
        for _ in range(bench.runs):
            ours_s.append(await asyncio.to_thread(send, server, "/v1/files"))
            await _delete_all(http)
            bare_s.append(await asyncio.to_thread(send, bare, "/file"))
        await beside(http, server, asyncio.sleep(1))
        before = resident_bytes(server.pid) / MEGABYTE
        figures = await beside(http, server, asyncio.to_thread(send, server, "/v1/files"))
        await _delete_all(http)
    name = f"upload of {MAX_FILE_BYTES // MEGABYTE} MiB"
    return [
        Row(
            f"{name}: until the answer (bare: a route that writes it)",
            "s",
            median(ours_s),
            median(bare_s),
            1 / LEAST_SPEED,
        ),
        Row(f"{name}: memory (bare: before)", "MB", figures.memory, before, 1.0, MOST_MEMORY_MB),
        Row(f"{name}: GET of a run, the longest", "s", figures.get, plus=MOST_WAIT_S),
        Row(f"{name}: cancel, the longest", "s", figures.cancel, plus=MOST_WAIT_S),
    ]


async def _delete_all(http: httpx2.AsyncClient) -> None:
    for file in (await http.get("/files")).raise_for_status().json()["data"]:
        (await http.delete(f"/files/{file['id']}")).raise_for_status()
