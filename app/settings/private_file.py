"""Makes files and folders that only their owner may read, whatever the umask; and changes one, a program at a time.

All of the program's own files and folders are made here. What a user exports to a place of their own keeps the umask.
"""

import os
import stat
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Literal

OTHERS = stat.S_IRWXG | stat.S_IRWXO
LOCK_WAIT_S = 3.0
"""A change takes milliseconds. A program that was stopped in one is not waited for any longer."""


def make_private_folder(path: Path) -> None:
    """Create a folder with mode 0700 if there is none, and what is missing above it too. Raises `OSError`.

    `Path.mkdir` gives the folders above what the umask leaves.
    """
    for folder in reversed(path.parents):
        if not folder.exists():
            folder.mkdir(mode=0o700, exist_ok=True)
    path.mkdir(mode=0o700, exist_ok=True)


def open_private(path: Path, mode: Literal["wb", "ab", "xb"]) -> BinaryIO:
    """Open a file for writing, which gets the mode 0600 if it is new. Raises `OSError`."""
    return open(path, mode, opener=lambda name, flags: os.open(name, flags, 0o600))


def write_private(path: Path, content: bytes) -> None:
    """Replace the file in one step, mode 0600; a missing folder is created with mode 0700. Raises `OSError`."""
    make_private_folder(path.parent)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        temporary.unlink(missing_ok=True)  # left by a process that was killed
        with open_private(temporary, "xb") as file:
            file.write(content)
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise


def make_private(path: Path) -> None:
    """Take the rights to a file from everybody but its owner, where the file system has rights and they are ours."""
    with suppress(OSError):
        if os.name == "posix" and path.stat().st_mode & OTHERS:
            path.chmod(0o600)


@contextmanager
def one_at_a_time(path: Path) -> Generator[None]:
    """Hold the lock for changes of a file, between its reading and its writing. Raises `OSError`.

    `TimeoutError`, an `OSError`, if another program keeps it. The lock is a file of its own, which stays: the file
    itself is replaced. The kernel releases the lock of a process that dies.
    """
    from filelock import FileLock  # late: 50 ms, for a rare moment

    make_private_folder(path.parent)
    lock = FileLock(path.with_name(f".{path.stem}.lock"), timeout=LOCK_WAIT_S, is_singleton=False, mode=0o600)
    lock.acquire()
    try:
        yield
    finally:
        lock.release()
