"""Clients that read a stream slowly, later or not at all: what is kept for them, and when they are cut off."""

import asyncio
import json
import logging
import re
import socket
import struct
from collections.abc import AsyncGenerator, Sequence
from contextlib import closing
from pathlib import Path
from typing import ClassVar

import httpx2
import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from app.api.events import Event
from app.api.objects import DEFAULT_ASSISTANT_ID
from app.engine.running.follow import Backlog
from app.models.model import RefusalPiece, TextPiece
from app.models.script import Gate, Reply, Script
from app.server.http_connection import Connection
from app.server.listening import listen
from app.server.streams.sse import NumberedEventStream, Streaming
from app.server.streams.turns import Turns
from app.store import events
from app.store.database import Database
from tests.requirements import requirement
from tests.server.event_streams import events_of, finished
from tests.server.events import delta
from tests.server.running import Running, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

RUN = {"assistant_id": DEFAULT_ASSISTANT_ID, "thread": {"messages": [{"role": "user", "content": "Hello"}]}}
TEXT = "x" * 4000
PIECES = [piece for _ in range(100) for piece in (TextPiece(TEXT), RefusalPiece(TEXT))]
"""Pieces of one kind would become one delta."""
SOON_S = 20


class ShortStall(Connection):
    """A connection that soon gives up a client that takes nothing. `cut`: released each time."""

    stall_timeout_s = 0.5
    cut: ClassVar[asyncio.Semaphore] = asyncio.Semaphore(0)

    def cut_off(self) -> None:
        """Give up the client."""
        super().cut_off()
        self.cut.release()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the server."""
    return tmp_path_factory.mktemp("slow_followers")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(folder: Path) -> AsyncGenerator[Running]:
    """A server whose folder is known."""
    async with running(folder, Script()) as started:
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def impatient(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Running]:
    """A server that soon gives up a client that takes nothing."""
    async with running(tmp_path_factory.mktemp("impatient"), Script(), connection=ShortStall) as started:
        yield started


async def begin(http: httpx2.AsyncClient) -> dict[str, str]:
    """Start a run."""
    return (await http.post("/threads/runs", json=RUN)).raise_for_status().json()


def deaf(server: Running, path: str, method: str = "GET", body: bytes = b"") -> socket.socket:
    """Send a request over a connection of its own, which is not read."""
    connected = socket.socket()
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connected.connect(("127.0.0.1", server.port))
    head = f"{method} /v1{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
    connected.sendall(head.encode() + body)
    connected.setblocking(False)
    return connected


def leave_early(port: int) -> None:
    """Leave in the middle of a stream, while the server sends as much as it can."""
    with socket.create_connection(("127.0.0.1", port)) as connected:
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connected.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert connected.recv(1024)


async def rest(connected: socket.socket, pause_s: float = 0.0) -> bytes:
    """Read until the server closes the connection."""
    received = bytearray()
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(SOON_S):
        while block := await loop.sock_recv(connected, 32 * 1024):
            received += block
            await asyncio.sleep(pause_s)
    return bytes(received)


def body_of(received: bytes) -> str:
    """Return the body of a chunked response."""
    body = received.partition(b"\r\n\r\n")[2]
    text = bytearray()
    while body:
        size, _, body = body.partition(b"\r\n")
        count = int(size, 16)
        text += body[:count]
        body = body[count + 2 :]
    return text.decode()


def numbered(text: str) -> tuple[Sequence[int], list[tuple[str, str]]]:
    """Split a numbered stream into numbers and events."""
    numbers = [int(number) for number in re.findall(r"^id: (\d+)$", text, re.MULTILINE)]
    return numbers, events_of(re.sub(r"^id: \d+\n", "", text, flags=re.MULTILINE))


async def all_written(http: httpx2.AsyncClient, run: dict[str, str]) -> str:
    """Follow a run until all pieces were sent, and return the stream so far."""
    text = ""
    async with http.stream("GET", f"/threads/{run['thread_id']}/runs/{run['id']}/events") as answer:
        async for piece in answer.aiter_text():
            text += piece
            if text.count("event: thread.message.delta") == len(PIECES) and text.endswith("\n\n"):
                break
    return text


@requirement("server.slow-followers")
async def test_a_follower_that_reads_late_goes_on_from_what_is_stored(
    server: Running, http: httpx2.AsyncClient, script: Script, folder: Path
) -> None:
    gate = Gate()
    script.replies.append(Reply(*PIECES, gate))
    run = await begin(http)
    path = f"/threads/{run['thread_id']}/runs/{run['id']}/events"
    with closing(deaf(server, path)) as late:
        whole = await all_written(http, run)
        gate.open()
        await finished(http, run)
        database = Database(folder / "data" / "chat.db")
        try:
            while await database.write(lambda tx: events.compact(tx, float("inf"))):
                pass
        finally:
            database.close()
        numbers, came = numbered(body_of(await rest(late)))
    assert numbers == sorted(set(numbers))
    assert numbers[: len(PIECES) // 20] == numbered(whole)[0][: len(PIECES) // 20]
    names = [name for name, _ in came]
    assert names.count("thread.message.delta") < len(PIECES)  # what it did not take was not kept for it
    assert names[-3:] == ["thread.message.completed", "thread.run.step.completed", "thread.run.completed"]
    message = json.loads(came[-3][1])
    text = "".join(part["text"]["value"] if part["type"] == "text" else part["refusal"] for part in message["content"])
    assert text == TEXT * len(PIECES)


@requirement("server.slow-followers")
async def test_a_client_that_takes_nothing_is_cut_off(impatient: Running) -> None:
    gate = Gate()
    impatient.script.replies.append(Reply(*PIECES, gate))
    async with httpx2.AsyncClient(base_url=impatient.url, timeout=SOON_S) as http:
        run = await begin(http)
        path = f"/threads/{run['thread_id']}/runs/{run['id']}"
        await all_written(http, run)
        with closing(deaf(impatient, f"{path}/events")) as stream, closing(deaf(impatient, f"{path}/events")) as slow:
            reading = asyncio.create_task(rest(slow, pause_s=0.005))
            async with asyncio.timeout(SOON_S):
                await ShortStall.cut.acquire()
            numbers, came = numbered(body_of(await rest(stream)))
            gate.open()
            all_numbers, whole = numbered(body_of(await reading))
        assert (await finished(http, run))["status"] == "completed"
        name, data = came[-1]
        assert (name, json.loads(data)["error"]["code"]) == ("error", "stream_not_read")
        assert numbers == all_numbers[: len(numbers)]
        assert len(numbers) < len(PIECES)
        # One that takes a little now and then is served to the end, however long that takes.
        assert [name for name, _ in whole].count("thread.message.delta") == len(PIECES)
        assert whole[-1][0] == "thread.run.completed"
        # An answer that is no stream has no place for an error.
        await http.post(f"/threads/{run['thread_id']}/messages", json={"role": "user", "content": "x" * 500_000})
        with closing(deaf(impatient, f"/threads/{run['thread_id']}/messages")) as connected:
            async with asyncio.timeout(SOON_S):
                await ShortStall.cut.acquire()
            assert len(await rest(connected)) < 500_000


async def flood() -> AsyncGenerator[Event]:
    """Yield events without a pause."""
    for number in range(20_000):
        yield delta(number)


@requirement("server.slow-followers")
async def test_clients_that_leave_are_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    streaming = Streaming(asyncio.Event(), Turns())

    async def follow(_request: Request) -> NumberedEventStream:
        return NumberedEventStream(flood(), streaming)

    app = Starlette(routes=[Route("/", follow)])
    app.state.closing = streaming.closing
    with caplog.at_level(logging.WARNING), socket.create_server(("127.0.0.1", 0)) as listener:
        async with listen(app, listener):
            port: int = listener.getsockname()[1]
            await asyncio.gather(*(asyncio.to_thread(leave_early, port) for _ in range(20)))
    assert caplog.record_tuples == []


@requirement("server.slow-followers")
async def test_followers_at_the_same_place_share_a_slice(
    http: httpx2.AsyncClient, script: Script, folder: Path
) -> None:
    script.replies.append(Reply(*PIECES))
    run = await begin(http)
    await finished(http, run)
    database = Database(folder / "data" / "chat.db")
    try:
        backlog = Backlog(database)
        first, *others = await asyncio.gather(*(backlog.read(run["id"], 0) for _ in range(20)))
        assert all(page is first[1] for _, page in others)
        assert (await backlog.read(run["id"], 0))[1] is first[1]
        assert 0 < len(first[1].events) < len(PIECES)
    finally:
        database.close()
