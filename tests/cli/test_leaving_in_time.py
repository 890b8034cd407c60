"""Every command ends within two seconds of a signal, whatever a list, a stream or a name server does."""

import asyncio
import signal
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx2
import pytest

from tests.cli.program import COMMAND, Program
from tests.cli.slow_server import STREAMS, block_names, slow_server
from tests.requirements import requirement

LIMIT_S = 2.0
BUSY_S = 1.0
"""What a machine that is busy with other tests may add."""
NAMES = "names that are not looked up"
PROBES = "dripping services of this machine"
CASES = [
    ("ask", "silent list", signal.SIGHUP),
    ("ask", "flooding list", signal.SIGQUIT),
    ("ask", "stream of words", signal.SIGINT),
    ("ask", "flood", signal.SIGTERM),
    ("ask", NAMES, signal.SIGTERM),
    ("ask", PROBES, signal.SIGINT),
    ("--plain", "dripping list", signal.SIGTERM),
    ("--plain", "stream of half a line", signal.SIGHUP),
    ("--plain", "flood", signal.SIGQUIT),
    ("--plain", NAMES, signal.SIGTERM),
    ("--plain", PROBES, signal.SIGINT),
    ("serve", "silent list", signal.SIGQUIT),
    ("serve", "flood", signal.SIGTERM),
    ("serve", "stream of comments", signal.SIGHUP),
    ("serve", NAMES, signal.SIGINT),
    ("models", "dripping list", signal.SIGINT),
    ("models", NAMES, signal.SIGQUIT),
]
"""The command, what it waits for, and the signal; each column has each value at least once."""
CODES = {"serve": 0}
"""Other commands end with 4, as after a cancelled run."""


@asynccontextmanager
async def held_up(program: Program, case: str) -> AsyncGenerator[asyncio.Task[object]]:
    """Let a program meet this case; yield a task that ends when it does."""
    if case == NAMES:
        marker = block_names(program.home / "names")
        program.environment |= {"PYTHONPATH": str(marker.parent), "OPENAI_BASE_URL": "http://slow.example:1/v1"}
        yield asyncio.create_task(made(marker))
        return
    async with slow_server("dripping list" if case == PROBES else case) as (url, asked):
        if case == PROBES:
            program.environment["OLLAMA_HOST"] = url.removesuffix("/v1")
        else:
            program.environment["OPENAI_BASE_URL"] = url
        if case in STREAMS:
            program.environment["ASSISTANT_CHAT_MODEL"] = "m"
        yield asyncio.create_task(asked.wait())


async def made(file: Path) -> None:
    """Wait until another process has made a file, which is no event for this one."""
    while not file.exists():  # noqa: ASYNC110, ASYNC240
        await asyncio.sleep(0.02)


async def start_a_run(served: str) -> None:
    """Start a run on a server, and follow it until the server ends."""
    body: dict[str, object] = {"thread": {"messages": [{"role": "user", "content": "Hi"}]}, "stream": True}
    async with httpx2.AsyncClient(base_url=served, headers={"OpenAI-Beta": "assistants=v2"}, timeout=30) as http:
        body["assistant_id"] = (await http.get("/assistants")).json()["data"][0]["id"]
        async with http.stream("POST", "/threads/runs", json=body) as response:
            async for _ in response.aiter_raw():
                pass


async def begin(process: Process, command: str) -> asyncio.Task[None] | None:
    """Give the command something to do."""
    if command == "--plain":
        assert process.stdin is not None
        process.stdin.write(b"Hi\n")
    if command != "serve":
        return None
    assert process.stdout is not None
    served = (await process.stdout.readline()).decode().split()[-1]
    return asyncio.create_task(start_a_run(served))


@pytest.mark.parametrize(("command", "case", "number"), CASES)
@requirement("leaving.two-seconds")
async def test_a_signal_ends_a_command(tmp_path: Path, command: str, case: str, number: signal.Signals) -> None:
    program = Program(tmp_path)
    words = {"ask": ["ask", "Hi"], "serve": ["serve", "--port", "0"]}.get(command, [command])
    async with held_up(program, case) as met:
        stdin = PIPE if command == "--plain" else DEVNULL
        process = await asyncio.create_subprocess_exec(
            COMMAND, *words, cwd=tmp_path, env=program.environment, stdin=stdin, stdout=PIPE, stderr=PIPE
        )
        try:
            following = await begin(process, command)
            assert process.stdout is not None
            assert process.stderr is not None
            out = asyncio.create_task(process.stdout.read())
            err = asyncio.create_task(process.stderr.read())
            async with asyncio.timeout(30):
                await met
            began = time.monotonic()
            process.send_signal(number)
            if command == "--plain" and number == signal.SIGINT:
                process.send_signal(number)  # the first one cancels the reply
            async with asyncio.timeout(30):
                assert await process.wait() == CODES.get(command, 4)
            assert time.monotonic() - began < LIMIT_S + BUSY_S
            assert b"Traceback" not in await err
            await out
            if following is not None:
                with suppress(httpx2.HTTPError):
                    await following
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()
