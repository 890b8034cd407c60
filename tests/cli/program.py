"""The installed program as a process, with its own home folder and pipes instead of a terminal."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

COMMAND = Path(sys.executable).with_name("assistant-chat")


class Ended(NamedTuple):
    """The exit code and the output of a process."""

    code: int
    out: str
    err: str


class Program:
    """Starts the program in one home folder with one environment."""

    def __init__(self, home: Path, base_url: str = "") -> None:
        self.home = home
        self.environment = {
            name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "PYTHONDONTWRITEBYTECODE")
        }
        self.environment["PATH"] = f"{COMMAND.parent}:{self.environment['PATH']}"
        self.environment["HOME"] = str(home)
        if base_url:
            self.environment["OPENAI_BASE_URL"] = base_url

    @asynccontextmanager
    async def started(self, *words: str) -> AsyncGenerator[Process]:
        """Start the program with pipes for stdout and stderr; kill it at the end of the block."""
        process = await asyncio.create_subprocess_exec(
            COMMAND, *words, cwd=self.home, env=self.environment, stdin=DEVNULL, stdout=PIPE, stderr=PIPE
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.communicate()

    async def run(self, *words: str, stdin: bytes | None = None) -> Ended:
        """Run the program to its end, at most 30 seconds."""
        return await self._ended([str(COMMAND), *words], stdin)

    async def shell(self, line: str) -> Ended:
        """Run a line of bash, with the program on its path."""
        return await self._ended(["/bin/bash", "-c", line], None)

    async def _ended(self, command: list[str], stdin: bytes | None) -> Ended:
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=self.home,
            env=self.environment,
            stdin=DEVNULL if stdin is None else PIPE,
            stdout=PIPE,
            stderr=PIPE,
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(30):
                out, err = await process.communicate(stdin)
        finally:
            if process.returncode is None:
                # Children of the shell hold its pipes open, so the whole group is killed.
                os.killpg(process.pid, signal.SIGKILL)
                await process.communicate()
        assert process.returncode is not None
        return Ended(process.returncode, out.decode(), err.decode())


async def url_of(server: Process) -> str:
    """Return the base URL from the first line of `serve`."""
    assert server.stdout is not None
    async with asyncio.timeout(30):
        return (await server.stdout.readline()).decode().split()[-1]
