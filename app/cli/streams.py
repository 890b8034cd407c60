"""Prepares the standard streams of the process for every character, and for having been closed."""

import os
import sys
from types import TracebackType


def prepare_streams() -> None:
    """Set UTF-8 for pipes and files, and replace a closed stream with the null device."""
    if sys.stdin is None:  # pyright: ignore[reportUnnecessaryComparison] - None when the shell closed it (<&-)
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - open as long as the process
    sys.excepthook = print_traceback
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - as above
        stream = getattr(sys, name)
        if hasattr(stream, "reconfigure"):
            # A program that reads the output expects UTF-8; a terminal has an encoding of its own.
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")


def print_traceback(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Print the traceback of a bug. Its sentence may quote a file or a server: it commands no terminal."""
    from traceback import format_exception  # late: as the next line, only after a bug

    from app.headless.clean_text import clean

    sys.stderr.write(clean("".join(format_exception(kind, error, trace))))


def flush_stdout() -> None:
    """Flush stdout; if the reader is gone, redirect it to the null device, so that the interpreter's exit is silent."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
