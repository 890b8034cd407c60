"""Uploads as programs send them: forms in any order, forms with mistakes, files that are too long or break off."""

import asyncio
import tracemalloc
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

import httpx2
import pytest

from app.api.operations.files import MAX_FILE_BYTES
from app.models.script import Script
from app.server.http_connection import Connection
from tests.requirements import requirement
from tests.server.forms import ANCHOR, BOUNDARY, FILE, FORM, PURPOSE, Part, form, post
from tests.server.running import Running, running

pytestmark = pytest.mark.asyncio(loop_scope="module")


def head_of(length: int) -> bytes:
    """Write the head of an upload with a body of this length."""
    head = f"POST /v1/files HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\nContent-Length: {length}\r\n\r\n"
    return head.encode()


def stored(folder: Path) -> list[Path]:
    """List the files whose bytes are on disk."""
    return sorted(folder.rglob("data/files/*"))


async def until_stored(folder: Path, expected: list[Path]) -> None:
    async with asyncio.timeout(20):
        while stored(folder) != expected:  # noqa: ASYNC110 - files are no event
            await asyncio.sleep(0.01)


@requirement("files.forms")
@pytest.mark.parametrize(
    "parts",
    [
        (PURPOSE, FILE),
        (FILE, PURPOSE),
        (FILE, ANCHOR, PURPOSE, ('name="expires_after[seconds]"', b"3600")),
        (('name="expires_after"', b'{"anchor":"created_at","seconds":3600}'), PURPOSE, FILE),
    ],
)
async def test_the_fields_of_a_form_come_in_any_order(parts: Sequence[Part], http: httpx2.AsyncClient) -> None:
    answer = await post(http, form(*parts))
    assert answer.status_code == 200
    file = answer.json()
    assert (file["filename"], file["purpose"], file["bytes"]) == ("a.txt", "assistants", 4)
    expires = any("expires_after" in name for name, _ in parts)
    assert file["expires_at"] == (file["created_at"] + 3600 if expires else None)


@requirement("files.forms")
async def test_a_form_may_arrive_byte_by_byte(http: httpx2.AsyncClient) -> None:
    body = form(PURPOSE, ('name="file"; filename="a.bin"', b"\r\n--b0undar\r\n\r\r\n"))

    async def bytes_of_it() -> AsyncGenerator[bytes]:
        for at in range(len(body)):
            yield body[at : at + 1]

    answer = await http.post("/files", content=bytes_of_it(), headers={"content-type": FORM})
    assert answer.status_code == 200
    content = await http.get(f"/files/{answer.json()['id']}/content")
    assert content.content == b"\r\n--b0undar\r\n\r\r\n"


@requirement("files.forms")
@pytest.mark.parametrize(
    ("body", "kind", "param", "words"),
    [
        (b"{}", "application/json", None, "Send the file as multipart/form-data"),
        (b"", "multipart/form-data", None, "Send the file as multipart/form-data"),
        (form(PURPOSE), FORM, "file", "Missing required parameter: 'file'."),
        (form(FILE), FORM, "purpose", "Missing required parameter: 'purpose'."),
        (form(('name="purpose"', b"other"), FILE), FORM, "purpose", "Invalid value: 'other'. Supported values are: "),
        (form(('name="purpose"', b"\xff"), FILE), FORM, "purpose", "The field 'purpose' is not UTF-8."),
        (form(PURPOSE, ('name="more"', b"x"), FILE), FORM, "more", "Unknown parameter: 'more'."),
        (form(PURPOSE, ('name="filename"', b"x"), FILE), FORM, "filename", "Unknown parameter: 'filename'."),
        (form(PURPOSE, FILE, FILE), FORM, "file", "The form has two parts named 'file'."),
        (form(PURPOSE, ('name="file"; filename="a\0b"', b"x")), FORM, "filename", "the null character is not allowed"),
        (form(PURPOSE, (f'name="file"; filename="{"x" * 1025}"', b"x")), FORM, "filename", "string too long"),
        (form(('name="purpose"', b"x" * 5000), FILE), FORM, "purpose", "The field 'purpose' is too long."),
        (
            form(PURPOSE, ANCHOR, ('name="expires_after[seconds]"', b"60"), FILE),
            FORM,
            "expires_after.seconds",
            "Expected a value >= 3600",
        ),
        (form(PURPOSE, ('name="expires_after"', b"{"), FILE), FORM, "expires_after", "expected an object"),
        (form(PURPOSE, FILE)[:-6], FORM, None, "We could not parse the form of your request"),
        (b"--b0undary\r\nno colon\r\n\r\nx", FORM, None, "We could not parse the form of your request"),
        (form(*[(f'name="f{at}"', b"") for at in range(40)]), FORM, None, "We could not parse the form"),
    ],
)
async def test_a_form_with_a_mistake_is_refused_and_leaves_nothing(
    body: bytes, kind: str, param: str | None, words: str, http: httpx2.AsyncClient
) -> None:
    before = (await http.get("/files")).json()["data"]
    answer = await post(http, body, kind)
    error = answer.json()["error"]
    assert (answer.status_code, error["type"], error["param"]) == (400, "invalid_request_error", param)
    assert words in error["message"]
    assert (await http.get("/files")).json()["data"] == before


@requirement("files.too-large")
async def test_a_file_that_is_too_long_is_refused_before_it_is_sent(server: Running) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(head_of(MAX_FILE_BYTES + 2**21))
    async with asyncio.timeout(20):
        assert (await reader.readuntil(b"\r\n")).startswith(b"HTTP/1.1 413")
    writer.close()


@requirement("files.too-large")
async def test_a_file_without_a_length_is_cut_off_when_it_is_too_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.engine.operations.files.MAX_FILE_BYTES", 2**20)
    async with running(tmp_path, Script()) as server, httpx2.AsyncClient(base_url=server.url, timeout=20) as http:

        async def endless() -> AsyncGenerator[bytes]:
            yield form(PURPOSE, FILE)[:-20]
            for _ in range(40):
                yield b"x" * 2**16

        answer = await http.post("/files", content=endless(), headers={"content-type": FORM})
        assert (answer.status_code, answer.json()["error"]["param"]) == (413, "file")
        assert stored(tmp_path) == []
        assert (await http.get("/files")).json()["data"] == []


@requirement("files.whole-or-not")
async def test_a_client_that_goes_away_in_mid_upload_leaves_nothing(tmp_path: Path) -> None:
    async with running(tmp_path, Script()) as server, httpx2.AsyncClient(base_url=server.url, timeout=20) as http:
        whole = await post(http, form(PURPOSE, FILE))
        kept = stored(tmp_path)
        assert [path.name for path in kept] == [whole.json()["id"]]
        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        body = form(PURPOSE, ('name="file"; filename="a"', b"x" * 3_000_000))
        head = (
            f"POST /v1/files HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        writer.write(head.encode() + body[:-100])
        await writer.drain()
        async with asyncio.timeout(20):
            while len(stored(tmp_path)) < 2:  # noqa: ASYNC110 - files are no event
                await asyncio.sleep(0.01)
        writer.close()
        await until_stored(tmp_path, kept)
        assert [file["id"] for file in (await http.get("/files")).json()["data"]] == [whole.json()["id"]]


class ShortDeadline(Connection):
    """A connection whose requests must arrive soon."""

    request_timeout_s = 0.5


@requirement("server.slow-requests")
async def test_a_long_file_may_take_longer_than_other_requests(tmp_path: Path) -> None:
    async with running(tmp_path, Script(), connection=ShortDeadline) as server:

        async def slowly() -> AsyncGenerator[bytes]:
            yield form(PURPOSE, FILE)[:-20]
            for _ in range(8):
                await asyncio.sleep(0.15)
                yield b"x" * 2**20
            yield f"\r\n--{BOUNDARY}--\r\n".encode()

        async with httpx2.AsyncClient(base_url=server.url, timeout=20) as http:
            answer = await http.post("/files", content=slowly(), headers={"content-type": FORM})
        assert answer.status_code == 200


@requirement("files.memory")
async def test_a_long_upload_is_not_held_in_memory(http: httpx2.AsyncClient) -> None:
    block, blocks = b"x" * 2**20, 64

    async def long() -> AsyncGenerator[bytes]:
        yield form(PURPOSE, FILE)[:-20]
        for _ in range(blocks):
            yield block
        yield f"\r\n--{BOUNDARY}--\r\n".encode()

    tracemalloc.start()
    try:
        answer = await http.post("/files", content=long(), headers={"content-type": FORM})
        assert answer.json()["bytes"] >= blocks * len(block)
        assert tracemalloc.get_traced_memory()[1] < blocks * len(block) / 4  # of the client too
    finally:
        tracemalloc.stop()
