"""The lock on a file that the kernel releases when the process that holds it dies; not on Windows.

It is the one call that filelock makes, whose import takes 8 ms of each start, for what other programs need of it.
"""

import fcntl
import os
from pathlib import Path


class PosixLock:
    """A lock on a file of its own. A file system without locks raises `OSError` too."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def acquire(self) -> bool:
        """Take the lock. False if another process has it. Raises `OSError`."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            # Child processes do not inherit the descriptor: they would hold the lock for a process that is dead.
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(descriptor)
            if isinstance(error, BlockingIOError | PermissionError):  # the latter by some network file systems
                return False
            raise
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Release the lock. The file stays."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
