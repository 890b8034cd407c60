"""Runs a command's coroutine on an event loop, cancelled by the signals that ask a process to end.

Leaving never waits for a thread that blocks: those of the event loop are daemon threads, and a command that has not
ended a moment after the signal, for whatever reason, is ended.
"""

import asyncio
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Coroutine, Generator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType

from app.headless.exit_codes import SIGNALLED, STOPPED
from app.headless.stop_request import StopRequest
from app.openai_sdk.daemon_threads import use_daemon_threads

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT")
LEAVE_S = 1.8
"""How long a command may take to end after a signal. What it has stored is safe; its run is taken up like any other
run of a process that died."""

Handler = Callable[[int, FrameType | None], object] | int | None
"""What `signal.signal` takes and returns."""


class LastResort(logging.Handler):
    """Prints the warnings of libraries where no log is, without what a terminal obeys and without these secrets."""

    def __init__(self, secrets: Sequence[str | None]) -> None:
        super().__init__(logging.WARNING)
        self._secrets = secrets

    def emit(self, record: logging.LogRecord) -> None:
        """Print one line."""
        from app.cli.server_log import SafeFormatter  # late: only to print a warning
        from app.openai_sdk.redaction import Redactor  # late: as above

        formatter = SafeFormatter("%(message)s", redactor=Redactor(*self._secrets))
        with suppress(OSError, ValueError):  # stderr is closed
            print(formatter.format(record), file=sys.stderr)


def run_until_stopped(work: Coroutine[None, None, int], stop: StopRequest, secrets: Sequence[str | None] = ()) -> int:
    """Run the coroutine and return its exit code. Each of `SIGNALS` cancels it, so that it can clean up.

    `secrets`: what no warning may show.
    """
    deadline = Deadline()
    logging.lastResort = LastResort(secrets)
    try:
        return asyncio.run(cancel_on_signals(work, stop, deadline))
    except asyncio.CancelledError:
        return STOPPED


class Deadline:
    """Ends the process `LEAVE_S` seconds after a signal, with the exit code of a process that was signalled.

    It also ends one whose command is over, but whose last output nothing reads.
    """

    def __init__(self) -> None:
        self._timer: threading.Timer | None = None

    def start(self, number: int) -> None:
        """Start to wait, unless it waits already."""
        if self._timer is None:
            self._timer = threading.Timer(LEAVE_S, os._exit, [SIGNALLED + number])
            self._timer.daemon = True
            self._timer.start()


async def cancel_on_signals(work: Coroutine[None, None, int], stop: StopRequest, deadline: Deadline) -> int:
    """Await the coroutine; the signals cancel the current task."""
    loop = asyncio.get_running_loop()
    use_daemon_threads()
    task = asyncio.current_task()
    assert task is not None
    with handle_signals(loop, task, stop, deadline):
        return await work


@contextmanager
def handle_signals(
    loop: asyncio.AbstractEventLoop, task: asyncio.Task[object], stop: StopRequest, deadline: Deadline
) -> Generator[None]:
    """Cancel the task at each signal, and end the process if it goes on although it was asked to end.

    `signal.signal` and not the loop's own handlers: a loop that is blocked, writing to a pipe that is not read, would
    not call them.
    """

    def on_signal(number: int, _frame: FrameType | None) -> None:
        if number == signal.SIGINT and stop.may_continue:
            stop.may_continue = False  # a second Ctrl+C ends the conversation
        else:
            stop.ending = True
            deadline.start(number)
        loop.call_soon_threadsafe(task.cancel)

    handlers = dict[int, Handler]()
    for name in SIGNALS:
        number = getattr(signal, name, None)
        # nohup ignores SIGHUP, and a shell ignores SIGINT for background jobs; on Windows asyncio handles Ctrl+C.
        if number is not None and sys.platform != "win32" and signal.getsignal(number) is not signal.SIG_IGN:
            handlers[number] = signal.signal(number, on_signal)
    try:
        yield
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
