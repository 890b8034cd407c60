"""A server that sends without end: what is read of it is bounded, in bytes and in time."""

import asyncio
import zlib
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import pytest

from app.api.errors import Error, Unavailable
from app.api.requests import CreateThread, Page
from app.api.services import Assistants
from app.remote import open_remote
from app.remote.server_address import ServerTimeouts
from tests.remote.cable import At, Port
from tests.requirements import requirement

MIB = 2**20
FLOOD_BYTES = 400 * MIB
"""What a flood sends to a client that reads on."""
BUFFERED_BYTES = 16 * MIB
"""What may lie between the two ends."""
JSON = "200 OK\r\nContent-Type: application/json"
EVENTS = "200 OK\r\nContent-Type: text/event-stream"
PAGE = b'{"object":"list","data":[],"first_id":null,"last_id":null,"has_more":false}'

Body = Callable[[], AsyncGenerator[bytes]]


async def flood() -> AsyncGenerator[bytes]:
    for _ in range(FLOOD_BYTES // MIB):
        yield b"x" * MIB


async def bomb() -> AsyncGenerator[bytes]:
    packer = zlib.compressobj(wbits=zlib.MAX_WBITS | 16)
    packed = packer.compress(b" " * MIB)
    yield packed + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(b" " * MIB) + packer.flush(zlib.Z_FULL_FLUSH)  # after a full flush the blocks can repeat
    for _ in range(FLOOD_BYTES // MIB):
        yield again


async def drip() -> AsyncGenerator[bytes]:
    while True:
        yield b" "
        await asyncio.sleep(0.05)


async def deep() -> AsyncGenerator[bytes]:
    yield b'{"error":' + b"[" * 100_000


class Hostile:
    """A server that answers the first request well, with an empty page, and every later one with `head` and `body`.

    `sent` counts the bytes of such a body until the client left, which sets `over`.
    """

    def __init__(self, head: str, body: Body) -> None:
        self.sent = 0
        self.over = asyncio.Event()
        self._head = head
        self._body = body
        self._opened = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if not self._opened:
            self._opened = True
            writer.write(f"HTTP/1.1 {JSON}\r\nConnection: close\r\n\r\n".encode() + PAGE)
            return
        writer.write(f"HTTP/1.1 {self._head}\r\nConnection: close\r\n\r\n".encode())
        try:
            async for block in self._body():
                writer.write(block)
                await writer.drain()
                self.sent += len(block)
        finally:
            self.over.set()


@asynccontextmanager
async def hostile(head: str, body: Body, at: At, whole_s: float = 60.0) -> AsyncGenerator[tuple[Hostile, Assistants]]:
    server = Hostile(head, body)
    async with Port(server.serve) as port:
        async with open_remote(at(port.url), ServerTimeouts(whole=whole_s)) as (assistants, _):
            yield server, assistants
        async with asyncio.timeout(5):
            await server.over.wait()


@requirement("remote.bounds")
async def test_an_object_without_end(at: At) -> None:
    async with hostile(JSON, flood, at) as (server, assistants):
        with pytest.raises(Unavailable, match="sent more than 88 MiB in one response"):
            await assistants.list_messages("thread_1", Page(limit=1))
    assert server.sent < 88 * MIB + BUFFERED_BYTES


@requirement("remote.bounds")
async def test_a_packed_object_without_end(at: At) -> None:
    async with hostile(f"{JSON}\r\nContent-Encoding: gzip", bomb, at) as (_, assistants):
        with pytest.raises(Unavailable, match="sent more than 88 MiB in one response"):
            await assistants.list_messages("thread_1", Page())


@pytest.mark.parametrize("body", [flood, drip, deep])
@requirement("remote.bounds")
async def test_an_error_without_end(at: At, body: Body) -> None:
    async with hostile("400 Bad Request\r\nContent-Type: application/json", body, at) as (server, assistants):
        with pytest.raises(Error):
            async with asyncio.timeout(5):
                await assistants.create_thread(CreateThread())
    assert server.sent < MIB + BUFFERED_BYTES


@requirement("remote.bounds")
async def test_an_object_that_drips(at: At) -> None:
    async with hostile(JSON, drip, at, whole_s=0.5) as (_, assistants):
        with pytest.raises(Unavailable, match="did not answer in time"):
            async with asyncio.timeout(5):
                await assistants.create_thread(CreateThread())


@requirement("remote.bounds")
async def test_an_event_without_end(at: At) -> None:
    async with hostile(EVENTS, flood, at) as (server, assistants):
        with pytest.raises(Unavailable, match="sent more than 88 MiB in one response"):
            async for _ in assistants.follow("thread_1", "run_1"):
                pass
    assert server.sent < 88 * MIB + BUFFERED_BYTES
