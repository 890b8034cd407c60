"""What the program makes belongs to its owner alone, whatever the umask; and nothing in `app` makes files otherwise."""

import ast
import os
import re
import signal
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.settings.private_file import make_private_folder, open_private
from app.store import schema
from app.tui.theme.saved_theme import save_theme
from tests.cli.program import Program
from tests.fake_model import FakeModel, say
from tests.requirements import requirement
from tests.server.processes import ended, url_of

APP = Path(__file__).parents[2] / "app"
MAKERS = {
    *("mkdir", "makedirs", "touch", "write_text", "write_bytes", "mkstemp", "NamedTemporaryFile", "copyfile", "copy2"),
    *("mkfifo", "mknod", "basicConfig"),
}
"""Functions of the standard library that make a file or a folder with the rights that the umask leaves."""
PERHAPS = re.compile(rf"\b(?:{'|'.join(MAKERS)}|open|FileLock)\(")
MAY_MAKE = {
    "settings/private_file.py": "it is the place for it",
    "store/file_contents.py": "only opens a folder, to sync it; files are made by open_private",
    "sandbox/runtime.py": "a folder with mode 0700",
    "sandbox/wasm_host.py": "a program that imports nothing of ours, in a folder with mode 0700",
    "engine/upkeep/posix_lock.py": "with mode 0600, and never through a link",
    "tui/screens/messages/save_file.py": "what the user saves to a place of their own keeps the umask",
    "cli/streams.py": "the null device",
    "tui/terminal/output.py": "the null device",
}


@pytest.fixture
def no_umask() -> Iterator[None]:
    """Lets every right through."""
    before = os.umask(0)
    yield
    os.umask(before)


def open_to_others(folder: Path) -> list[str]:
    """The files and folders that others may read, write or enter."""
    paths = [(path, stat.S_IMODE(path.stat(follow_symlinks=False).st_mode)) for path in folder.rglob("*")]
    assert len(paths) > 1
    return [f"{path} {mode:o}" for path, mode in paths if mode & 0o077]


@requirement("secrets.private-files")
async def test_whatever_the_program_makes_is_its_owners_alone(tmp_path: Path, no_umask: None) -> None:
    async with FakeModel([say("One.")]) as model:
        program = Program(tmp_path, model.base_url)
        log = str(tmp_path / "log")
        assert (await program.run("--log-file", log, "ask", "Hi")).code == 0
        async with program.started("--log-file", log, "serve", "--port", "0") as process:
            await url_of(process)
            process.send_signal(signal.SIGTERM)
            assert await ended(process) == 0
    assert open_to_others(tmp_path) == []


@requirement("secrets.private-files")
def test_folders_above_and_the_copy_before_a_migration_too(tmp_path: Path, no_umask: None) -> None:
    save_theme(tmp_path / "new" / "config" / "assistant-chat", "nord")
    make_private_folder(tmp_path / "new" / "a" / "b" / "c")
    path = tmp_path / "new" / "chat.db"
    open_private(path, "wb").close()
    tables = ["create table one(id text)"], ["create table two(id text)"]
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        schema.prepare(connection, path, tables[:1])
        schema.prepare(connection, path, tables)
    assert path.with_name("chat.db.v1.bak").exists()
    assert open_to_others(tmp_path) == []


@requirement("secrets.private-files")
def test_nothing_in_the_program_makes_files_in_another_way() -> None:
    texts = {str(path.relative_to(APP)): path.read_text() for path in APP.rglob("*.py")}
    assert MAY_MAKE.keys() <= texts.keys()
    found = {
        f"{name}: line {node.lineno}"
        for name, text in texts.items()
        if name not in MAY_MAKE and PERHAPS.search(text)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and makes(node)
    }
    assert found == set()


def makes(call: ast.Call) -> bool:
    """Whether a call makes a file or a folder: one of `MAKERS`, or `open` with a mode for writing."""
    owner, _, name = ast.unparse(call.func).rpartition(".")
    modes = [one for one in call.args[:2] if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    modes += [one.value for one in call.keywords if one.arg == "mode" and isinstance(one.value, ast.Constant)]
    writes = any(set("wax+") & set(str(one.value)) and set(str(one.value)) <= set("rwaxbt+") for one in modes)
    if name == "FileLock":
        return not any(one.arg == "mode" for one in call.keywords)
    if name in MAKERS:
        return owner not in ("", "threads")  # those are functions of our own
    return name == "open" and (writes or owner == "os")
