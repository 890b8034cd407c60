"""A command with its output, ended at its deadline."""

import asyncio
import os
import signal
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.cli.program import Ended


async def output_of(command: Sequence[str], folder: Path, environment: Mapping[str, str], seconds: float) -> Ended:
    """Run a command to its end; at the deadline it is killed with its children, and the code is negative."""
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, env=environment, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, start_new_session=True
    )
    reading = asyncio.ensure_future(process.communicate())
    try:
        await asyncio.wait([reading], timeout=seconds)
    finally:
        if not reading.done():
            os.killpg(process.pid, signal.SIGKILL)
    out, err = await reading
    assert process.returncode is not None
    return Ended(process.returncode, out.decode(errors="replace"), err.decode(errors="replace"))
