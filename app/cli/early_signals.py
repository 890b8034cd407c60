"""Ends the process at a signal that comes before a command has begun: there is nothing to put in order then.

Without this, Python would end with a trace out of the middle of an import.
"""

import os
import signal
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")
SIGNALLED = 128
"""Plus the number of the signal: the exit code that a shell reports for it."""

Handler = Callable[[int, FrameType | None], object] | int | None
"""What `signal.signal` takes and returns."""


@contextmanager
def ending_at_signals() -> Generator[None]:
    """Inside the block each of `SIGNALS` ends the process at once, until a command handles it itself."""
    before = dict[int, Handler]()
    for name in SIGNALS:
        number = getattr(signal, name, None)
        # nohup ignores SIGHUP, and a shell SIGINT for background jobs; on Windows asyncio handles Ctrl+C.
        if number is not None and sys.platform != "win32" and signal.getsignal(number) is not signal.SIG_IGN:
            before[number] = signal.signal(number, _end_now)
    try:
        yield
    finally:
        for number, handler in before.items():
            if signal.getsignal(number) is _end_now:
                signal.signal(number, handler)


def _end_now(number: int, _frame: FrameType | None) -> None:
    os._exit(SIGNALLED + number)
