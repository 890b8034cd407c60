"""Files on the line: what HTTP offers beside GET and POST, transfers at the same time, and ones that break off."""

import asyncio
import hashlib
import os
import threading
from asyncio.subprocess import PIPE
from collections.abc import AsyncGenerator
from pathlib import Path
from shutil import which
from typing import BinaryIO

import httpx2
import msgspec
import pytest

from app.api.objects import File
from app.models.script import Script
from tests.requirements import requirement
from tests.server.forms import FILE, FORM, PURPOSE, form, post
from tests.server.running import Running, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONG = os.urandom(2**20) * 24
"""More than what waits in sockets on its way."""


async def store(http: httpx2.AsyncClient, content: bytes) -> str:
    answer = await post(http, form(PURPOSE, ('name="file"; filename="a.bin"', content)))
    assert answer.status_code == 200, answer.text
    return answer.json()["id"]


def open_files(name: str) -> list[str]:
    """List what this process has open with this name."""
    found: list[str] = []
    for one in Path("/proc/self/fd").iterdir():
        try:
            target = os.readlink(one)
        except OSError:
            continue
        if name in target:
            found.append(target)
    return found


async def raw_answer(reader: asyncio.StreamReader) -> bytes:
    """Read the head of an answer."""
    async with asyncio.timeout(20):
        return await reader.readuntil(b"\r\n\r\n")


@requirement("files.http")
async def test_a_head_request_has_the_headers_alone(http: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    file_id = await store(http, b"text")
    monkeypatch.setattr("app.store.file_contents.open", no_open, raising=False)
    answer = await http.head(f"/files/{file_id}/content")
    assert (answer.status_code, answer.headers["content-length"], answer.content) == (200, "4", b"")
    assert (await http.head(f"/files/{file_id}")).status_code == 200
    assert (await http.head("/files/file-nothing/content")).status_code == 404


def no_open(*_: object) -> None:
    raise AssertionError("a file is read for its headers")


@requirement("files.http")
@pytest.mark.parametrize(
    "headers",
    [
        {"range": "bytes=1-2"},
        {"range": "bytes=100-"},
        {"if-none-match": "*"},
        {"if-modified-since": "Wed, 21 Oct 2099 07:28:00 GMT"},
        {"if-range": '"x"', "range": "bytes=0-0"},
    ],
)
async def test_ranges_and_conditions_are_ignored(headers: dict[str, str], http: httpx2.AsyncClient) -> None:
    file_id = await store(http, b"text")
    answer = await http.get(f"/files/{file_id}/content", headers=headers)
    assert (answer.status_code, answer.content, answer.headers["accept-ranges"]) == (200, b"text", "none")


@requirement("files.http")
async def test_a_client_may_wait_until_its_body_is_wanted(server: Running) -> None:
    body = form(PURPOSE, ('name="file"; filename="a.bin"', LONG))
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(head(len(body)))
    assert (await raw_answer(reader)).startswith(b"HTTP/1.1 100 ")
    writer.write(body)
    assert (await raw_answer(reader)).startswith(b"HTTP/1.1 200 ")
    writer.close()


@requirement("files.http")
async def test_a_body_that_is_refused_by_its_head_is_not_asked_for(tmp_path: Path) -> None:
    async with running(tmp_path, Script(), key="secret") as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(head(10**7))
        assert (await raw_answer(reader)).startswith(b"HTTP/1.1 401 ")
        writer.close()


def head(length: int) -> bytes:
    """Write the head of an upload whose client waits."""
    return (
        f"POST /v1/files HTTP/1.1\r\nHost: localhost\r\nContent-Type: {FORM}\r\nContent-Length: {length}\r\n"
        "Expect: 100-continue\r\n\r\n"
    ).encode()


@requirement("files.http")
async def test_a_mistake_before_a_long_file_is_answered_to_a_client_that_sends_on(http: httpx2.AsyncClient) -> None:
    wrong = ('name="purpose"', b"wrong")
    answer = await post(http, form(wrong, ('name="file"; filename="a.bin"', LONG * 4)))
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "purpose")
    assert (await http.get("/files", params={"limit": 1})).status_code == 200


@requirement("files.http")
async def test_uploads_at_the_same_time_do_not_mix(http: httpx2.AsyncClient) -> None:
    async def trickled(letter: bytes) -> AsyncGenerator[bytes]:
        yield form(PURPOSE, FILE)[:-16]
        for _ in range(40):
            yield letter * 50_000
            await asyncio.sleep(0)
        yield b"\r\n--b0undary--\r\n"

    letters = [b"a", b"b", b"c", b"d"]
    answers = await asyncio.gather(
        *(http.post("/files", content=trickled(one), headers={"content-type": FORM}) for one in letters)
    )
    for letter, answer in zip(letters, answers, strict=True):
        content = (await http.get(f"/files/{answer.json()['id']}/content")).content
        assert content == b"text" + letter * 2_000_000


@requirement("files.http")
@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the system does not list open files")
async def test_a_download_whose_client_goes_away_closes_its_file(http: httpx2.AsyncClient) -> None:
    file_id = await store(http, LONG)
    async with http.stream("GET", f"/files/{file_id}/content") as answer:
        await anext(answer.aiter_raw(1000))
        assert open_files(file_id)
    async with asyncio.timeout(20):
        while open_files(file_id):  # noqa: ASYNC110 - files are no event
            await asyncio.sleep(0.01)


@requirement("files.http")
@pytest.mark.skipif(os.name != "posix", reason="an open file cannot be deleted")
async def test_a_download_goes_on_when_its_file_is_deleted(http: httpx2.AsyncClient) -> None:
    file_id = await store(http, LONG)
    digest = hashlib.sha256()
    async with http.stream("GET", f"/files/{file_id}/content") as answer:
        pieces = answer.aiter_raw()
        digest.update(await anext(pieces))
        assert (await http.delete(f"/files/{file_id}")).status_code == 200
        assert (await http.get(f"/files/{file_id}/content")).status_code == 404
        async for piece in pieces:
            digest.update(piece)
    assert digest.digest() == hashlib.sha256(LONG).digest()


@requirement("files.http")
async def test_a_file_whose_bytes_cannot_be_read_is_an_error_of_the_api(tmp_path: Path) -> None:
    async with running(tmp_path, Script()) as server, httpx2.AsyncClient(base_url=server.url, timeout=20) as http:
        file_id = await store(http, b"text")
        (tmp_path / "data" / "files" / file_id).unlink()
        answer = await http.get(f"/files/{file_id}/content")
        assert (answer.status_code, file_id in answer.json()["error"]["message"]) == (500, True)


@requirement("files.http")
async def test_a_file_that_is_deleted_before_its_bytes_are_opened_is_not_found(
    http: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, may_open = threading.Event(), threading.Event()

    def slow_open(path: Path, mode: str) -> BinaryIO:
        begun.set()
        assert may_open.wait(20)
        return path.open(mode)  # pyright: ignore[reportReturnType] - the mode is one of bytes

    file_id = await store(http, b"text")
    monkeypatch.setattr("app.store.file_contents.open", slow_open, raising=False)
    reading = asyncio.create_task(http.get(f"/files/{file_id}/content"))
    assert await asyncio.to_thread(begun.wait, 20)
    assert (await http.delete(f"/files/{file_id}")).status_code == 200
    may_open.set()
    answer = await reading
    assert (answer.status_code, answer.json()["error"]["message"]) == (404, f"No such File object: {file_id}")


@requirement("files.too-large")
@pytest.mark.parametrize("endless", ["before", "behind"])
async def test_what_is_around_the_parts_of_a_form_has_an_end(
    endless: str, http: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.server.handlers.file_upload.MAX_BODY_BYTES", 2**20)

    async def body() -> AsyncGenerator[bytes]:
        if endless == "behind":
            yield form(PURPOSE, FILE)
        for _ in range(64):
            yield b"x" * 2**16

    answer = await http.post("/files", content=body(), headers={"content-type": FORM})
    assert (answer.status_code, answer.json()["error"]["param"]) == (413, "file")


@requirement("files.http")
@pytest.mark.skipif(which("curl") is None, reason="curl is not installed")
async def test_curl_uploads_and_downloads_with_a_key(tmp_path: Path) -> None:
    (tmp_path / "x y.csv").write_bytes(LONG)
    async with running(tmp_path, Script(), key="secret") as server:
        key = ["-H", "Authorization: Bearer secret"]
        form_options = ["-F", "purpose=assistants", "-F", "file=@x y.csv", "-F", "expires_after[anchor]=created_at"]
        made = await curl(tmp_path, *key, *form_options, "-F", "expires_after[seconds]=3600", f"{server.url}/files")
        file = msgspec.json.decode(made, type=File)
        assert (file.filename, file.bytes, file.expires_at) == ("x y.csv", len(LONG), file.created_at + 3600)
        assert await curl(tmp_path, *key, f"{server.url}/files/{file.id}/content") == LONG
        assert b"API key" in await curl(tmp_path, *form_options, f"{server.url}/files")


async def curl(folder: Path, *options: str) -> bytes:
    """Run curl, which must succeed; return what it printed."""
    process = await asyncio.create_subprocess_exec("curl", "-sS", *options, cwd=folder, stdout=PIPE, stderr=PIPE)
    async with asyncio.timeout(60):
        out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return out
