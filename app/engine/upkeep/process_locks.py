"""Which processes are alive: each holds a lock file, which the kernel releases when the process dies, however it dies.

The lock is held from opening the engine to closing it. No clock is involved.
"""

import contextlib
import os
import sys
from pathlib import Path

from app.settings.private_file import make_private_folder

if sys.platform == "win32":
    from app.engine.upkeep.windows_lock import WindowsLock as KernelLock
else:
    from app.engine.upkeep.posix_lock import PosixLock as KernelLock


class SoleProcess:
    """The only process of a database in memory: no other can look at it, and none has to know whether it is alive."""

    def __init__(self) -> None:
        self.owner = f"{os.getpid()}-{os.urandom(6).hex()}"

    def is_dead(self, owner: str) -> bool:
        """Return whether it is another process: there is none."""
        return owner != self.owner

    def close(self) -> None:
        """Do nothing."""


class ProcessLocks:
    """The lock files of the processes that use one data folder. `owner`: the name of this process."""

    def __init__(self, folder: Path) -> None:
        """Lock a new file in `folder`. Raises `OSError` if the folder cannot be written."""
        make_private_folder(folder)
        self._folder = folder
        self.owner = f"{os.getpid()}-{os.urandom(6).hex()}"
        self._lock = KernelLock(self._path(self.owner))
        self._lock.acquire()

    def is_dead(self, owner: str) -> bool:
        """Return whether the process with this name has ended."""
        if owner == self.owner:
            return False
        path = self._path(owner)
        if not path.exists():
            return True
        lock = KernelLock(path)
        if not lock.acquire():
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
