"""What a call may take, and what came of it. All text in an outcome is the guest's: untrusted, with any characters."""

from typing import Literal

from msgspec import Struct


class Limits(Struct, frozen=True, kw_only=True):
    """What one call may take; past `time_s`, `folder_bytes` and `folder_files` the process is killed."""

    time_s: float = 60.0
    memory_bytes: int = 512 << 20
    """The memory of the guest. Beyond it the code gets a `MemoryError`, and its variables stay."""
    output_bytes: int = 256 << 10
    """What is kept of stdout, and of stderr. The rest is dropped while the code runs on."""
    folder_bytes: int = 100 << 20
    folder_files: int = 1_000
    """Files and folders in the working folder. It may hold more from the start, but not grow then."""


class ProducedFile(Struct, frozen=True, kw_only=True):
    """A file that a call wrote; `path` is relative to the working folder, with `/` between its parts."""

    path: str
    size: int


Ended = Literal["time", "folder", "exit", "protocol"]
"""Why the process ended in a call: a limit of time or of the folder, by itself, or because of what it sent."""


class Outcome(Struct, frozen=True, kw_only=True):
    """What one call did."""

    stdout: str = ""
    stderr: str = ""
    is_cut: bool = False
    """Whether some of stdout or stderr was dropped."""
    value: str | None = None
    """The `repr` of the last expression, if there is one and it is not None."""
    error: str | None = None
    """The traceback, or the sentence that says why the process ended."""
    files: tuple[ProducedFile, ...] = ()
    """What was made or changed; never links, nor names that begin with a dot."""
    duration_s: float
    is_fresh: bool
    """The call began without variables: it is the first one, or the process had ended before."""
    ended: Ended | None = None

    @property
    def state_lost(self) -> bool:
        """Whether the variables are gone after this call."""
        return self.ended is not None
