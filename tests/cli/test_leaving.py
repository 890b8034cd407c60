"""SIGINT and SIGTERM end every command within two seconds, whatever a model server or a list does."""

import asyncio
import fcntl
import os
import pty
import signal
import socket
import struct
import termios
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from tests.cli.program import COMMAND, Program
from tests.fake_model import FakeModel, hang, say
from tests.requirements import requirement

LIMIT_S = 2.0
BUSY_S = 1.0
"""What a machine that is busy with other tests may add."""
PIECE_CHARS = 50_000
"""A pipe of Linux holds 65,536 bytes, so the second such piece blocks."""
SIGNALS = [signal.SIGINT, signal.SIGTERM]


@asynccontextmanager
async def silent_server(drip: bytes = b"") -> AsyncGenerator[tuple[str, asyncio.Event]]:
    """A server that accepts requests and sends nothing, or a header and then a byte now and then, for ever."""
    asked = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        asked.set()
        try:
            if drip:
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
            while not writer.is_closing():
                writer.write(drip)
                await writer.drain()
                await asyncio.sleep(0.2)
        except (ConnectionError, asyncio.CancelledError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}/v1", asked
    finally:
        server.close()


async def seconds_to_end(process: Process, number: signal.Signals) -> float:
    """Send the signal, and return how long the process took to end."""
    began = time.monotonic()
    process.send_signal(number)
    async with asyncio.timeout(30):
        await process.wait()
    return time.monotonic() - began


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("drip", [b"", b" "], ids=["silent", "dripping"])
@requirement("leaving.two-seconds")
async def test_ask_ends_while_a_model_list_does_not_arrive(tmp_path: Path, number: signal.Signals, drip: bytes) -> None:
    async with silent_server(drip) as (url, asked), Program(tmp_path, url).started("ask", "Hi") as process:
        async with asyncio.timeout(30):
            await asked.wait()
        assert await seconds_to_end(process, number) < LIMIT_S + BUSY_S
        assert process.returncode == 4


@pytest.mark.parametrize("number", SIGNALS)
@requirement("leaving.two-seconds")
async def test_serve_ends_while_a_request_waits_for_a_list(tmp_path: Path, number: signal.Signals) -> None:
    async with silent_server(b" ") as (url, asked), Program(tmp_path, url).started("serve", "--port", "0") as process:
        assert process.stdout is not None
        served = (await process.stdout.readline()).decode().split()[-1]
        async with httpx2.AsyncClient(base_url=served, timeout=20) as http:
            asking = asyncio.create_task(http.get("/models"))
            async with asyncio.timeout(30):
                await asked.wait()
            assert await seconds_to_end(process, number) < LIMIT_S + BUSY_S
            await asyncio.wait([asking])
            asking.exception()
        assert process.returncode == 0


@pytest.mark.parametrize("words", [["ask", "Hi"], ["runs", "cancel", "thread_x"], ["threads"]], ids=str)
@requirement("leaving.two-seconds")
async def test_a_command_ends_while_a_server_is_silent(tmp_path: Path, words: list[str]) -> None:
    async with silent_server() as (url, asked), Program(tmp_path).started(*words, "--server", url) as process:
        async with asyncio.timeout(30):
            await asked.wait()
        assert await seconds_to_end(process, signal.SIGTERM) < LIMIT_S + BUSY_S
        assert process.returncode == 4


@requirement("leaving.two-seconds")
async def test_ask_ends_while_nothing_reads_its_output(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    async with FakeModel([say(*["x" * PIECE_CHARS] * 100)]) as model:
        program = Program(tmp_path, model.base_url)
        process = await asyncio.create_subprocess_exec(
            COMMAND, "ask", "Hi", cwd=tmp_path, env=program.environment, stdout=writing, stderr=PIPE
        )
        os.close(writing)
        try:
            async with asyncio.timeout(30):
                # A pipe that fills up is no event for its reader.
                while waiting_bytes(reading) < PIECE_CHARS:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            assert await seconds_to_end(process, signal.SIGTERM) < LIMIT_S + BUSY_S
            assert process.returncode in (4, 128 + signal.SIGTERM)
        finally:
            os.close(reading)
            if process.returncode is None:
                process.kill()
            await process.communicate()


def waiting_bytes(pipe: int) -> int:
    """How much has been written to a pipe and not been read."""
    return struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, b"\0" * 4))[0]


class Plain:
    """`--plain` in a terminal of its own."""

    def __init__(self, process: Process, master: int) -> None:
        self.process = process
        self.text = ""
        self._master = master
        self._changed = asyncio.Event()
        asyncio.get_running_loop().add_reader(master, self._read)

    def _read(self) -> None:
        try:
            data = os.read(self._master, 65_536)
        except OSError:
            data = b""
        if not data:
            asyncio.get_running_loop().remove_reader(self._master)
        self.text += data.decode("utf-8", "replace")
        self._changed.set()

    def type(self, text: str) -> None:
        """Type text; `\\x03` is Ctrl+C, which the terminal makes a signal."""
        os.write(self._master, text.encode())

    async def shows(self, text: str, times: int = 1) -> None:
        """Wait until the terminal got this text so often."""
        async with asyncio.timeout(30):
            while self.text.count(text) < times:
                self._changed.clear()
                await self._changed.wait()


@asynccontextmanager
async def plain_in_a_terminal(program: Program) -> AsyncGenerator[Plain]:
    master, slave = pty.openpty()
    process = await asyncio.create_subprocess_exec(
        *("setsid", "--ctty", "--wait", str(COMMAND), "--plain"),
        cwd=program.home,
        env={**program.environment, "TERM": "xterm"},
        stdin=slave,
        stdout=slave,
        stderr=slave,
    )
    os.close(slave)
    plain = Plain(process, master)
    try:
        yield plain
    finally:
        asyncio.get_running_loop().remove_reader(master)
        os.close(master)  # hangs up: what still runs gets SIGHUP
        async with asyncio.timeout(30):
            await process.wait()


@requirement("plain.interrupt")
async def test_ctrl_c_cancels_a_reply_and_then_ends_the_conversation(tmp_path: Path) -> None:
    answers = [hang("Half of it"), say("The answer.")]
    async with FakeModel(answers) as model, plain_in_a_terminal(Program(tmp_path, model.base_url)) as plain:
        await plain.shows("Message: ")
        plain.type("First\r")
        await plain.shows("Half of it")
        plain.type("\x03")
        await plain.shows("cancelled, ")
        await plain.shows("Message: ", times=2)
        plain.type("Second\r")
        await plain.shows("The answer.")
        await plain.shows("Message: ", times=3)
        plain.type("\x03")
        await plain.shows("Continue with: assistant-chat --plain thread_")
        async with asyncio.timeout(30):
            assert await plain.process.wait() == 4
    assert "Traceback" not in plain.text


@requirement("plain.interrupt", "leaving.two-seconds")
async def test_sigterm_ends_a_conversation_in_mid_reply(tmp_path: Path) -> None:
    async with FakeModel([hang("Half of it"), say("Not asked.")]) as model:
        program = Program(tmp_path, model.base_url)
        process = await asyncio.create_subprocess_exec(
            COMMAND, "--plain", cwd=tmp_path, env=program.environment, stdin=PIPE, stdout=PIPE, stderr=PIPE
        )
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"First\nSecond\n")
        async with asyncio.timeout(30):
            assert await process.stdout.readexactly(10) == b"Half of it"
        assert await seconds_to_end(process, signal.SIGTERM) < LIMIT_S + BUSY_S
        assert process.returncode == 4
        await process.communicate()
        assert len([one for one in model.requests if one.method == "POST"]) == 1


@requirement("leaving.two-seconds")
async def test_a_model_pull_ends(tmp_path: Path) -> None:
    async with silent_server() as (url, asked):
        program = Program(tmp_path)
        program.environment |= {name: url.removesuffix("/v1") for name in ("HTTPS_PROXY", "https_proxy")}
        async with program.started("model", "pull") as process:
            async with asyncio.timeout(30):
                await asked.wait()
            assert await seconds_to_end(process, signal.SIGTERM) < LIMIT_S + BUSY_S
            assert process.returncode == 4


@requirement("cli.errors")
async def test_a_port_in_use_is_told_in_words(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = await Program(tmp_path).run("serve", "--port", str(taken.getsockname()[1]))
    assert ended.code == 2
    assert "another program uses this port" in ended.err
    assert "Errno" not in ended.err
