"""The built-in model: a child process that runs llama.cpp, started at the first message. `connected` asks it.

One more chat-completions endpoint, with a port and a key of its own at each start. The figures behind the settings:
`builtin_child` and README.
"""

import asyncio
import json
import os
import secrets
import sys
import tempfile
from pathlib import Path
from typing import IO

from msgspec import Struct

from app.api.errors import WeightsError
from app.models.builtin.weights import NO_RUNTIME, BuiltInModel, Shelf, runtime_present

READY = 120.0
"""Seconds until the model must answer: a cold disk is slow."""
LEAVE = 2.0
"""Seconds to end by itself."""
DYING = 0.5
"""Seconds from a broken connection to the end of the process that broke it."""
CONTEXT = 8192
"""Tokens; all the models of the table were trained on at least as many."""
MAX_THREADS = 4
CHILD = Path(__file__).with_name("child.py")


class Child(Struct, frozen=True, kw_only=True):
    """A running process."""

    model: BuiltInModel
    process: asyncio.subprocess.Process
    address: str
    key: str


class BuiltIn:
    """Starts the process when it is needed, again when it has died, and ends it."""

    def __init__(self, shelf: Shelf, program: Path = CHILD, ready: float = READY) -> None:
        self._shelf = shelf
        self._program = program
        self._ready = ready
        self._child: Child | None = None
        self._starting = asyncio.Lock()
        self._launch: asyncio.Task[Child] | None = None
        self._launched: asyncio.subprocess.Process | None = None
        self._closing = False

    async def ready(self, name: str) -> tuple[str, str]:
        """Base URL and key of the running model, the default one for an unknown name. Raises `WeightsError`.

        A start goes on when its caller gives up: the next message wants it, and a cancelled creation of a process
        never returns (CPython 3.11: its transport waits for pipes that were not connected yet).
        """
        model = self._model(name)
        async with self._starting:
            while True:
                # A start whose caller gave up may have come to its end since.
                if self._launch is None or (self._launch.done() and self._launch.exception()):
                    self._launch = asyncio.create_task(self._start(model))
                child = await asyncio.shield(self._launch)
                self._child = child
                if child.model == model and child.process.returncode is None:
                    return child.address, child.key
                self._child = self._launch = self._launched = None
                await ended(child.process)

    async def died(self) -> bool:
        """Whether the process has ended, or is about to: its connections break before its end is known."""
        child = self._child
        if child is None:
            return True
        try:
            async with asyncio.timeout(DYING):
                await child.process.wait()
        except TimeoutError:
            return False
        return True

    async def close(self) -> None:
        """End the process, one that is still starting too."""
        self._closing = True
        if self._launched and self._launched.returncode is None and not self._child:
            self._launched.kill()
        async with self._starting:
            if self._launch:
                await asyncio.wait([self._launch])
                if not self._launch.exception():
                    await ended(self._launch.result().process)
            self._child = self._launch = self._launched = None
            self._closing = False

    def _model(self, name: str) -> BuiltInModel:
        if not runtime_present():
            raise WeightsError(NO_RUNTIME)
        installed = self._shelf.installed()
        if not installed:
            raise WeightsError("The built-in model is not here. Download it with: assistant-chat model pull")
        return next((model for model in installed if model.name == name), installed[0])

    async def _start(self, model: BuiltInModel) -> Child:
        key = secrets.token_hex(16)
        threads = max(1, min(MAX_THREADS, os.cpu_count() or 1))
        asked = {"model": str(self._shelf.path(model)), "name": model.name, "threads": threads, "context": CONTEXT}
        # Passive waiting: spinning threads make it 5 to 10 times slower on a busy machine (measured).
        environ = {**os.environ, "OMP_WAIT_POLICY": "passive", "BUILT_IN_KEY": key}
        with tempfile.TemporaryFile() as said:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", str(self._program), json.dumps(asked)),
                env=environ,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=said,
            )
            self._launched = process
            if self._closing:
                process.kill()
            try:
                async with asyncio.timeout(self._ready):
                    assert process.stdout
                    line = (await process.stdout.readline()).decode().strip()
                    if not line:
                        await process.wait()
                        raise WeightsError(why_it_died(said, process.returncode))
                    address = f"{line.rstrip('/')}/v1"
                    await self._answers(process, address, key)
            except TimeoutError as error:
                await ended(process)
                raise WeightsError(f"The built-in model was not ready after {self._ready:.0f} s. Try again.") from error
            except BaseException:
                await ended(process)
                raise
        return Child(model=model, process=process, address=address, key=key)

    async def _answers(self, process: asyncio.subprocess.Process, address: str, key: str) -> None:
        """Wait until it lists its model."""
        from app.models.endpoints.model_list import NoList, list_models  # late: urllib costs 25 ms

        while process.returncode is None:
            try:
                await asyncio.to_thread(list_models, address, key, seconds=5, proxy=False)
            except NoList:
                await asyncio.sleep(0.05)
            else:
                return
        raise WeightsError("The built-in model ended while it was starting. Try again.")


async def ended(process: asyncio.subprocess.Process) -> None:
    """Close its stdin, which ends it; kill it when it does not."""
    if process.returncode is not None:
        return
    if process.stdin:
        process.stdin.close()
    try:
        async with asyncio.timeout(LEAVE):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def why_it_died(said: IO[bytes], code: int | None) -> str:
    """A sentence from what it wrote before it ended."""
    said.seek(0)
    text = said.read().decode("utf-8", "replace")
    if "libgomp" in text:
        return (
            "The built-in model needs the system library libgomp.so.1. Install it: apt install libgomp1, dnf install"
            " libgomp, or pacman -S gcc-libs."
        )
    if "No module named 'xllamacpp'" in text:
        return NO_RUNTIME
    lines = [line for line in text.splitlines() if line.strip()]
    reason = f" It said: {lines[-1].strip()[:200]}" if lines else ""
    return f"The built-in model could not start (exit code {code}).{reason}"
