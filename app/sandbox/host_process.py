"""The interpreter's process as a value: it is started with nothing of ours, written to, read from and killed."""

import asyncio
import json
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from app.api.errors import SandboxError
from app.sandbox.folder import remove_folder
from app.sandbox.frames import LINE_BYTES, Frame, Mismatch, read_frame
from app.sandbox.outcome import Limits

PROGRAM = Path(__file__).with_name("wasm_host.py")
GUEST = Path(__file__).with_name("guest.py")
START_TIMEOUT_S = 60.0
"""A start takes 0.1 CPU s; a busy machine with a cold disk is slow."""
ENDING_S = 1.0
"""How long a process may take to end once it has closed its stdout."""
ENVIRONMENT = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
"""Empty but on Windows, where no process starts without this variable."""
GUEST_ENVIRONMENT = {
    "HOME": "/tmp",
    "TMPDIR": "/tmp",
    "MPLCONFIGDIR": "/tmp/matplotlib",
    "MPLBACKEND": "module://_figures",
    "PYTHONTZPATH": "",  # the zones of the library
}


class Process(Struct, frozen=True):
    """A running interpreter, with its own folder for temporary files."""

    child: asyncio.subprocess.Process
    temporary: Path

    async def send(self, line: bytes) -> None:
        """Write a line. Raises `OSError` when the process has ended."""
        assert self.child.stdin
        self.child.stdin.write(line)
        await self.child.stdin.drain()

    async def receive(self) -> Frame | None:
        """Read a line; None when the process has ended. Raises `Mismatch`."""
        assert self.child.stdout
        try:
            line = await self.child.stdout.readline()
        except ValueError as error:  # too long
            raise Mismatch from error
        except OSError:
            return None
        return read_frame(line) if line else None

    async def end(self) -> None:
        """Kill the process and remove its temporary files."""
        await kill(self.child)
        await asyncio.to_thread(remove_folder, self.temporary)


async def start_process(program: Path, prepared: Path, folder: Path, limits: Limits) -> Process:
    """Start an interpreter and wait until it takes calls. Raises `SandboxError`."""
    temporary = Path(await asyncio.to_thread(tempfile.mkdtemp, prefix="assistant-chat-"))
    options = {
        "prepared": str(prepared),
        "guest_code": str(GUEST),
        "guest_environment": GUEST_ENVIRONMENT,
        "folder": str(folder),
        "temporary": str(temporary),
        "memory_bytes": limits.memory_bytes,
        "output_bytes": limits.output_bytes,
        "folder_bytes": limits.folder_bytes,
    }
    try:
        process = Process(await spawn(program, "run", json.dumps(options)), temporary)
    except OSError as error:
        remove_folder(temporary)
        raise SandboxError(f"The code interpreter could not be started: {error}") from error
    try:
        async with asyncio.timeout(START_TIMEOUT_S):
            frame = await process.receive()
    except TimeoutError as error:
        await process.end()
        raise SandboxError(f"The code interpreter was not ready after {START_TIMEOUT_S:.0f} s.") from error
    except BaseException:
        await process.end()
        raise
    if frame is None or not frame.ready:
        await process.end()
        reason = frame.failed if frame and frame.failed else "its process ended"
        raise SandboxError(f"The code interpreter could not be started: {reason}")
    return process


async def spawn(program: Path, *arguments: str) -> asyncio.subprocess.Process:
    """Run the child's program. Raises `OSError`.

    The creation of a process must not be cancelled: on CPython 3.11 it never returns then. So it is finished first,
    and the process killed.
    """
    creation = asyncio.ensure_future(
        asyncio.create_subprocess_exec(
            # Isolated: no variable, no folder of the user and no current folder has a say in what it imports.
            *(sys.executable, "-I", str(program), *arguments),
            env=ENVIRONMENT,
            cwd=program.parent,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            limit=LINE_BYTES,
            start_new_session=True,  # Ctrl+C on a terminal is the parent's
        )
    )
    try:
        return await asyncio.shield(creation)
    except asyncio.CancelledError:
        await kill(await creation)
        raise


async def kill(child: asyncio.subprocess.Process) -> None:
    """End the process now, whatever it does."""
    if child.stdout and child.stdout.at_eof():  # it is ending; a signal sent now would take its exit code from asyncio
        with suppress(TimeoutError):
            async with asyncio.timeout(ENDING_S):
                await child.wait()
    if child.returncode is None:
        child.kill()
    await child.wait()
