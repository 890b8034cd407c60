"""Ends the process in time: on a signal, after a fault of ours, and when the user quits while something hangs.

The orderly end saves drafts, restores the terminal and hands the runs back. If a model server, a slow disk or a blocked
thread holds it up, a timer restores the terminal and ends the process; the runs are then taken up at the next start, as
after a kill.
"""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Protocol, runtime_checkable

END_LIMIT_S = 1.7
"""From the signal or the key to the end of the process; 2 s are promised."""
SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")
HANGUP = 1
"""SIGHUP, which Windows does not have."""
STDERR = 2
"""Its descriptor: Textual has put an object of its own in the place of `sys.stderr`."""
SIGNAL_BASE = 128
"""A shell's exit code for a process that a signal ended, less the number of the signal."""


@runtime_checkable
class Restorable(Protocol):
    """What knows how to put the terminal back at once."""

    def restore_now(self) -> None:
        """Put the terminal back."""
        ...


@runtime_checkable
class ReadsKeys(Protocol):
    """What says which key it has read, in its own thread."""

    on_key_read: Callable[[str], None] | None


class Ending:
    """The end of the process. `signal_number` is the signal that asked for it; 0 if none did."""

    def __init__(self) -> None:
        self.signal_number = 0
        self._code = 0
        self._trace = ""
        self._has_begun = False
        self._terminal: Restorable | None = None
        self._leave: Callable[[], object] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: threading.Timer | None = None

    @property
    def exit_code(self) -> int:
        """128 and the number of the signal; without one, the code that `begin` was given."""
        if self.signal_number:
            return SIGNAL_BASE + self.signal_number
        return self._code

    def watch_signals(self) -> None:
        """Handle the signals from now on, but not those that this process was started to ignore, as by nohup."""
        for name in SIGNALS:
            number = getattr(signal, name, None)
            if number is not None and sys.platform != "win32" and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._on_signal)

    def attach(self, terminal: Restorable | None, leave: Callable[[], object]) -> None:
        """Call `leave` on the event loop at the first signal, also if it has come already."""
        self._terminal, self._leave, self._loop = terminal, leave, asyncio.get_running_loop()
        if self.signal_number:
            leave()

    def begin(self, code: int = 0, trace: str = "") -> None:
        """Start the timer: the process ends now, with this exit code, at the latest when the time is up.

        `trace` is written if it does: nothing else has told of the fault then.
        """
        self._code = self._code or code
        self._trace = self._trace or trace
        self._has_begun = True
        self.expect()

    def expect(self) -> None:
        """Start the timer at a key that quits, before the event loop has it, which may be busy. For any thread."""
        if self._timer is None:
            self._timer = threading.Timer(END_LIMIT_S, self.end_now)
            self._timer.daemon = True
            self._timer.start()

    def withdraw(self) -> None:
        """Stop the timer of `expect`: the event loop has handled the key, and the process goes on."""
        if self._timer is not None and not self._has_begun:
            self._timer.cancel()
            self._timer = None

    def end_now(self) -> None:
        """Restore the terminal and end the process."""
        if self._terminal:
            self._terminal.restore_now()
        if self._trace:
            with suppress(OSError):
                os.write(STDERR, self._trace.encode(errors="replace"))
        os._exit(self.exit_code)

    def _on_signal(self, number: int, _frame: FrameType | None) -> None:
        if self.signal_number:
            # A window that closes sends SIGHUP more than once: the kernel, the shell, and the thread of our driver.
            if number != HANGUP:
                self.end_now()
            return
        self.signal_number = number
        self.begin()
        if self._loop and self._leave and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._leave)
