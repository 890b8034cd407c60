"""Another process with an open engine, from the side of the test: it reads lines, starts the job, kills."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

DEADLINE_S = 30


class OtherProcess:
    """A process that runs `tests/engine/process.py`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def line(self) -> str:
        """Read the next line that it prints."""
        assert self.process.stdout is not None
        async with asyncio.timeout(DEADLINE_S):
            return (await self.process.stdout.readline()).decode().strip()

    async def go(self) -> None:
        """Let a process that waits before its job begin."""
        assert self.process.stdin is not None
        self.process.stdin.write(b"\n")
        await self.process.stdin.drain()

    async def kill(self) -> None:
        """Kill it with SIGKILL."""
        self.process.kill()
        await self.process.wait()

    async def exit(self) -> None:
        """Let it exit normally."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        async with asyncio.timeout(DEADLINE_S):
            assert await self.process.wait() == 0


StartProcess = Callable[..., AbstractAsyncContextManager[OtherProcess]]
"""Type of the fixture `start`."""
