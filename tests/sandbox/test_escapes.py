"""Attempts to get out of the sandbox: each is refused, and the interpreter goes on."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from app.sandbox.interpreter import Interpreter
from tests.requirements import requirement
from tests.sandbox.small_limits import SMALL

SECRET = "sk-canary-of-the-sandbox"


async def refused(session: Interpreter, code: str) -> str:
    """Run code that must fail; return its error after seeing that the state is kept."""
    await session.run("kept = 1")
    outcome = await session.run(code)
    assert outcome.error, outcome
    assert outcome.ended is None
    assert SECRET not in repr(outcome)
    assert (await session.run("kept")).value == "1"
    return outcome.error


@pytest.mark.parametrize(
    "code",
    [
        "open('{outside}').read()",
        "open('../secret.txt').read()",
        "open('/mnt/data/../../{outside}').read()",
        "open('/etc/passwd').read()",
        "open('{outside}', 'w')",
        "open('../made.txt', 'w')",
        "open('/usr/local/lib/made.py', 'w')",
        "import os; os.listdir('/')",
        "import os; os.rename('/usr/local/lib/python315.zip', '/mnt/data/a')",
        "open('/proc/self/environ').read()",
        "open('/dev/fd/0').read()",
        "import os; os.read(9, 10)",
    ],
)
@requirement("code.no-way-out")
async def test_files_outside(session: Interpreter, folder: Path, code: str):
    outside = folder.parent / "secret.txt"
    outside.write_text(SECRET)
    await refused(session, code.format(outside=outside))
    assert sorted(path.name for path in folder.parent.iterdir()) == ["secret.txt", "work"]
    assert outside.read_text() == SECRET


@pytest.mark.parametrize("target", ["{outside}", "../secret.txt", ".."])
@requirement("code.no-way-out")
async def test_links_that_the_code_makes(session: Interpreter, folder: Path, target: str):
    (folder.parent / "secret.txt").write_text(SECRET)
    target = target.format(outside=folder.parent / "secret.txt")
    await refused(session, f"import os; os.symlink({target!r}, 'link')")
    await refused(session, f"import os; os.link({target!r}, 'link')")
    assert os.listdir(folder) == []


@requirement("code.no-way-out")
async def test_links_that_were_there(session: Interpreter, folder: Path):
    (folder.parent / "secret.txt").write_text(SECRET)
    (folder / "absolute").symlink_to(folder.parent / "secret.txt")
    (folder / "relative").symlink_to("../secret.txt")
    (folder / "up").symlink_to("..")
    for name in ("absolute", "relative", "up/secret.txt"):
        await refused(session, f"open('{name}').read()")
        await refused(session, f"open('{name}', 'w')")
    assert (folder.parent / "secret.txt").read_text() == SECRET


@requirement("code.no-way-out", "code.empty-process")
async def test_the_environment(monkeypatch: pytest.MonkeyPatch, session_with: Callable[..., Interpreter], folder: Path):
    monkeypatch.setenv("OPENAI_API_KEY", SECRET)
    session = session_with(SMALL)
    outcome = await session.run("import os, sys; (dict(os.environ), sys.argv)")
    assert outcome.value
    assert SECRET not in outcome.value
    assert str(Path.home()) not in outcome.value


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.create_connection(('127.0.0.1', {port}), 2)",
        "import socket; socket.socket().connect(('127.0.0.1', {port}))",
        "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', {port}))",
        "import socket; socket.socket(fileno=3)",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:{port}/', timeout=2)",
        "import asyncio; asyncio.run(asyncio.open_connection('127.0.0.1', {port}))",
    ],
)
@requirement("code.no-way-out")
async def test_the_network(session: Interpreter, code: str):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        await refused(session, code.format(port=server.getsockname()[1]))
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.mark.parametrize(
    "code",
    [
        "import subprocess; subprocess.run(['/bin/true'])",
        "import os; os.fork()",
        "import os; os.execv('/bin/true', ['true'])",
        "import os; os.system('true')",
        "import os; os.kill({parent}, 9)",
        "import signal; signal.pthread_kill({parent}, 9)",
        "import multiprocessing; multiprocessing.Process(target=print).start()",
        "import ctypes; ctypes.CDLL(None).getpid()",
    ],
)
@requirement("code.no-way-out")
async def test_other_processes(session: Interpreter, code: str):
    await refused(session, code.format(parent=os.getpid()))
