"""`python -m tests.earlier REVISION [PYTEST ARGUMENT…]`: run that commit's tests against the program of this checkout.

First comes what cannot be run as it is: imports that the program of today does not have, and lines of the mapping that
found nothing. Exit code 1 when a test fails, 2 when a file cannot be imported.
"""

import argparse
import ast
import importlib
import io
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.earlier.mapping import MAPPING, apply, read_changes

ROOT = Path(__file__).parents[2]

SELECTIONS: Sequence[Sequence[str]] = (
    ("tests/server", "tests/terminal", "tests/cli/test_process.py", "tests/remote/test_commands.py"),
    ("tests/behaviour", "-k", "sdk"),
)
"""The tests that enter as users and clients do, a run of pytest each."""


def export(revision: str, folder: Path) -> None:
    """Write the tests of a commit, and their configuration, into a folder."""
    command = ["git", "-c", "safe.directory=*", "archive", revision, "tests", "pyproject.toml"]
    packed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        archive.extractall(folder, filter="data")


def selected_files(folder: Path) -> Iterator[Path]:
    """Yield the Python files of the selection with the `conftest.py` above them."""
    yield folder / "tests" / "conftest.py"
    for paths in SELECTIONS:
        for path in (folder / one for one in paths if one.startswith("tests/")):
            yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


def missing_imports(path: Path) -> Iterator[str]:
    """Yield the imports of a file that the program of today does not have."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "app":
            for alias in node.names:
                if not is_there(node.module, alias.name):
                    yield f"{path.name}:{node.lineno}: from {node.module} import {alias.name}"


def is_there(module: str, name: str) -> bool:
    """Whether a module has a name, or a module of that name in it."""
    try:
        if hasattr(importlib.import_module(module), name):
            return True
        importlib.import_module(f"{module}.{name}")
    except ModuleNotFoundError:
        return False
    return True


def run(revision: str, arguments: Sequence[str]) -> int:
    """Export, map, run; the exit code of the whole."""
    with TemporaryDirectory(prefix="earlier-") as place:
        folder = Path(place)
        export(revision, folder)
        changes = read_changes()
        unused = apply(changes, folder)
        for change in unused:
            print(f"{MAPPING.name}: found nothing: {change.old!r}")
        for change in changes:
            if change.why and change not in unused:
                print(f"reversed on purpose: {change.old!r}: {change.why}")
        missing = [one for path in selected_files(folder) for one in missing_imports(path)]
        for one in missing:
            print(f"cannot be imported: {one}")
        if missing:
            print(f"Say in {MAPPING.relative_to(ROOT)} where these names are now.")
            return 2
        # The folder comes first on the path, so that `tests` are the earlier ones; `app` is the installed one.
        pytest = [sys.executable, "-m", "pytest", "-q", "--tb=short", "-p", "no:cacheprovider", *arguments]
        print(f"Against the program of {ROOT}:", flush=True)
        codes = [subprocess.run([*pytest, *paths], cwd=folder).returncode for paths in SELECTIONS]
    if any(codes):
        print(f"What has changed on purpose goes into {MAPPING.relative_to(ROOT)}; everything else is a fault.")
    return 1 if any(codes) else 0


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.earlier", description="The tests of an earlier commit.")
    parser.add_argument("revision", metavar="REVISION", help="the commit whose tests are run")
    options, arguments = parser.parse_known_args()
    return run(options.revision, arguments)


if __name__ == "__main__":
    sys.exit(main())
