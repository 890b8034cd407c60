"""The environment of child processes: what the real ones have, and that none is started without one of its own."""

import ast
import asyncio
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.models.builtin.process import BuiltInServer
from app.models.builtin.weights import BuiltInModel, Mirror, WeightsFolder
from app.settings.child_environment import child_environment
from tests.cli.program import Program
from tests.fake_model import FakeModel, say
from tests.requirements import requirement

APP = Path(__file__).parents[2] / "app"

SECRETS = {
    "OPENAI_API_KEY": "sk-secret-1",
    "ASSISTANT_CHAT_SERVER_KEY": "secret-2",
    "ANTHROPIC_API_KEY": "secret-3",
    "GITHUB_TOKEN": "secret-4",
    "AWS_SECRET_ACCESS_KEY": "secret-5",
    "NVIDIA_API_KEY": "secret-6",
    "DATABASE_URL": "postgres://me:secret-7@example.invalid/x",
    "XDG_PASSWORD": "secret-8",
    "OPENAI_CUSTOM_HEADERS": "X-Key: secret-9",
}
"""What people keep in their environment; one has a prefix that the allow list lets through otherwise."""

STARTS = {
    *("create_subprocess_exec", "create_subprocess_shell", "subprocess_exec", "subprocess_shell"),
    *("Popen", "run", "call", "check_call", "check_output", "getoutput", "getstatusoutput"),
    *("system", "popen", "posix_spawn", "posix_spawnp", "execv", "execve", "execvp", "spawnv", "spawnve", "startfile"),
}
"""Functions of the standard library that start a process."""
OWNERS = {"asyncio", "subprocess", "os", "loop"}

CHILD = """
import sys, threading
from http.server import BaseHTTPRequestHandler, HTTPServer

class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        body = b'{"object": "list", "data": [{"id": "tiny", "object": "model"}]}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass

server = HTTPServer(("127.0.0.1", 0), Answer)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(f"http://127.0.0.1:{server.server_port}", flush=True)
sys.stdin.read()
"""
"""Does what the real child does, without weights: prints its address, lists its model, ends with its stdin."""

TINY = BuiltInModel(
    name="tiny",
    size=1,
    sha256="0" * 64,
    licence="none",
    note="one byte",
    official=None,
    mirror=Mirror(package="none", version="0", parts=1, part_bytes=1, member=".bin"),
)


def environment_of(pid: int) -> dict[str, str]:
    """The environment that a process was started with."""
    pairs = Path(f"/proc/{pid}/environ").read_bytes().decode().split("\0")
    return dict(pair.split("=", 1) for pair in pairs if pair)


def children_of(pid: int) -> list[int]:
    return [int(one) for path in Path(f"/proc/{pid}/task").glob("*/children") for one in path.read_text().split()]


@requirement("children.no-keys")
async def test_the_built_in_models_process_has_no_key_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    (tmp_path / "child.py").write_text(CHILD)
    weights = WeightsFolder(tmp_path, table=[TINY])
    weights.path(TINY).write_bytes(b"x")
    server = BuiltInServer(weights, program=tmp_path / "child.py")
    try:
        async with asyncio.timeout(60):
            _, key = await server.ensure_running("tiny")
        [child] = [one for one in children_of(os.getpid()) if str(tmp_path) in " ".join(command_of(one))]
        environ = environment_of(child)
    finally:
        await server.close()
    assert [name for name in SECRETS if name in environ] == []
    assert [value for value in environ.values() if "secret" in value] == []
    assert environ["BUILT_IN_KEY"] == key
    assert (environ["PATH"], environ["LC_ALL"]) == (os.environ["PATH"], "C.UTF-8")


def command_of(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")


@requirement("children.no-keys")
async def test_a_program_that_a_library_starts_inherits_no_key(tmp_path: Path) -> None:
    # Textual opens links with `webbrowser`, which passes on whatever the environment of the process is then.
    code = (
        "import os, subprocess, sys; from app.cli import main; main(['ask', 'Hi']);"
        " print(subprocess.run(['env'], capture_output=True, text=True).stdout)"
    )
    async with FakeModel([say("One.")]) as model:
        program = Program(tmp_path, model.base_url)
        program.environment |= {"OPENAI_API_KEY": "sk-secret-1", "ASSISTANT_CHAT_SERVER_KEY": "secret-2"}
        ended = await program.shell(f'{sys.executable} -c "{code}"')
        assert model.requests[-1].headers["authorization"] == "Bearer sk-secret-1"
    assert ended.out.startswith("One.\n")
    assert "PATH=" in ended.out
    assert "secret" not in ended.out


@requirement("children.no-keys")
def test_a_child_gets_what_it_needs_and_nothing_that_is_not_listed() -> None:
    environ = {
        **SECRETS,
        **{"PATH": "/bin", "LC_TIME": "C", "CUDA_VISIBLE_DEVICES": "0", "SystemRoot": "C:\\Windows"},
        **{"https_proxy": "http://p", "PIP_INDEX_URL": "https://i", "PIP_KEYRING_PROVIDER": "import", "MINE": "x"},
    }
    plain = {"PATH": "/bin", "LC_TIME": "C", "CUDA_VISIBLE_DEVICES": "0", "SystemRoot": "C:\\Windows"}
    assert child_environment(environ) == plain
    assert child_environment(environ, {"OWN_KEY": "k"}) == {**plain, "OWN_KEY": "k"}
    with_pip = child_environment(environ, also=("PIP_", "HTTPS_PROXY"))
    assert with_pip.keys() - plain.keys() == {"https_proxy", "PIP_INDEX_URL", "PIP_KEYRING_PROVIDER"}


def starts_of_processes(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls that start a process."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=name)):
                # `asyncio.run` starts no process.
                if owner in OWNERS and name in STARTS and (owner, name) != ("asyncio", "run"):
                    yield node
            case _:
                pass


EMPTY = {("sandbox/host_process.py", "ENVIRONMENT")}
"""An environment with nothing of the user's: `tests/sandbox` looks into it."""


@requirement("children.no-keys")
def test_no_process_is_started_without_an_environment_of_its_own() -> None:
    found, without = 0, list[str]()
    for path in sorted(APP.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for call in starts_of_processes(tree):
            found += 1
            [given] = [word.value for word in call.keywords if word.arg == "env"] or [None]
            name, words = str(path.relative_to(APP)), ast.unparse(given) if given else ""
            if not words.startswith("child_environment(") and (name, words) not in EMPTY:
                without.append(f"{name}:{call.lineno}")
        for node in ast.walk(tree):  # a name imported by itself would not be found above
            if isinstance(node, ast.ImportFrom) and node.module in ("subprocess", "multiprocessing", "os"):
                assert {one.name for one in node.names} & STARTS == set(), path
    assert found >= 2, "the search finds the starts that exist"
    assert without == []
