"""Code that takes too much: stopped, the folder is usable again, and the next call works and says that it is fresh."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from app.sandbox.interpreter import Interpreter
from app.sandbox.outcome import Ended, Limits, Outcome
from tests.requirements import requirement
from tests.sandbox.small_limits import SMALL

DEADLINE_S = 60.0
SessionWith = Callable[[Limits], Interpreter]


async def stopped(session: Interpreter, code: str, cause: Ended) -> Outcome:
    """Run code that ends the process, see that the next call is fresh, and return the outcome of the first."""
    await session.run("kept = 1")
    async with asyncio.timeout(DEADLINE_S):
        outcome = await session.run(code)
    assert (outcome.ended, outcome.state_lost, outcome.value) == (cause, True, None), outcome
    assert outcome.error
    following = await session.run("'kept' in globals()")
    assert (following.value, following.is_fresh, following.state_lost) == ("False", True, False)
    return outcome


@pytest.mark.parametrize(
    "code",
    [
        "while True: pass",
        "import time; time.sleep(1000)",
        "import re; re.match(r'(a+)+$', 'a' * 60 + 'b')",
        "10 ** 10 ** 9",
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    ],
)
@requirement("code.limits")
async def test_time(session_with: SessionWith, code: str):
    session = session_with(msgspec.structs.replace(SMALL, time_s=1.0))
    outcome = await stopped(session, code, "time")
    assert outcome.error == "The code was stopped after 1 s."


@requirement("code.limits", "code.bounded")
async def test_endless_output_is_cut_and_kept(session_with: SessionWith):
    session = session_with(msgspec.structs.replace(SMALL, time_s=1.0))
    outcome = await stopped(session, "while True: print('y' * 99)", "time")
    assert outcome.stdout.startswith("y" * 99 + "\n")
    assert len(outcome.stdout) == SMALL.output_bytes
    assert outcome.is_cut


@requirement("code.limits")
async def test_what_was_printed_before_the_stop_is_kept(session_with: SessionWith):
    session = session_with(msgspec.structs.replace(SMALL, time_s=1.0))
    outcome = await stopped(session, "print('so far')\nwhile True: pass", "time")
    assert (outcome.stdout, outcome.is_cut) == ("so far\n", False)


@pytest.mark.parametrize(
    "code",
    [
        "n = 0\nwhile True:\n    open(f'{n}', 'wb').write(bytes(1 << 20)); n += 1",
        "n = 0\nwhile True:\n    open(f'{n}', 'wb').close(); n += 1",
        "n = 0\nwhile True:\n    open(f'/tmp/{n}', 'wb').write(bytes(1 << 20)); n += 1",
        "import os\nwhile True:\n    os.mkdir('d'); os.chdir('d')",
        "import os\nwhile True:\n    os.mkdir('d' * 250); os.chdir('d' * 250)",
        "for n in range(200): open(f'{n}', 'wb').close()",
    ],
)
@requirement("code.limits")
async def test_a_full_folder_is_emptied_of_what_the_call_made(session: Interpreter, folder: Path, code: str):
    (folder / "attached.txt").write_text("the user's")
    outcome = await stopped(session, code, "folder")
    assert outcome.files == ()
    assert os.listdir(folder) == ["attached.txt"]
    assert (await session.run("open('after.txt', 'w').write('x')")).files[0].path == "after.txt"


@requirement("code.limits")
async def test_one_file_cannot_be_larger_than_the_folder_may_be(session: Interpreter, folder: Path):
    outcome = await session.run("with open('big', 'wb') as f:\n    while True: f.write(bytes(1 << 20))")
    assert "File too large" in (outcome.error or ""), outcome
    assert [(file.path, file.size) for file in outcome.files] == [("big", SMALL.folder_bytes)]
    assert (await session.run("1")).is_fresh is False


@requirement("code.limits")
async def test_a_folder_that_was_full_before_may_stay_so(session: Interpreter, folder: Path):
    (folder / "attached.bin").write_bytes(bytes(SMALL.folder_bytes + 1))
    assert (await session.run("import os; os.path.getsize('attached.bin')")).value == str(SMALL.folder_bytes + 1)
    await stopped(session, "open('more.bin', 'wb').write(bytes(1 << 20))", "folder")
    assert os.listdir(folder) == ["attached.bin"]


@pytest.mark.parametrize(
    "code",
    [
        "import os; os._exit(0)",
        "import os; os.abort()",
        "import sys\nsys.setrecursionlimit(10 ** 9)\ndef f(n): return f(n + 1) + 1\nf(0)",
    ],
)
@requirement("code.limits")
async def test_an_end_by_itself(session: Interpreter, code: str):
    await stopped(session, code, "exit")


@requirement("code.limits")
async def test_an_interpreter_that_was_broken_from_inside_is_replaced(session: Interpreter):
    await session.run("import sys; sys.modules['_cells'].run = None")
    outcome = await session.run("1")
    assert (outcome.ended, outcome.value) == ("exit", None)
    assert (await session.run("1")).value == "1"


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("a = []\nwhile True: a.append(bytearray(16 << 20))", "MemoryError"),
        ("bytearray(1 << 30)", "MemoryError"),
        ("def f(): f()\nf()", "RecursionError"),
        ("x = ()\nfor _ in range(10 ** 5): x = (x,)\nrepr(x)", "RecursionError"),
        ("import ast; ast.parse('(' * 100_000)", "MemoryError"),
        ("files = []\nwhile True: files.append(open('/mnt/data/f', 'w'))", "OSError"),
    ],
)
@requirement("code.bounded")
async def test_what_the_code_can_catch(session: Interpreter, code: str, error: str):
    outcome = await session.run(code)
    assert error in (outcome.error or ""), outcome
    assert outcome.ended is None
    assert (await session.run("a = files = None; 'on'")).value == "'on'"


@requirement("code.bounded")
async def test_too_much_output_is_cut_in_one_call_only(session: Interpreter):
    outcome = await session.run("import sys\nprint('x' * 20_000)\nprint('e' * 20_000, file=sys.stderr)\n'v' * 20_000")
    assert (len(outcome.stdout), len(outcome.stderr), outcome.is_cut) == (SMALL.output_bytes, SMALL.output_bytes, True)
    assert len(outcome.value or "") < 10_000
    following = await session.run("print('short')")
    assert (following.stdout, following.is_cut) == ("short\n", False)
