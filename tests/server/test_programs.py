"""Unmodified programs in Python and Node, written for OpenAI's service, against this server.

On a machine without Node only the program in Python is run.
"""

import sys
from pathlib import Path

import pytest

from app.models.model import ModelError
from app.models.script import Reply, Script, call
from tests.requirements import requirement
from tests.server.node import PROGRAMS, VERSIONS, output_of, run_node
from tests.server.running import Running

pytestmark = pytest.mark.asyncio(loop_scope="module")

CLASSIC = """\
user: What is 2 + 2?
assistant: It is 4.
user: And 3 + 3?
run: completed -
run: failed The model broke.
"""


@pytest.fixture(scope="session")
def cache(machine_cache: Path) -> Path:
    """The folder that keeps the JavaScript clients."""
    return machine_cache / "node"


def environment(server: Running) -> dict[str, str]:
    """The environment of a program."""
    return {"OPENAI_BASE_URL": server.url, "OPENAI_API_KEY": "unused"}


def check_classic(out: str) -> None:
    """Check that every status is one of the API's, and the rest of the output."""
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
        Reply("Let me ", "see.", call("look", '{"at":1}'), " Wait."),
        Reply("Seen ", "it."),
        Reply("Polled."),
        Reply(call("look")),
    ]
    out = await run_node(version, "streaming.mjs", cache, environment(server))
    assert out.splitlines() == [
        "first: requires_action Let me see.Wait. 2",  # of two messages, each from its first letter
        'call: look {"at":1}',
        "second: completed Seen it. 30",
        "polled: completed",
        "cancelled: cancelled",
        "error: 404 404 No run found with id 'run_no'.",
    ]


FILES = """\
bytes: upload 256000 assistants 3600
tuple: a b.csv 256000 assistants 3600
typed tuple: a.csv 256000 assistants 3600
path: 日本語 データ.csv 256000 assistants 3600
open file: 日本語 データ.csv 256000 assistants 3600
other script: Отчёт за 2026.csv 256000 assistants 3600
pages: True 4 True
after: True
read: True
written: True
streamed: True 256000
to a file: True
raw: 200 True
deleted: {True} []
gone: 404 True
refused: purpose
at once: ['a b.csv', 'a.csv', 'upload', 'Отчёт за 2026.csv', '日本語 データ.csv', '日本語 データ.csv']
pages: 6
read: True
streamed: True
deleted: {True}
to files: True
"""
NODE_FILES = """\
read stream: データ.csv 256000 assistants 3600
file: a b.csv 256000 assistants 3600
bytes: Отчёт.csv 256000 assistants 3600
typed: a.csv 256000 assistants 3600
retrieved: processed
waited: true
pages: true
read: true 256000
streamed: true
deleted: true
deleted: true
deleted: true
deleted: true
gone: 404 No such File object
refused: 400 purpose
"""


@requirement("files.sdk")
async def test_the_files_of_the_python_client(server: Running, tmp_path: Path) -> None:
    command = [sys.executable, "-W", "ignore::DeprecationWarning", str(PROGRAMS / "files.py")]
    assert await output_of(command, tmp_path, environment(server)) == FILES


@pytest.mark.parametrize("version", VERSIONS)
@requirement("files.sdk")
async def test_the_files_of_the_javascript_client(version: str, server: Running, cache: Path) -> None:
    assert await run_node(version, "files.mjs", cache, environment(server)) == NODE_FILES
