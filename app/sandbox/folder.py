"""The working folder, seen from outside: what is in it, what a call changed, and whether it is too large.

Links are never followed: the guest cannot make one, but another program can.
"""

import errno
import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from app.sandbox.outcome import ProducedFile

DEEPEST = 50
"""Folders in folders. The guest can make more than a path can name, where its files could not be counted."""

Stamp = tuple[int, int, int]
"""Size, time of change in ns, and number of the file."""


class Contents(Struct, frozen=True):
    """The files and folders by their relative path, and the bytes of all files."""

    files: dict[str, Stamp] = {}
    folders: frozenset[str] = frozenset()
    size: int = 0
    is_too_deep: bool = False
    """There are folders of which the contents cannot be counted."""

    @property
    def count(self) -> int:
        """The number of entries."""
        return len(self.files) + len(self.folders)


def read_contents(folder: Path, most: int | None = None) -> Contents:
    """List the folder. Stops after `most` entries, since a guest can make more than can be listed in time."""
    files: dict[str, Stamp] = {}
    folders: set[str] = set()
    size = 0
    is_too_deep = False
    waiting = [(str(folder), 0)]
    while waiting and (most is None or len(files) + len(folders) <= most):
        path, depth = waiting.pop()
        try:
            entries = list(os.scandir(path))
        except OSError as error:  # it was removed since, or its path is too long
            is_too_deep = is_too_deep or error.errno == errno.ENAMETOOLONG
            continue
        for entry in entries:
            with suppress(OSError):  # it was removed since
                name = Path(entry.path).relative_to(folder).as_posix()
                if entry.is_dir(follow_symlinks=False):
                    folders.add(name)
                    waiting.append((entry.path, depth + 1))
                    is_too_deep = is_too_deep or depth >= DEEPEST
                elif entry.is_file(follow_symlinks=False):
                    stat = entry.stat(follow_symlinks=False)
                    size += stat.st_size
                    files[name] = (stat.st_size, stat.st_mtime_ns, stat.st_ino)
    return Contents(files, frozenset(folders), size, is_too_deep)


def changed_files(before: Contents, after: Contents) -> tuple[ProducedFile, ...]:
    """Return the files that are new or different, in order of their paths."""
    return tuple(
        ProducedFile(path=path, size=stamp[0])
        for path, stamp in sorted(after.files.items())
        if before.files.get(path) != stamp and is_reported(path)
    )


def is_reported(path: str) -> bool:
    """Whether a path has no hidden part, and is text: where another program made it, a name may be any bytes."""
    if any(part.startswith(".") for part in path.split("/")):
        return False
    return not any("\ud800" <= character <= "\udfff" for character in path)


def remove_new(folder: Path, before: Contents) -> None:
    """Remove the files and folders that were not there. The guest must have ended."""
    contents = read_contents(folder)
    for path in contents.files.keys() - before.files.keys():
        with suppress(OSError):
            (folder / path).unlink()
    for path in outermost(contents.folders - before.folders):
        remove_folder(folder / path)


def outermost(folders: Iterable[str]) -> list[str]:
    """Leave out the folders inside others of the list."""
    found: list[str] = []
    for path in sorted(folders):
        if not any(path.startswith(f"{outer}/") for outer in found):
            found.append(path)
    return found


def remove_folder(folder: Path) -> None:
    """Remove a folder with all that is in it, however deep; a link in it is removed, not what it leads to.

    `shutil.rmtree` opens one file descriptor for each level, and ends in a RecursionError below 1,000 of them.
    """
    unused = secrets.token_hex(8)
    waiting = [folder]
    emptied: list[Path] = []
    with suppress(OSError):
        while waiting:
            emptied.append(waiting.pop())
            for entry in list(os.scandir(emptied[-1])):
                if entry.is_dir(follow_symlinks=False):
                    # Lifted to the first level, where its path is short.
                    waiting.append(folder / f"{unused}-{len(emptied)}-{len(waiting)}")
                    os.rename(entry.path, waiting[-1])
                else:
                    os.unlink(entry.path)
        for path in reversed(emptied):
            path.rmdir()
