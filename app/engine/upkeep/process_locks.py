"""Which processes are alive: each holds a lock file, which the kernel releases when the process dies, however it dies.

The lock is held from opening the engine to closing it. No clock is involved.
"""

import contextlib
import os
import secrets
from pathlib import Path

from filelock import FileLock, Timeout


class ProcessLocks:
    """The lock files of the processes that use one data folder. `owner`: the name of this process."""

    def __init__(self, folder: Path) -> None:
        """Lock a new file in `folder`. Raises `OSError` if the folder cannot be written."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self.owner = f"{os.getpid()}-{secrets.token_hex(6)}"
        self._lock = self._file(self.owner)
        self._lock.acquire(timeout=0)

    def is_dead(self, owner: str) -> bool:
        """Return whether the process with this name has ended."""
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
        """Release the lock."""
        self._lock.release()
        self._remove(self.owner)

    def _remove(self, owner: str) -> None:
        with contextlib.suppress(OSError):  # a file that stays does no harm: no process uses its name again
            self._path(owner).unlink()

    def _path(self, owner: str) -> Path:
        return self._folder / f"{owner}.lock"

    def _file(self, owner: str) -> FileLock:
        # A soft lock is a plain file: it outlives its process, so it cannot show that the process died.
        return FileLock(self._path(owner), fallback_to_soft=False, is_singleton=False)
