"""Prepares the standard streams of the process for every character, and for having been closed."""

import os
import sys


def prepare_streams() -> None:
    """Set UTF-8 for pipes and files, and replace a closed stream with the null device."""
    if sys.stdin is None:  # pyright: ignore[reportUnnecessaryComparison] - None when the shell closed it (<&-)
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - open as long as the process
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - as above
        stream = getattr(sys, name)
        if hasattr(stream, "reconfigure"):
            # A program that reads the output expects UTF-8; a terminal has an encoding of its own.
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")


def flush_stdout() -> None:
    """Flush stdout; if the reader is gone, redirect it to the null device, so that the interpreter's exit is silent."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
