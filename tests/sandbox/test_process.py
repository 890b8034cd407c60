"""The process around the interpreter: what it is given, what it may answer, and that it ends."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.api.errors import SandboxError
from app.sandbox.interpreter import Interpreter
from app.sandbox.outcome import Limits
from app.sandbox.runtime import Runtime
from tests.requirements import requirement
from tests.sandbox.small_limits import SMALL

DEADLINE_S = 30.0
LOOP = "while True: pass"
LIAR = """
import json, sys
print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    print({answer!r}.replace("ID", str(json.loads(line)["id"])), flush=True)
"""
OWNER = """
import asyncio, sys
from pathlib import Path
from app.sandbox.runtime import Runtime

async def main():
    session = Runtime(Path(sys.argv[1])).interpreter(Path(sys.argv[2]))
    await session.run("1")
    await session.run("open('begun', 'w').close()\\nwhile True: pass")

asyncio.run(main())
"""


async def until(is_so: Callable[[], bool]) -> None:
    """Wait for something that no event tells."""
    async with asyncio.timeout(DEADLINE_S):
        while not is_so():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def children_with(folder: Path) -> set[int]:
    """Return the interpreters that work in this folder."""
    listed = subprocess.run(["ps", "-ww", "-eo", "pid=,args="], capture_output=True, text=True, check=True).stdout
    return {int(line.split()[0]) for line in listed.splitlines() if str(folder) in line and "wasm_host.py run" in line}


@requirement("code.empty-process")
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
async def test_it_gets_no_variables_and_no_open_files(
    monkeypatch: pytest.MonkeyPatch, session: Interpreter, folder: Path
):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-of-the-sandbox")
    with (folder.parent / "open.txt").open("w") as file:
        os.set_inheritable(file.fileno(), True)
        await session.start()
        (pid,) = children_with(folder)
        assert await asyncio.to_thread(Path(f"/proc/{pid}/environ").read_bytes) == b""
        opened = [os.readlink(entry.path) for entry in os.scandir(f"/proc/{pid}/fd")]
        assert str(folder.parent / "open.txt") not in opened
        assert not [name for name in opened if name.startswith("socket:")]


@requirement("code.empty-process")
async def test_it_ends_with_a_program_that_is_killed_in_a_call(runtime: Runtime, machine_cache: Path, folder: Path):
    command = [sys.executable, "-c", OWNER, str(machine_cache / "code-interpreter"), str(folder)]
    owner = await asyncio.create_subprocess_exec(*command)
    try:
        await until((folder / "begun").exists)
        assert len(children_with(folder)) == 1
    finally:
        owner.kill()
        await owner.wait()
    await until(lambda: not children_with(folder))


@requirement("code.cancel")
async def test_a_cancelled_call_ends_its_process(session: Interpreter, folder: Path):
    call = asyncio.create_task(session.run("open('begun', 'w').close()\n" + LOOP))
    await until((folder / "begun").exists)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert children_with(folder) == set()
    assert (await session.run("1")).is_fresh


@requirement("code.cancel")
async def test_a_start_that_is_cancelled_leaves_no_process(session: Interpreter, folder: Path):
    for steps in range(6):
        start = asyncio.create_task(session.start())
        for _ in range(steps):
            await asyncio.sleep(0.01)
        start.cancel()
        await asyncio.gather(start, return_exceptions=True)
        await session.kill()
        assert children_with(folder) == set()


@requirement("code.cancel")
async def test_a_kill_ends_the_call_with_an_outcome(session: Interpreter, folder: Path):
    call = asyncio.create_task(session.run("open('begun', 'w').close()\n" + LOOP))
    await until((folder / "begun").exists)
    await session.kill()
    outcome = await call
    assert (outcome.ended, outcome.error) == ("exit", "The interpreter ended.")
    assert (await session.run("1")).is_fresh


@requirement("code.limits")
async def test_a_process_that_was_killed_between_two_calls_is_replaced(session: Interpreter, folder: Path):
    await session.run("x = 1")
    (pid,) = children_with(folder)
    os.kill(pid, signal.SIGKILL)
    await until(lambda: not children_with(folder))
    outcome = await session.run("'x' in globals()")
    assert (outcome.value, outcome.is_fresh) == ("False", True) or outcome.ended == "exit"


@pytest.mark.parametrize(
    "answer",
    [
        '{"id": 99, "value": "forged"}',
        '{"value": "forged"}',
        '{"id": ID, "value": "forged", "extra": 1}',
        '{"id": ID, "value": 5}',
        "forged",
        '{"id": ID, "value": "\\ud800"}',
        '{"id": ID, "stream": "stdout", "text": "' + "x" * 6_000 + '"}',
        '{"id": ID, "value": "' + "x" * 5_000_000 + '"}',
    ],
    ids=["other id", "no id", "unknown field", "no text", "no JSON", "half character", "too much", "too long"],
)
@requirement("code.no-forged-results")
async def test_an_answer_that_does_not_fit_is_not_used(tmp_path: Path, folder: Path, answer: str):
    program = tmp_path / "liar.py"
    program.write_text(LIAR.replace("{answer!r}", repr(answer)))
    session = Runtime(tmp_path / "cache", program).interpreter(folder, SMALL)
    outcome = await session.run("1")
    assert (outcome.ended, outcome.value, outcome.stdout) == ("protocol", None, "")
    assert (await session.run("1")).is_fresh
    await session.kill()


@requirement("code.unusable")
async def test_a_program_that_does_not_start_is_a_sentence(tmp_path: Path, folder: Path):
    session = Runtime(tmp_path / "no cache").interpreter(folder, Limits())
    with pytest.raises(SandboxError, match=r"^The code interpreter could not be started: "):
        await session.run("1")
