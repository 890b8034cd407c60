"""Threads for the blocking work of an event loop that nothing waits for at the end.

Connections resolve names in the loop's default executor. asyncio and the interpreter join its threads when they end, so
that a name server that does not answer would hold up the end of the program for half a minute.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from queue import SimpleQueue
from typing import ParamSpec, TypeVar

MAX_THREADS = 32
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
        self._started = 0
        self._submitting = threading.Lock()

    def submit(
        self, fn: Callable[Parameters, Result], /, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> Future[Result]:
        """Run the function in a thread."""
        future = Future[Result]()
        with self._submitting:
            self._jobs.put(partial(run_job, future, partial(fn, *args, **kwargs)))
            if not self._idle_threads.acquire(blocking=False) and self._started < MAX_THREADS:
                self._started += 1
                threading.Thread(target=self._work, name=f"blocking-work-{self._started}", daemon=True).start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the idle threads, whatever `wait` says; one that blocks ends when it can, or with the process."""
        for _ in range(self._started):
            self._jobs.put(None)

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
