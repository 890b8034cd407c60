"""The lock on a file that the kernel releases when the process that holds it dies; on Windows."""

from pathlib import Path

from filelock import FileLock, Timeout


class WindowsLock:
    """A lock on a file of its own."""

    def __init__(self, path: Path) -> None:
        # A soft lock is a plain file: it outlives its process, so it cannot show that the process died.
        self._lock = FileLock(path, mode=0o600, fallback_to_soft=False, is_singleton=False)

    def acquire(self) -> bool:
        """Take the lock. False if another process has it. Raises `OSError`."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            return False
        return True

    def release(self) -> None:
        """Release the lock. The file stays."""
        self._lock.release()
