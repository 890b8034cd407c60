"""Who is alive: a lock file per process, which the kernel frees when the process dies, however it dies.

The engine holds its own from opening to closing and asks about the owners of runs. No clock is involved.
"""

import contextlib
import os
import secrets
from pathlib import Path

from filelock import FileLock, Timeout


class ProcessLocks:
    """This process's name (`owner`) and its lock; `close` gives it up."""

    def __init__(self, folder: Path) -> None:
        """Take a fresh lock in `folder`. Raises `OSError` where the folder cannot be written."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self.owner = f"{os.getpid()}-{secrets.token_hex(6)}"
        self._lock = self._file(self.owner)
        self._lock.acquire(timeout=0)

    def is_dead(self, owner: str) -> bool:
        """Whether the process that used this name has ended."""
        if owner == self.owner:
            return False
        path = self._path(owner)
        if not path.exists():
            return True
        lock = self._file(owner)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return False
        lock.release()
        self._remove(owner)
        return True

    def close(self) -> None:
        """Give the name up."""
        self._lock.release()
        self._remove(self.owner)

    def _remove(self, owner: str) -> None:
        with contextlib.suppress(OSError):  # it says nothing any more: a name is used once
            self._path(owner).unlink()

    def _path(self, owner: str) -> Path:
        return self._folder / f"{owner}.lock"

    def _file(self, owner: str) -> FileLock:
        # A soft lock would be a plain file that outlives its process: then nobody could tell who died.
        return FileLock(self._path(owner), fallback_to_soft=False, is_singleton=False)
