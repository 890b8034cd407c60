"""Unusual connections: requests that never complete, bytes that are not HTTP, pipelined requests."""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator

import pytest
import pytest_asyncio

from app.models.script import Script
from app.server.http_connection import Connection
from tests.requirements import requirement
from tests.server.running import Running, running

pytestmark = pytest.mark.asyncio(loop_scope="module")


class ShortDeadline(Connection):
    """A connection with a short deadline."""

    request_timeout_s = 0.2


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def short_deadline(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Running]:
    """A server whose connections have a short deadline."""
    async with running(tmp_path_factory.mktemp("short_deadline"), Script(), connection=ShortDeadline) as started:
        yield started


HEAD = b"POST /v1/threads HTTP/1.1\r\nHost: localhost\r\n"


async def exchange(port: int, *pieces: bytes) -> bytes:
    """Send the pieces; return everything received until the server closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        async with asyncio.timeout(10):
            return await reader.read()
    finally:
        writer.close()


@requirement("server.slow-requests")
@pytest.mark.parametrize(
    "pieces",
    [
        (),
        (b"POST /v1/thr",),
        (HEAD, b"X-Slow: "),
        (HEAD + b"Content-Length: 2\r\n\r\n",),
        (HEAD + b"Content-Length: 2\r\n\r\n{",),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n{"),
    ],
)
async def test_a_request_that_does_not_complete_is_closed(pieces: tuple[bytes, ...], short_deadline: Running) -> None:
    assert await exchange(short_deadline.port, *pieces) == b""
    assert [model.id async for model in short_deadline.client.models.list()] == ["script-1"]


@requirement("server.slow-requests")
async def test_what_arrived_in_time_is_not_cut_off(short_deadline: Running) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", short_deadline.port)
    try:
        for _ in range(2):
            writer.write(HEAD + b"Content-Length: 2\r\n\r\n")
            writer.write(b"{}")
            async with asyncio.timeout(10):
                assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")
                await reader.readuntil(b"}}")
            # Another connection is closed by its deadline, which would have closed this one too.
            assert await exchange(short_deadline.port) == b""
    finally:
        writer.close()


@requirement("server.not-http")
@pytest.mark.parametrize(
    "request_bytes",
    [
        b"hello\r\n\r\n",
        b"GET /v1/assistants HTTP/1.1\r\n\r\n",
        HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        HEAD + b"Content-Length: -1\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nnonsense\r\n",
    ],
)
async def test_bytes_that_are_not_http_are_refused_in_the_envelope(request_bytes: bytes, server: Running) -> None:
    head, _, body = (await exchange(server.port, request_bytes)).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 Bad Request")
    assert b"x-request-id: req_" in head
    assert json.loads(body)["error"]["type"] == "invalid_request_error"


@requirement("server.not-http")
async def test_pipelined_requests_are_answered_in_order(server: Running) -> None:
    asked = b"".join(b"GET /v1/threads/%d HTTP/1.1\r\nHost: localhost\r\n\r\n" % number for number in range(5))
    last = b"GET /v1/threads/5 HTTP/1.0\r\n\r\n"  # HTTP/1.0 has no Host header
    received = await exchange(server.port, asked + last)
    places = [received.index(b"No thread found with id '%d'" % number) for number in range(6)]
    assert places == sorted(places)


@requirement("server.two-lengths")
async def test_a_request_with_two_lengths_is_refused_and_its_connection_closed(server: Running) -> None:
    smuggled = b"GET /v1/assistants HTTP/1.1\r\nHost: localhost\r\n\r\n"
    lengths = b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n" % (5 + len(smuggled))
    head, _, rest = (await exchange(server.port, HEAD + lengths + b"0\r\n\r\n" + smuggled)).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400 ")
    assert b"connection: close" in head
    error = json.loads(rest)["error"]  # nothing follows it
    assert error["type"] == "invalid_request_error"
    assert "not both" in error["message"]


@requirement("server.quiet-log")
async def test_malformed_requests_are_not_logged(server: Running, caplog: pytest.LogCaptureFixture) -> None:
    upgrade = b"GET /v1/assistants HTTP/1.0\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n"
    with caplog.at_level(logging.WARNING):
        for request in (
            b"hello\r\n\r\n",
            b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n",
            HEAD + b"Content-Length: -1\r\n\r\n",
            HEAD + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n",
            b"GET /v1/assistants HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n",
        ):
            assert b" 400 " in await exchange(server.port, request)
        assert b" 200 " in await exchange(server.port, upgrade)
    assert caplog.record_tuples == []
