"""The size of an installation: the core without extras and byte code, in an empty environment."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.bench import ROOT, Bench
from tests.bench.row import Row


async def uv(*arguments: str) -> None:
    """Run uv quietly; raise if it fails."""
    process = await asyncio.create_subprocess_exec("uv", *arguments, "--quiet")
    assert await process.wait() == 0, arguments


def weigh(environment: Path) -> tuple[int, float]:
    """Count the distributions and their MB."""
    [packages] = environment.glob("lib/python*/site-packages")
    files = (file for file in packages.rglob("*") if file.is_file() and file.suffix != ".pyc")
    return len(list(packages.glob("*.dist-info"))), sum(file.stat().st_size for file in files) / 10**6


async def measure(_: Bench) -> list[Row]:
    """Install once and measure the size."""
    with TemporaryDirectory(prefix="bench-") as folder:
        await uv("venv", folder, "--clear")
        await uv("pip", "install", "--no-compile", "--python", folder, str(ROOT))
        count, size = weigh(Path(folder))
    return [
        Row("installed: distributions, core without extras", "", count, plus=32),
        Row("installed: size, no byte code", "MB", size, plus=50),
    ]
