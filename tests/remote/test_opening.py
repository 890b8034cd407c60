"""Wrong addresses, keys and servers: each gives one sentence that says what to do."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.api.errors import Unavailable
from app.api.requests import Page
from app.models.script import Script
from app.remote import open_remote
from app.remote.server_address import ServerTimeouts
from tests.remote.cable import At, Port
from tests.requirements import requirement
from tests.server.running import Running, running

KEY = "sk-mine-and-secret"
PAGE = b"<!doctype html><title>Sign in</title>"


def answer(status: str, body: bytes, *headers: str, type: str = "text/html") -> bytes:
    """Bytes of an HTTP answer."""
    lines = [f"HTTP/1.1 {status}", f"content-type: {type}", f"content-length: {len(body)}", "connection: close"]
    return "\r\n".join([*lines, *headers, "", ""]).encode() + body


@asynccontextmanager
async def other_server(says: bytes | None) -> AsyncGenerator[tuple[str, list[str]]]:
    """Another program's server: its address, and the heads of the requests it got. `None` never answers."""
    heads: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append((await reader.readuntil(b"\r\n\r\n")).decode().lower())
        if says is None:
            await reader.read()
        else:
            writer.write(says)

    async with Port(serve) as port:
        yield port.url, heads


async def opening_error(at: At, url: str, key: str | None = KEY) -> str:
    """The sentence that opening ends with."""
    timeouts = ServerTimeouts(connect=2, response=0.3)
    with pytest.raises(Unavailable) as raised:
        async with open_remote(replace(at(url), server_key=key), timeouts):
            pass
    sentence = str(raised.value)
    assert KEY not in sentence
    assert "Traceback" not in sentence
    assert sentence.endswith(".")
    return sentence


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (answer("200 OK", PAGE), ["a web page", "Check the address in --server"]),
        (answer("404 Not Found", PAGE), ["HTTP 404", "Check the address in --server"]),
        (answer("405 Method Not Allowed", b'{"detail":"no"}', type="application/json"), ["HTTP 405", "Check"]),
        (
            answer(
                "404 Not Found",
                b'{"error":{"message":"Invalid URL (GET /v1/threads)","type":"invalid_request_error"}}',
                type="application/json",
            ),
            ["Invalid URL", "not a server of assistant-chat"],
        ),
        (answer("200 OK", b'{"object":"list"}', type="application/json"), ["something else", "Check the address"]),
        (answer("200 OK", b"\xff\xfe", type="application/json"), ["something else", "Check the address"]),
        (
            answer("302 Found", b"", "location: http://127.0.0.1:9/"),
            ["redirects to http://127.0.0.1:9/ (HTTP 302)", "--server"],
        ),
        (answer("502 Bad Gateway", PAGE), ["HTTP 502", "Retry"]),
        (answer("401 Unauthorized", PAGE), ["The key in ASSISTANT_CHAT_SERVER_KEY was rejected", "Set ASSISTANT_CHAT"]),
        (answer("403 Forbidden", PAGE), ["denied access"]),
        (
            answer(
                "403 Forbidden", b'{"error":{"message":"Not with ' + KEY.encode() + b'."}}', type="application/json"
            ),
            ["It says: Not with ***."],
        ),
        (b"220 mail.example ESMTP\r\n", ["Retry"]),
        (b"220 mail.example ESMTP\r\n\r\n", ["not valid HTTP", "Check the address in --server"]),
        (b"", ["closed the connection"]),
        (None, ["did not answer in time"]),
    ],
)
@requirement("remote.says-what-to-do")
async def test_another_program_answers(at: At, says: bytes | None, words: list[str]) -> None:
    async with other_server(says) as (url, _):
        sentence = await opening_error(at, url)
        assert url in sentence
        for word in words:
            assert word in sentence


@requirement("remote.says-what-to-do")
async def test_no_server_answers(at: At) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    sentence = await opening_error(at, f"http://127.0.0.1:{port}/v1")
    assert f"http://127.0.0.1:{port}/v1 cannot be reached" in sentence
    assert "assistant-chat serve" in sentence
    assert "Can't resolve nowhere.invalid" in await opening_error(at, "http://nowhere.invalid/v1")


@requirement("remote.says-what-to-do")
async def test_a_server_without_tls(served: Running, at: At) -> None:
    assert "begin with http://" in await opening_error(at, f"https://127.0.0.1:{served.port}/v1")


@requirement("remote.says-what-to-do", "remote.key")
async def test_a_server_with_a_key(tmp_path: Path, at: At) -> None:
    async with running(tmp_path / "there", Script(), key=KEY) as served:
        assert "requires a key. Set ASSISTANT_CHAT_SERVER_KEY" in await opening_error(at, served.url, None)
        assert "The key in ASSISTANT_CHAT_SERVER_KEY was rejected" in await opening_error(at, served.url, "sk-another")
        async with open_remote(replace(at(served.url), server_key=KEY)) as (remote, _):
            assert (await remote.list_assistants(Page())).data


@requirement("remote.key")
async def test_nothing_of_another_server_is_sent(at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_ADMIN_KEY"):
        monkeypatch.setenv(name, "hosted-secret")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "authorization: Bearer hosted-secret\nX-Gateway: hosted-secret")
    async with other_server(answer("404 Not Found", PAGE)) as (url, heads):
        await opening_error(replaced(at, api_key="hosted-secret"), url, None)
        await opening_error(at, url, KEY)
    assert "hosted-secret" not in "".join(heads)
    assert "authorization" not in heads[0]
    assert f"authorization: bearer {KEY}" in heads[1]


def replaced(at: At, **own: str) -> At:
    """The same settings with one more."""
    return lambda url: replace(at(url), **own)


@requirement("remote.commands")
async def test_an_address_without_a_path(served: Running, at: At) -> None:
    async with open_remote(at(f"http://127.0.0.1:{served.port}")) as (remote, endpoints):
        assert (await remote.list_assistants(Page())).data
        current = await endpoints.current()
    assert current
    assert current.base_url == served.url
