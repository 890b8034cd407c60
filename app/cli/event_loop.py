"""Runs a command's coroutine on an event loop, cancelled by the signals that ask a process to end."""

import asyncio
import signal
import sys
from collections.abc import Coroutine

from app.headless.exit_codes import STOPPED


def run_until_stopped(work: Coroutine[None, None, int]) -> int:
    """Run the coroutine and return its exit code. Ctrl+C and SIGTERM cancel it, so that it can clean up."""
    try:
        return asyncio.run(cancel_on_signals(work))
    except asyncio.CancelledError:
        return STOPPED


async def cancel_on_signals(work: Coroutine[None, None, int]) -> int:
    """Await the coroutine; SIGINT, SIGTERM and SIGHUP cancel the current task.

    SIGINT too: asyncio's own handling cancels only at the first Ctrl+C, and `--plain` has many runs to cancel.
    """
    task = asyncio.current_task()
    assert task is not None
    loop = asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # nohup ignores SIGHUP, and a shell ignores SIGINT for background jobs; Windows has no such handlers.
        if number is not None and sys.platform != "win32" and signal.getsignal(number) is not signal.SIG_IGN:
            loop.add_signal_handler(number, task.cancel)
    return await work
