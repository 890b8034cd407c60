"""Where `serve` listens: a unix socket of its user, and an address when the file descriptors run out."""

import asyncio
import json
import os
import signal
import socket
import stat
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, Generator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import httpx2
import pytest

from app.api.errors import Error
from app.server.sockets.binding import bind_path
from tests.cli.program import COMMAND, Program
from tests.requirements import requirement
from tests.server.processes import ended, url_of

OPEN_FILES = 64
"""The limit of the server; 16 are kept from connections, and it uses as many itself."""
CONNECTIONS = 60
SOON_S = 30


@contextmanager
def umask(mask: int) -> Generator[None]:
    """Have this umask inside the block."""
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A short path for a socket."""
    return Path(os.path.relpath(tmp_path)) / "s"


def leave_stale(path: Path) -> None:
    """Leave a socket as a server that was killed does."""
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(str(path))


@requirement("serve.socket")
def test_a_socket_is_private_and_replaces_only_a_stale_one(path: Path) -> None:
    leave_stale(path)
    with umask(0):
        with bind_path(path):
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
            with pytest.raises(Error, match="another program answers there"), bind_path(path):
                pass
            assert path.is_socket()
        assert not path.exists()
        assert os.umask(0) == 0
    with bind_path(path):
        path.unlink()
        leave_stale(path)
    assert path.is_socket()  # of another server by now
    path.unlink()
    path.write_text("mine")
    with pytest.raises(Error, match="it exists and is not a socket"), bind_path(path):
        pass
    assert path.read_text() == "mine"


@requirement("serve.socket")
def test_a_socket_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    for bad, words in (
        (tmp_path / ("x" * 110), "bytes, and that of a socket may have"),
        (Path("no/s"), "no such file or folder"),
    ):
        with pytest.raises(Error, match=words), bind_path(bad):
            pass


@requirement("serve.socket", "serve.says-who-may-read")
async def test_programs_use_the_socket_of_a_server(tmp_path: Path) -> None:
    program = Program(tmp_path)
    async with program.started("serve", "--socket", "chat.sock") as server:
        assert server.stdout is not None
        async with asyncio.timeout(SOON_S):
            address = (await server.stdout.readline()).decode().removeprefix("Listening on ").strip()
        assert address == f"unix:{tmp_path}/chat.sock"
        transport = httpx2.AsyncHTTPTransport(uds=address.removeprefix("unix:"))
        async with httpx2.AsyncClient(transport=transport, base_url="http://any/v1") as http:
            thread = {"messages": [{"role": "user", "content": "Over a socket"}]}
            assert (await http.post("/threads", json=thread)).status_code == 200
        listed = await program.run("threads", "--server", "unix:chat.sock")
        assert "Over a socket" in listed.out, listed.err
        server.send_signal(signal.SIGTERM)
        assert await ended(server) == 0
        assert server.stderr is not None
        assert "Every user of this machine" not in (await server.stderr.read()).decode()
    assert not (tmp_path / "chat.sock").exists()
    gone = await program.run("threads", "--server", "unix:chat.sock")
    assert (gone.code, "chat.sock" in gone.err, "Traceback" in gone.err) == (2, True, False)
    both = await program.run("serve", "--socket", "chat.sock", "--port", "1")
    assert (both.code, "--socket replaces --host and --port" in both.err) == (2, True)


@requirement("serve.safe-address")
async def test_the_address_of_a_socket_commands_no_terminal(tmp_path: Path) -> None:
    program = Program(tmp_path)
    async with program.started("serve", "--socket", "c\x1b]0;x\x07h\u202eat.sock") as server:
        assert server.stdout is not None
        async with asyncio.timeout(SOON_S):
            line = (await server.stdout.readline()).decode()
        assert line == f"Listening on unix:{tmp_path}/chat.sock\n"


@asynccontextmanager
async def few_files(program: Program) -> AsyncGenerator[Process]:
    """Start a server that may open few files."""
    line = f"ulimit -n {OPEN_FILES}; exec {COMMAND} serve --port 0"
    process = await asyncio.create_subprocess_exec(
        *("/bin/sh", "-c", line), cwd=program.home, env=program.environment, stdout=PIPE, stderr=PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@requirement("server.out-of-files", "serve.says-who-may-read")
async def test_a_server_without_free_descriptors_refuses_and_goes_on(tmp_path: Path) -> None:
    async with few_files(Program(tmp_path)) as server:
        url = await url_of(server)
        port = int(url.split(":")[2].split("/")[0])
        async with httpx2.AsyncClient(base_url=url, timeout=SOON_S) as http:
            assert (await http.get("/threads")).status_code == 200
            held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(CONNECTIONS)]
            head, _, body = (await held[-1][0].read()).partition(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 503 Service Unavailable\r\n")
            assert b"retry-after: 1\r\n" in head
            assert json.loads(body)["error"]["code"] == "server_busy"
            assert (await http.post("/threads", json={})).status_code == 200  # over its open connection
            for _, writer in held:
                writer.close()
            async with httpx2.AsyncClient(base_url=url, timeout=SOON_S) as new, asyncio.timeout(SOON_S):
                while (await new.get("/threads")).status_code != 200:
                    pass
        server.send_signal(signal.SIGTERM)
        assert await ended(server) == 0
        assert server.stderr is not None
        log = (await server.stderr.read()).decode()
        assert log.count("Too many open connections") == 1
        assert "out of system resource" not in log
        assert "Every user of this machine can read" in log
