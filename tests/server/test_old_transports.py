"""What old HTTP clients send beside their request: an offer of HTTP/2, and `Expect: 100-continue`."""

import asyncio
import json
import logging
import tomllib
from asyncio import StreamReader
from pathlib import Path

import pytest

from tests.requirements import requirement
from tests.server.running import Running

IN_THE_LOOP_OF_THE_SERVER = pytest.mark.asyncio(loop_scope="module")

ROOT = Path(__file__).parents[2]
BODY = b'{"metadata": {"from": "an old client"}}'
HEAD = b"POST /v1/threads HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
# As java.net.http.HttpClient of Java 17 sends it with each request, unless it is told to speak HTTP/1.1.
H2C = (
    b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
    b"HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n"
)
CONTINUE = b"Expect: 100-continue\r\n"


def length(size: int) -> bytes:
    """The last header, and the end of the head."""
    return b"Content-Length: %d\r\n\r\n" % size


async def answer_from(reader: StreamReader) -> tuple[bytes, bytes]:
    """Read one response: its first line, and its body."""
    async with asyncio.timeout(60):
        head = await reader.readuntil(b"\r\n\r\n")
        headers = dict(line.lower().split(b": ", 1) for line in head.strip().split(b"\r\n")[1:])
        return head.split(b"\r\n")[0], await reader.readexactly(int(headers.get(b"content-length", b"0")))


@IN_THE_LOOP_OF_THE_SERVER
@requirement("works-again.h2c")
async def test_an_offer_of_http_2_is_passed_over_and_the_body_is_read(
    server: Running, caplog: pytest.LogCaptureFixture
) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        with caplog.at_level(logging.INFO):
            for _ in range(2):  # the connection stays what it was
                writer.write(HEAD + H2C + length(len(BODY)) + BODY)
                first, body = await answer_from(reader)
                assert first == b"HTTP/1.1 200 OK"
                assert json.loads(body)["metadata"] == {"from": "an old client"}
    finally:
        writer.close()
    assert [one.getMessage() for one in caplog.records if one.levelno >= logging.WARNING] == []


@requirement("works-again.h2c")
def test_httptools_is_not_installed() -> None:
    # It drops the body of a request that offers HTTP/2. `uvicorn[standard]` would bring it.
    locked = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    assert "h11" in {one["name"] for one in locked}
    assert "httptools" not in {one["name"] for one in locked}


@IN_THE_LOOP_OF_THE_SERVER
@requirement("works-again.expect")
async def test_a_client_that_waits_for_100_continue_gets_it_before_it_sends_the_body(server: Running) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        writer.write(HEAD + CONTINUE + length(len(BODY)))
        assert (await answer_from(reader))[0].startswith(b"HTTP/1.1 100")
        writer.write(BODY)
        first, body = await answer_from(reader)
        assert first == b"HTTP/1.1 200 OK"
        assert json.loads(body)["metadata"] == {"from": "an old client"}
    finally:
        writer.close()


@IN_THE_LOOP_OF_THE_SERVER
@requirement("works-again.expect")
async def test_a_body_that_is_too_large_is_refused_before_it_is_sent(server: Running) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        writer.write(HEAD + CONTINUE + length(2**40))
        first, body = await answer_from(reader)
        assert first.startswith(b"HTTP/1.1 413")
        assert json.loads(body)["error"]["type"] == "invalid_request_error"
    finally:
        writer.close()
