"""The built-in model: a child process that runs llama.cpp's server, started at the first message.

For the caller it is one more endpoint for chat completions, with a new port and key at each start. `child.py` and
README have the figures behind the settings.
"""

import asyncio
import os
import sys
import tempfile
from pathlib import Path
from typing import IO

import msgspec
from msgspec import Struct

from app.api.errors import WeightsError
from app.models.builtin.weights import NO_RUNTIME, BuiltInModel, WeightsFolder, runtime_present
from app.models.endpoints.lists.list_answer import NoList
from app.settings.child_environment import child_environment

READY_TIMEOUT_S = 120.0
"""How long a start may take: a cold disk is slow."""
EXIT_TIMEOUT_S = 2.0
"""How long the process may take to end by itself before it is killed."""
DYING_TIMEOUT_S = 0.5
"""How long after a broken connection the process may still be about to end."""
LIST_TIMEOUT_S = 5.0
"""How long one check may take whether the server answers."""
POLL_S = 0.05
"""Between two such checks."""
CONTEXT_TOKENS = 8192
"""All models of the table were trained on at least as many."""
MAX_THREADS = 4
MAX_STDERR_CHARS = 200
CHILD = Path(__file__).with_name("child.py")


class Child(Struct, frozen=True, kw_only=True):
    """A running process; `address` is its base URL."""

    model: BuiltInModel
    process: asyncio.subprocess.Process
    address: str
    key: str


class BuiltInServer:
    """Starts the process when it is needed, restarts it when it has died, and ends it."""

    def __init__(self, weights: WeightsFolder, program: Path = CHILD, ready_timeout_s: float = READY_TIMEOUT_S) -> None:
        self._weights = weights
        self._program = program
        self._ready_timeout_s = ready_timeout_s
        self._child: Child | None = None
        self._starting = asyncio.Lock()
        self._launch: asyncio.Task[Child] | None = None
        self._launched: asyncio.subprocess.Process | None = None
        self._closing = False

    async def ensure_running(self, name: str) -> tuple[str, str]:
        """Start the model if needed; return its base URL and key. Raises `WeightsError`.

        An unknown name starts the model that was installed last.

        A start continues when its caller is cancelled: the next message needs it, and a cancelled creation of a
        process never returns (CPython 3.11: its transport waits for pipes that were not connected yet).
        """
        model = self._model(name)
        async with self._starting:
            while True:
                # A start whose caller was cancelled may have failed since.
                if self._launch is None or (self._launch.done() and self._launch.exception()):
                    self._launch = asyncio.create_task(self._start(model))
                child = await asyncio.shield(self._launch)
                self._child = child
                if child.model == model and child.process.returncode is None:
                    return child.address, child.key
                self._forget()
                await stop_process(child.process)

    async def has_ended(self) -> bool:
        """Whether the process has ended, or is about to: its connections break before its end is known."""
        child = self._child
        if child is None:
            return True
        try:
            async with asyncio.timeout(DYING_TIMEOUT_S):
                await child.process.wait()
        except TimeoutError:
            return False
        return True

    async def close(self) -> None:
        """End the process, even one that is still starting."""
        self._closing = True
        if self._launched and self._launched.returncode is None and not self._child:
            self._launched.kill()
        async with self._starting:
            if self._launch:
                await asyncio.wait([self._launch])
                if not self._launch.exception():
                    await stop_process(self._launch.result().process)
            self._forget()
            self._closing = False

    def _forget(self) -> None:
        self._child = None
        self._launch = None
        self._launched = None

    def _model(self, name: str) -> BuiltInModel:
        if not runtime_present():
            raise WeightsError(NO_RUNTIME)
        installed = self._weights.installed()
        if not installed:
            raise WeightsError("The built-in model is not installed. Download it with: assistant-chat model pull")
        return next((model for model in installed if model.name == name), installed[0])

    async def _start(self, model: BuiltInModel) -> Child:
        key = os.urandom(16).hex()
        threads = max(1, min(MAX_THREADS, os.cpu_count() or 1))
        argument = msgspec.json.encode(
            {"model": str(self._weights.path(model)), "name": model.name, "threads": threads, "context": CONTEXT_TOKENS}
        ).decode()
        with tempfile.TemporaryFile() as stderr:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", str(self._program), argument),
                # Passive waiting: spinning threads make it 5 to 10 times slower on a busy machine (measured).
                env=child_environment(os.environ, {"OMP_WAIT_POLICY": "passive", "BUILT_IN_KEY": key}),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=stderr,
            )
            self._launched = process
            if self._closing:
                process.kill()
            try:
                async with asyncio.timeout(self._ready_timeout_s):
                    address = await read_address(process, stderr)
                    await wait_until_ready(process, address, key)
            except TimeoutError as error:
                await stop_process(process)
                raise WeightsError(
                    f"The built-in model was not ready after {self._ready_timeout_s:.0f} s. Try again."
                ) from error
            except BaseException:
                await stop_process(process)
                raise
        return Child(model=model, process=process, address=address, key=key)


async def read_address(process: asyncio.subprocess.Process, stderr: IO[bytes]) -> str:
    """Read the base URL from the first line of stdout. Raises `WeightsError` when the process ends before."""
    assert process.stdout
    line = (await process.stdout.readline()).decode().strip()
    if not line:
        await process.wait()
        raise WeightsError(describe_exit(stderr, process.returncode))
    return f"{line.rstrip('/')}/v1"


async def wait_until_ready(process: asyncio.subprocess.Process, address: str, key: str) -> None:
    """Wait until the server lists its model. Raises `WeightsError` when the process ends before."""
    from app.models.endpoints.lists.model_list import list_models, new_list_client  # late: brings httpx2, 0.1 s

    client = await asyncio.to_thread(new_list_client, LIST_TIMEOUT_S, proxy=False, is_plain=True)
    async with client:
        while process.returncode is None:
            try:
                await list_models(client, address, key, timeout_s=LIST_TIMEOUT_S)
            except NoList:
                await asyncio.sleep(POLL_S)
            else:
                return
    raise WeightsError("The built-in model stopped while it was starting. Try again.")


async def stop_process(process: asyncio.subprocess.Process) -> None:
    """Stop the process by closing its stdin; kill it if it does not end."""
    if process.returncode is not None:
        return
    if process.stdin:
        process.stdin.close()
    try:
        async with asyncio.timeout(EXIT_TIMEOUT_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def describe_exit(stderr: IO[bytes], code: int | None) -> str:
    """Make a sentence of what the process wrote before it ended."""
    stderr.seek(0)
    text = stderr.read().decode("utf-8", "replace")
    if "libgomp" in text:
        return (
            "The built-in model needs the system library libgomp.so.1. Install it: apt install libgomp1, dnf install"
            " libgomp, or pacman -S gcc-libs."
        )
    if "No module named 'xllamacpp'" in text:
        return NO_RUNTIME
    reason = ""
    if text.strip():
        last = text.strip().splitlines()[-1].strip()
        reason = f" It says: {last[:MAX_STDERR_CHARS]}"
    return f"The built-in model could not start (exit code {code}).{reason}"
