"""Writes a small file that only its owner may read, whole or not at all; and one program at a time."""

import os
import stat
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

OTHERS = stat.S_IRWXG | stat.S_IRWXO
LOCK_WAIT_S = 3.0
"""A change takes milliseconds. A program that was stopped in one is not waited for any longer."""


def write_private(path: Path, content: bytes) -> None:
    """Replace the file in one step, mode 0600; a missing folder is created with mode 0700. Raises `OSError`."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        temporary.unlink(missing_ok=True)  # left by a process that was killed
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "wb") as file:
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

    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FileLock(path.with_name(f".{path.stem}.lock"), timeout=LOCK_WAIT_S, is_singleton=False, mode=0o600)
    lock.acquire()
    try:
        yield
    finally:
        lock.release()
