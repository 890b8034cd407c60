"""Large messages and pages: another caller's GET and cancel meanwhile, and the memory of the server.

As a program it is the caller of large requests, so that its own work does not count as waiting of the other:
`python -m tests.bench.large METHOD URL [BODY_FILE]` sends one request, reads the answer and prints its `id`, if any.
"""

import asyncio
import json
import random
import sys
import time
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import httpx2

from tests.bench.bench import ROOT, Bench
from tests.bench.hostile import peak_mb, serving
from tests.bench.requests import BODY
from tests.bench.row import Row
from tests.bench.served import Served, started
from tests.bench.sitting import MEGABYTE
from tests.terminal.process_tree import resident_bytes
from tests.terminal.program import environment

LARGE_BYTES = 29 * 2**20
PART_CHARS = 250_000
MESSAGES = 32
"""As many as a request may have."""
PAGE = 6
RUNS = 5
"""How many runs are cancelled beside each request."""
PAUSE_S = 0.02
LONGEST_S, MOST_MB = 0.2, 100
MODEL = "empty deltas for ever"


class Beside(NamedTuple):
    """The longest GET of a run and the longest cancel beside a request, and how much memory grew."""

    get: float
    cancel: float
    memory: float


def large_parts() -> Sequence[Mapping[str, str]]:
    """Make text parts of random Chinese characters, whose trigrams are all different: the dearest to index."""
    chance = random.Random(1)
    characters = [chr(code) for code in range(0x4E00, 0x9FFF)]
    count = LARGE_BYTES // 3 // PART_CHARS
    return [{"type": "text", "text": "".join(chance.choices(characters, k=PART_CHARS))} for _ in range(count)]


def bodies(folder: Path) -> dict[str, Path]:
    """Write the bodies of a large message, and of a thread of 32 that have as much together."""
    parts = large_parts()
    spread = [{"role": "user", "content": [part]} for part in parts[:MESSAGES]]
    made = {"one": {"role": "user", "content": parts}, "spread": {"messages": spread}}
    paths = {name: folder / name for name in made}
    for name, path in paths.items():
        path.write_text(json.dumps(made[name], ensure_ascii=False))
    return paths


async def call(method: str, url: str, body: Path | None = None) -> str:
    """Send a request from another process; return the id in its answer."""
    arguments = [method, url, *([str(body)] if body else [])]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.bench.large", *arguments), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    shown, _ = await process.communicate()
    assert process.returncode == 0
    return shown.decode().strip()


class OtherCaller:
    """The other caller of a server."""

    def __init__(self, server: Served, http: httpx2.AsyncClient) -> None:
        self._server, self._http = server, http

    async def beside(self, method: str, path: str, body: Path | None = None) -> tuple[str, Beside]:
        """Read and cancel runs beside a request; return the id in its answer too."""
        runs = [await self._start_run() for _ in range(RUNS)]
        await asyncio.to_thread(Path(f"/proc/{self._server.pid}/clear_refs").write_text, "5")  # a new peak
        before = resident_bytes(self._server.pid) / MEGABYTE
        request = asyncio.create_task(call(method, self._server.url + path, body))
        gets, cancels = [0.0], [0.0]
        while not request.done():
            gets.append(await self._time("GET", runs[0]))
            if len(runs) > 1 and len(gets) % 4 == 0:
                cancels.append(await self._time("POST", f"{runs.pop()}/cancel"))
            await asyncio.wait([request], timeout=PAUSE_S)
        for run in runs:
            await self._http.post(f"{run}/cancel")
        memory = peak_mb(self._server.pid) - before
        return await request, Beside(max(gets), max(cancels), memory)

    async def _start_run(self) -> str:
        run = (await self._http.post("/threads/runs", json={**BODY, "model": MODEL})).raise_for_status().json()
        return f"/threads/{run['thread_id']}/runs/{run['id']}"

    async def _time(self, method: str, path: str) -> float:
        begun = time.perf_counter()
        (await self._http.request(method, path)).raise_for_status()
        return time.perf_counter() - begun


async def measure(_: Bench) -> list[Row]:
    """Send, read, fork and delete what is large."""
    rows: list[Row] = []
    async with AsyncExitStack() as stack:
        command = [sys.executable, "-m", "tests.bench.hostile_server"]
        models = await stack.enter_async_context(started(command, environment(ROOT)))
        server = await stack.enter_async_context(serving(models.url))
        http = await stack.enter_async_context(httpx2.AsyncClient(base_url=server.url, timeout=300))
        made = bodies(Path(stack.enter_context(TemporaryDirectory(prefix="bench-"))))
        other = OtherCaller(server, http)

        async def measure_one(what: str, method: str, path: str, body: Path | None = None) -> str:
            answered_id, beside = await other.beside(method, path, body)
            rows.extend(
                [
                    Row(f"{what}: another's GET of a run, the longest", "s", beside.get, plus=LONGEST_S),
                    Row(f"{what}: another's cancel, the longest", "s", beside.cancel, plus=LONGEST_S),
                    Row(f"{what}: memory of the server", "MB", beside.memory, plus=MOST_MB),
                ]
            )
            return answered_id

        thread = (await http.post("/threads", json={})).json()["id"]
        place = f"/threads/{thread}/messages"
        await measure_one("a message of 29 MiB is sent", "POST", place, made["one"])
        spread = await measure_one("32 messages of 0.7 MiB are sent", "POST", "/threads", made["spread"])
        ids = [await call("POST", server.url + place, made["one"]) for _ in range(PAGE - 1)]
        await measure_one("a message of 29 MiB is read", "GET", f"{place}/{ids[-1]}")
        await measure_one("a page of six of them is read", "GET", place)
        await measure_one("32 messages of 0.7 MiB are deleted", "DELETE", f"/threads/{spread}")
        await measure_one("a message of 29 MiB is deleted", "DELETE", f"{place}/{ids[-1]}")
    return rows


def main(method: str, url: str, body: str = "") -> None:
    """Send one request and read its answer."""
    data = Path(body).read_bytes() if body else None
    request = urllib.request.Request(url, data, {"content-type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=300) as answer:
        head = answer.read(2**16)
        while answer.read(2**16):
            pass
    found = head.partition(b'"id":"')[2].partition(b'"')[0]
    print(found.decode())


if __name__ == "__main__":
    main(*sys.argv[1:])
