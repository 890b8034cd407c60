"""Large answers that clients do not take, over several connections: what is held for all of them."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import cast

import httpx2
import pytest
import pytest_asyncio

from app.api.objects import Message, Text, TextPart
from app.api.requests import CreateAssistant, CreateMessage, CreateThread, RequestPart, TextRequestPart
from app.api.services import Assistants
from app.api.tools import FunctionDefinition, FunctionTool, Tool
from app.models.script import Script
from app.server.application import create_app
from app.server.http_connection import Connection
from app.server.totals.answer_total import MAX_TOTAL_BYTES, AnswerTotal
from tests.requirements import requirement
from tests.server.running import Running, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

TEXT = "Many words. " * 20_000
PARTS: list[RequestPart] = [TextRequestPart(text=TEXT)] * 24
MESSAGE = CreateMessage(role="user", content=PARTS)
MESSAGE_BYTES = 24 * len(TEXT)
COUNT = 3
SOON_S = 20
KERNEL_BYTES = 2**16
"""What the kernel keeps for a client: as little as it allows."""


class ShortStall(Connection):
    """A connection that is cut off soon when its client takes nothing."""

    stall_timeout_s = 0.4


class Large:
    """A server that has room for two large messages, and a thread with three."""

    def __init__(self, server: Running, thread_id: str, ids: list[str]) -> None:
        self.server = server
        self.thread_id, self.ids = thread_id, ids
        self.page = f"/threads/{thread_id}/messages"
        self.message = f"{self.page}/{ids[0]}"

    @property
    def answers(self) -> AnswerTotal:
        """The answers under way."""
        return self.server.app.state.answers

    @asynccontextmanager
    async def deaf(self, method: str, path: str, body: bytes = b"") -> AsyncGenerator[asyncio.StreamWriter]:
        """Send a request and read nothing; leave at the end of the block."""
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, KERNEL_BYTES)
        sock.connect(("127.0.0.1", self.server.port))
        _, writer = await asyncio.open_connection(sock=sock, limit=1024)
        try:
            head = f"{method} /v1{path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
            await writer.drain()
            yield writer
        finally:
            writer.close()

    async def until_held(self, count: float, *, waiting: int = 0) -> None:
        """Wait until so many messages are held, and so many answers wait."""
        async with asyncio.timeout(SOON_S):
            while round(self.answers.held_bytes / MESSAGE_BYTES) != count or self.answers.waiting_count != waiting:
                await self.look()

    @asynccontextmanager
    async def when_held(self, count: float, *, waiting: int = 0) -> AsyncGenerator[None]:
        """`until_held`, in a row of contexts."""
        await self.until_held(count, waiting=waiting)
        yield

    async def look(self) -> None:
        """Let the server work for as long as a small read takes."""
        await self.server.assistants.get_thread(self.thread_id)


@asynccontextmanager
async def large_in(folder: Path, connection: type[Connection] = Connection) -> AsyncGenerator[Large]:
    """Run a server with large messages."""
    async with running(folder, Script(), connection=connection) as server:
        thread = await server.assistants.create_thread(CreateThread())
        made = [await server.assistants.create_message(thread.id, MESSAGE) for _ in range(COUNT)]
        server.app.state.answers.max_bytes = 2 * MESSAGE_BYTES
        yield Large(server, thread.id, [one.id for one in made])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def large(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Large]:
    """A server with large messages, for tests that leave nothing under way."""
    async with large_in(tmp_path_factory.mktemp("answers")) as made:
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def http(large: Large) -> AsyncGenerator[httpx2.AsyncClient]:
    """A client of it."""
    async with httpx2.AsyncClient(base_url=large.server.url, timeout=SOON_S) as client:
        yield client


def text_of(message: dict[str, list[dict[str, dict[str, str]]]]) -> str:
    """Return the whole text of a message."""
    return "".join(part["text"]["value"] for part in message["content"])


@requirement("server.answer-total")
async def test_a_large_answer_beyond_the_total_is_refused_and_others_pass(
    large: Large, http: httpx2.AsyncClient
) -> None:
    tools: list[Tool] = [FunctionTool(function=FunctionDefinition(name="look", parameters={"description": TEXT * 24}))]
    assistant = await large.server.assistants.create_assistant(CreateAssistant(model="m", tools=tools))
    async with AsyncExitStack() as stack:
        for _ in range(2):
            await stack.enter_async_context(large.deaf("GET", large.message))
        await large.until_held(2)
        for path in (large.message, large.page, f"/assistants/{assistant.id}", "/assistants"):
            refused = await http.get(path)
            assert refused.status_code == 503, path
            assert refused.headers["retry-after"] == "1"
            error = refused.json()["error"]
            assert (error["type"], error["code"], error["param"]) == ("server_error", "server_busy", None)
        assert (await http.get(f"/threads/{large.thread_id}")).status_code == 200
        small = (await http.post("/threads", json={"messages": [{"role": "user", "content": TEXT}]})).json()["id"]
        assert (await http.get(f"/threads/{small}/messages")).json()["data"][0]["content"][0]["text"]["value"] == TEXT
        await large.until_held(2)
    await large.until_held(0)
    assert large.answers.held_bytes == 0
    assert text_of((await http.get(large.message)).json()) == TEXT * 24
    await large.server.assistants.delete_assistant(assistant.id)


@requirement("server.answer-total")
async def test_one_answer_alone_may_be_larger_than_the_total(large: Large, http: httpx2.AsyncClient) -> None:
    before = large.answers.max_bytes
    large.answers.max_bytes = MESSAGE_BYTES // 2
    try:
        assert text_of((await http.get(large.message)).json()) == TEXT * 24
        assert len((await http.get(large.page)).json()["data"]) == COUNT
    finally:
        large.answers.max_bytes = before
    assert large.answers.held_bytes == 0
    assert MAX_TOTAL_BYTES == 64 * 2**20


@requirement("server.answers-wait")
async def test_the_answer_to_a_change_waits_until_there_is_room(large: Large, http: httpx2.AsyncClient) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(2):
            await stack.enter_async_context(large.deaf("GET", large.message))
        await large.until_held(2)
        changing = asyncio.create_task(http.post(large.message, json={"metadata": {"a": "b"}}))
        body = {"role": "user", "content": [{"type": "text", "text": TEXT}] * 24}
        sending = asyncio.create_task(http.post(large.page, json=body))
        await large.until_held(2, waiting=2)
        await large.look()
        assert not changing.done()
    changed, sent = (await changing).json(), (await sending).json()
    assert (changed["metadata"], text_of(changed)) == ({"a": "b"}, TEXT * 24)
    assert text_of(sent) == TEXT * 24
    await large.server.assistants.delete_message(large.thread_id, sent["id"])
    await large.until_held(0)


@requirement("server.answers-wait")
@pytest.mark.parametrize("query", ["", f"?before=OLDEST&limit={COUNT}"])
async def test_a_page_under_way_waits_with_its_next_message(large: Large, query: str) -> None:
    extra = await large.server.assistants.create_message(large.thread_id, MESSAGE)
    path = large.page + query.replace("OLDEST", large.ids[0])
    whole: list[bytes] = []
    async with (
        slow_client(large) as http,
        large.deaf("GET", large.message) as deaf,
        large.when_held(1),
        http.stream("GET", path) as reading,
        large.when_held(2),
        large.deaf("POST", large.message, b'{"metadata":{}}'),
        large.when_held(2, waiting=1),
    ):
        collecting = asyncio.create_task(collect(reading, whole))
        async with asyncio.timeout(SOON_S):
            while sum(len(one) for one in whole) < MESSAGE_BYTES:
                await large.look()
        await large.until_held(2, waiting=1)  # the change has the room that the page had, which waits now
        assert not collecting.done()
        deaf.close()
        await collecting
    page = httpx2.Response(200, content=b"".join(whole)).json()
    assert [text_of(one) for one in page["data"]] == [TEXT * 24] * (COUNT if query else COUNT + 1)
    await large.server.assistants.delete_message(large.thread_id, extra.id)
    await large.until_held(0)


@requirement("server.answers-end")
async def test_a_client_that_leaves_gives_its_room_and_its_place_back(large: Large) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(2):
            await stack.enter_async_context(large.deaf("GET", large.message))
        await large.until_held(2)
        async with large.deaf("POST", large.message, b'{"metadata":{}}'):
            await large.until_held(2, waiting=1)
    await large.until_held(0)
    assert large.answers.held_bytes == 0


@requirement("server.answers-end")
async def test_a_client_that_takes_nothing_is_cut_off_and_others_go_on(tmp_path: Path) -> None:
    async with large_in(tmp_path, ShortStall) as large, AsyncExitStack() as stack:
        for _ in range(2):
            await stack.enter_async_context(large.deaf("GET", large.page))
        await large.until_held(2)
        async with httpx2.AsyncClient(base_url=large.server.url, timeout=SOON_S) as http:
            changed = (await http.post(large.message, json={"metadata": {"a": "b"}})).json()
        assert text_of(changed) == TEXT * 24
        await large.until_held(0)


@requirement("server.answers-end")
async def test_a_message_that_cannot_be_encoded_gives_its_room_back() -> None:
    unencodable = TextPart(text=Text(value="x" * 2**20 + "\ud800"))
    message = Message(
        id="msg_1", created_at=1, thread_id="thread_1", status="completed", role="user", content=[unencodable]
    )

    class Broken:
        async def get_message(self, _thread_id: str, _message_id: str, /) -> Message:
            return message

    app = create_app(cast("Assistants", Broken()), Script(), server_key=None, loopback=True)
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://localhost/v1") as http:
        answer = await http.get("/threads/thread_1/messages/msg_1")
    assert not answer.content.endswith(b"}")
    assert app.state.answers.held_bytes == 0


def slow_client(large: Large) -> httpx2.AsyncClient:
    """Make a client for which the kernel keeps little that it has not read."""
    transport = httpx2.AsyncHTTPTransport(socket_options=[(socket.SOL_SOCKET, socket.SO_RCVBUF, KERNEL_BYTES)])
    return httpx2.AsyncClient(base_url=large.server.url, transport=transport, timeout=SOON_S)


async def collect(reading: httpx2.Response, whole: list[bytes]) -> None:
    """Read an answer to its end."""
    async for piece in reading.aiter_bytes():
        whole.append(piece)
