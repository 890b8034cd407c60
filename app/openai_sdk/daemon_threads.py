"""Threads for the blocking work of an event loop that nothing waits for at the end.

Connections resolve names in the loop's default executor. asyncio and the interpreter join its threads when they end, so
that a name server that does not answer would hold up the end of the program for half a minute.
"""

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from queue import SimpleQueue
from typing import ParamSpec, TypeVar

MAX_THREADS = 32
SHUTDOWN_GRACE_S = 0.3
"""How long the end waits for jobs that are about to end, such as the write of a small file."""
Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
Job = Callable[[], None]


class DaemonThreads(ThreadPoolExecutor):
    """An executor whose threads do not hold up the end. It derives from the one that asyncio insists on.

    A thread is started when a job comes and none is idle, and waits for the next job afterwards.
    """

    def __init__(self) -> None:
        super().__init__(MAX_THREADS)
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._idle_threads = threading.Semaphore(0)
        self._threads_started: list[threading.Thread] = []
        self._submitting = threading.Lock()

    def submit(
        self, fn: Callable[Parameters, Result], /, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> Future[Result]:
        """Run the function in a thread."""
        future = Future[Result]()
        with self._submitting:
            self._jobs.put(partial(run_job, future, partial(fn, *args, **kwargs)))
            if not self._idle_threads.acquire(blocking=False) and len(self._threads_started) < MAX_THREADS:
                thread = threading.Thread(target=self._work, name="blocking-work", daemon=True)
                self._threads_started.append(thread)
                thread.start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the idle threads. `wait`: a moment, for jobs that are about to end; one that blocks is left behind."""
        for _ in self._threads_started:
            self._jobs.put(None)
        ends_at = time.monotonic() + SHUTDOWN_GRACE_S
        for thread in self._threads_started if wait else ():
            thread.join(max(0.0, ends_at - time.monotonic()))

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
            del job  # or the last result would be kept until the next job
            self._idle_threads.release()


def run_job(future: Future[Result], job: Callable[[], Result]) -> None:
    """Run the job and put its outcome into the future."""
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = job()
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(result)


def use_daemon_threads() -> None:
    """Let the running loop do its blocking work in such threads from now on."""
    asyncio.get_running_loop().set_default_executor(DaemonThreads())
