"""Bodies that never become complete, over several connections: what is held for all of them."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager

import httpx2
import pytest

from app.server.request_parsing import MAX_BODY_BYTES
from app.server.totals.body_total import MAX_TOTAL_BYTES, BodyTotal
from tests.requirements import requirement
from tests.server.running import Running

pytestmark = pytest.mark.asyncio(loop_scope="module")

LARGE = b"{}".ljust(2**20)
LARGEST = b"{}".ljust(MAX_BODY_BYTES)
SOON_S = 20


@asynccontextmanager
async def one_byte_short(port: int) -> AsyncGenerator[None]:
    """Send the largest body but for its last byte, and close the connection at the end of the block."""
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(b"POST /v1/threads HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % len(LARGEST))
        writer.write(LARGEST[:-1])
        await writer.drain()
        yield
    finally:
        writer.close()


@requirement("server.body-total")
async def test_bodies_under_way_hold_a_bounded_total(server: Running, http: httpx2.AsyncClient) -> None:
    async with AsyncExitStack() as stack:
        for _ in range(MAX_TOTAL_BYTES // MAX_BODY_BYTES):
            await stack.enter_async_context(one_byte_short(server.port))
        bodies: BodyTotal = server.app.state.bodies
        async with asyncio.timeout(SOON_S):
            while MAX_TOTAL_BYTES - bodies.held_bytes > len(LARGE) // 2:
                await http.get("/assistants")
        refused = await http.post("/threads", content=LARGE)
        assert refused.status_code == 503
        assert refused.headers["retry-after"] == "1"
        error = refused.json()["error"]
        assert (error["type"], error["code"], error["param"]) == ("server_error", "server_busy", None)
        # A client that closes the connection after its request gets the answer too.
        last = await http.post("/threads", content=LARGE, headers={"connection": "close"})
        assert last.json()["error"]["code"] == "server_busy"
        assert (await http.post("/threads", json={})).status_code == 200
    async with asyncio.timeout(SOON_S):
        while bodies.held_bytes:
            await http.get("/assistants")
    assert (await http.post("/threads", content=LARGEST)).status_code == 200
    assert bodies.held_bytes == 0
