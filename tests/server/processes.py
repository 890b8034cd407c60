"""The server as a process: where it listens, and its exit code."""

import asyncio
from asyncio.subprocess import Process


async def url_of(process: Process) -> str:
    """Return the base URL from the first line."""
    assert process.stdout is not None
    async with asyncio.timeout(30):
        line = (await process.stdout.readline()).decode()
    assert line.startswith("Listening on http://127.0.0.1:")
    assert line.endswith("/v1\n")
    return line.split()[-1]


async def ended(process: Process) -> int:
    """Wait for the process to end, and return its exit code."""
    async with asyncio.timeout(30):
        return await process.wait()
