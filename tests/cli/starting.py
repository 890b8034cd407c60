"""Waits until a process that was just started handles signals itself."""

import asyncio
import signal
from pathlib import Path

WAIT_S = 20.0


async def until_it_handles_signals(pid: int) -> None:
    """Wait until SIGTERM does not end the process any more without a word to it: the first line of ours has run."""
    async with asyncio.timeout(WAIT_S):
        # The kernel sends no event for it.
        while not caught(pid) >> (signal.SIGTERM - 1) & 1:  # noqa: ASYNC110
            await asyncio.sleep(0.002)


def caught(pid: int) -> int:
    """The signals that a process handles, as Linux's /proc has them: a bit for each."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1], 16) for line in lines if line.startswith("SigCgt"))
