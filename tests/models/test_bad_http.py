"""Model servers that break the rules of HTTP, and redirects: an honest sentence, and the key stays where it belongs."""

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace

from app.models.model import ModelError, Models, Piece
from app.settings import Settings
from tests.fake_model import Answer, FakeModel, Head, event, raw, say
from tests.models.asking import pieces_of, request_of, text_of
from tests.models.connected import Connect, models_of
from tests.remote.cable import Port
from tests.requirements import requirement

KEY = "sk-secret-1"
GOOD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
LONG = b"x" * 100_000
EVENT = event({"content": "Hello"}, "stop")
PYTHON = re.compile(r"Error\b|Exception|Traceback|codec|0x|None")

NO_HTTP = {
    "a header of 400 KB": GOOD + b"X-Long: " + LONG * 4 + b"\r\n\r\n" + EVENT,
    "a thousand headers": GOOD + b"".join(b"X-%d: %b\r\n" % (number, LONG[:200]) for number in range(1000)) + b"\r\n",
    "headers without end": GOOD + b"X: " + LONG * 20,
    "a negative length": GOOD + b"Content-Length: -5\r\n\r\n" + EVENT,
    "a length in words": GOOD + b"Content-Length: many\r\n\r\n" + EVENT,
    "two lengths": GOOD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n" + EVENT,
    "a control character in a header": GOOD + b"X: a\x00b\r\n\r\n" + EVENT,
    "a header without a name": GOOD + b"no colon\r\n\r\n" + EVENT,
    "a status in words": b"HTTP/1.1 OK\r\n\r\n",
    "another protocol": b"220 mail.example ESMTP\r\n\r\n",
    "TLS": b"\x15\x03\x01\x00\x02\x02\x46",
    "a chunk without a size": GOOD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n" + EVENT,
    "a negative chunk": GOOD + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n" + EVENT,
    "a chunk of 30 digits": GOOD + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 30 + b"\r\n" + EVENT,
}
ODD_HEADERS = {
    "bytes that are no ASCII": b"X-Name: caf\xe9 \xff\xfe\r\n",
    "100 KB": b"X-Long: " + LONG + b"\r\n",
    "UTF-8": b"X-Name: caf\xc3\xa9\r\n",
    "no reason": b"Retry-After: \xff\xfe\r\n",
}


@asynccontextmanager
async def answering(said: bytes) -> AsyncGenerator[str]:
    """Start a server that answers each request with these bytes, and yield its base URL."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(said)
        await writer.drain()

    async with Port(serve) as port:
        yield port.url


@pytest.mark.parametrize("case", NO_HTTP)
@requirement("models.failures-say-what-to-do")
async def test_what_is_not_http_is_called_so(settings: Settings, case: str) -> None:
    async with answering(NO_HTTP[case]) as url, models_of(replace(settings, base_url=url, model="m")) as models:
        with pytest.raises(ModelError) as raised:
            await pieces_of(models, request_of(model="m"))
        said = str(raised.value)
        assert "sent something that is not valid HTTP" in said
        assert "check the base URL" in said
        assert not PYTHON.search(said)
        assert await models.models() == []
        problem = models.list_problem()
    assert problem
    assert not PYTHON.search(problem.says)


@requirement("models.failures-say-what-to-do")
async def test_what_came_before_a_bad_chunk_is_kept(settings: Settings) -> None:
    begun = event({"content": "Half"})
    said = GOOD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\nzz\r\n" % (len(begun), begun)
    pieces: list[Piece] = []

    async def follow(models: Models) -> None:
        async for piece in models.stream(request_of(model="m")):
            pieces.append(piece)

    async with answering(said) as url, models_of(replace(settings, base_url=url, model="m")) as models:
        with pytest.raises(ModelError, match="not valid HTTP in the middle of the reply"):
            await follow(models)
    assert text_of(pieces) == "Half"


@pytest.mark.parametrize("case", ODD_HEADERS)
@pytest.mark.parametrize("status", [b"200 OK", b"500 Oops", b"302 Found"])
@requirement("models.failures-say-what-to-do")
async def test_headers_of_other_bytes_are_no_failure(settings: Settings, case: str, status: bytes) -> None:
    said = GOOD.replace(b"200 OK", status) + ODD_HEADERS[case] + b"Connection: close\r\n\r\n" + EVENT
    async with answering(said) as url, models_of(replace(settings, base_url=url, model="m")) as models:
        if status == b"200 OK":
            assert text_of(await pieces_of(models, request_of(model="m"))) == "Hello"
            return
        with pytest.raises(ModelError, match=f"HTTP {status[:3].decode()}") as raised:
            await pieces_of(models, request_of(model="m"))
        assert not PYTHON.search(str(raised.value))


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@requirement("models.key-goes-only-where-it-belongs", "models.failures-say-what-to-do")
async def test_a_redirect_names_its_address_and_is_not_followed(connect: Connect, status: int) -> None:
    async with FakeModel([say("x")]) as elsewhere:
        there = f"{elsewhere.base_url}/chat/completions"
        answer = [Head(status, "text/plain", (("Location", f"{there}?token=hidden"),)), "This API has moved."]
        async with FakeModel([answer]) as server, connect(server) as models:
            with pytest.raises(ModelError) as raised:
                await pieces_of(models)
        said = str(raised.value)
        assert f"redirects to {there} (HTTP {status})" in said
        assert f"set the base URL to {elsewhere.base_url}." in said
        assert "It says: This API has moved." in said
        assert "hidden" not in said
        assert elsewhere.connections == 0


TARGETS = {
    "/chat": "redirects to http://127.0.0.1:{port}/chat (",
    "https://127.0.0.1:{port}/v1/chat/completions": "set the base URL to https://127.0.0.1:{port}/v1.",
    "http://127.0.0.1:{port}/v1/chat/completions": "redirects to itself (",
    "?again": "redirects to itself (",
    "//me:pw@login.example/sso": "redirects to http://login.example/sso (",
    "mailto:someone": "redirects to another address (",
    "http://[broken": "redirects to another address (",
    "": "redirects to another address (",
    "/" + "x" * 5000: "xxx… (",
}


@pytest.mark.parametrize("location", TARGETS, ids=[target[:20] for target in TARGETS])
@requirement("models.failures-say-what-to-do")
async def test_each_form_of_a_redirect_is_named(connect: Connect, location: str) -> None:
    server = FakeModel()
    async with server, connect(server) as models:
        head = Head(302, "text/html", (("Location", location.replace("{port}", str(server.port))),))
        answer: Answer = [head]
        server.answers = list[Answer]([answer])
        with pytest.raises(ModelError) as raised:
            await pieces_of(models)
        assert TARGETS[location].replace("{port}", str(server.port)) in str(raised.value)
        assert "pw" not in str(raised.value)
        assert len(server.requests) == 1


@requirement("models.failures-say-what-to-do")
async def test_a_status_of_no_success_and_no_failure(connect: Connect) -> None:
    async with FakeModel([raw(status=304)]) as server, connect(server) as models:
        with pytest.raises(ModelError, match=r"redirects to another address \(HTTP 304\)"):
            await pieces_of(models)
