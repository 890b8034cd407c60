"""An environment for one program: a new folder into which the tool of its language installs what it needs."""

import os
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from tests.works_again.commands import output_of

INSTALL_S = 900.0
"""How long an installation may take on a slow line."""


class NotInstalledError(Exception):
    """What a program needs cannot be installed on this machine; the text says why."""


class Installed(NamedTuple):
    """The command that runs a program, and what its environment needs besides."""

    command: list[str]
    environment: dict[str, str]


async def install(program: Path, needs: tuple[str, ...], folder: Path) -> Installed:
    """Install the packages into the folder, and return how to run a copy of the program there."""
    # Node and Ruby look for packages from the folder of the program, so it is copied beside them.
    copy = folder / program.name
    shutil.copy(program, copy)
    match program.suffix:
        case ".py":
            return await install_python(copy, needs, folder)
        case ".mjs":
            npm = [tool("npm"), "install", "--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock"]
            await installing([*npm, "--prefix", str(folder), *needs], folder)
            return Installed([tool("node"), str(copy)], {})
        case ".go":
            go = tool("go")
            await installing([go, "mod", "init", "program"], folder)
            await installing([go, "get", *needs], folder)
            return Installed([go, "run", str(copy)], {})
        case ".php":
            composer = [tool("composer"), "require", "--no-interaction", "--working-dir", str(folder)]
            php = tool("php")
            await installing([*composer, *needs], folder)
            return Installed([php, str(copy)], {})
        case ".rb":
            gems = folder / "gems"
            ruby = tool("ruby")
            await installing([tool("gem"), "install", "--no-document", "--install-dir", str(gems), *needs], folder)
            return Installed([ruby, str(copy)], {"GEM_HOME": str(gems), "GEM_PATH": str(gems)})
        case other:
            raise ValueError(f"no way to run a program that ends in {other!r}")


async def install_python(program: Path, needs: tuple[str, ...], folder: Path) -> Installed:
    """Make an environment with the Python of the tests."""
    uv = tool("uv")
    python = folder / "python" / "bin" / "python"
    await installing([uv, "venv", "--quiet", "--python", sys.executable, str(folder / "python")], folder)
    await installing([uv, "pip", "install", "--quiet", "--python", str(python), *needs], folder)
    return Installed([str(python), str(program)], {})


def tool(name: str) -> str:
    """Find a command."""
    found = shutil.which(name)
    if found is None:
        raise NotInstalledError(f"this machine has no {name}")
    return found


async def installing(command: list[str], folder: Path) -> None:
    """Run a step of an installation, with the caches and the configuration of the user."""
    ended = await output_of(command, folder, dict(os.environ), INSTALL_S)
    if ended.code != 0:
        words = ended.err.strip().splitlines() or ["without a word"]
        raise NotInstalledError(f"{Path(command[0]).name} could not install it: {words[-1].strip()}")
