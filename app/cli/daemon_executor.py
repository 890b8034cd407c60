"""asyncio's default executor, with threads that do not keep the process alive.

A thread that looks up a name or reads from a silent server cannot be interrupted. `asyncio.run` and the interpreter's
exit would both wait for it; daemon threads are left behind instead.
"""

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

MAX_THREADS = 32
"""As many as Python's own executor has at most; the others wait."""
SHUTDOWN_GRACE_S = 0.3
"""How long leaving waits for jobs that are about to finish, such as the write of a small file."""

Job = Callable[[], None]


class DaemonExecutor(ThreadPoolExecutor):
    """Runs jobs in daemon threads. A subclass, because asyncio accepts no other class; nothing of it is used."""

    def __init__(self) -> None:
        super().__init__(1)  # starts no thread
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._started: list[threading.Thread] = []
        self._waiting = threading.Semaphore(0)
        self._changing = threading.Lock()
        self._left = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        """Run the function in a thread, in a new one if all are busy."""
        future: Future[T] = Future()

        def job() -> None:
            if not future.set_running_or_notify_cancel():
                return
            try:
                result = fn(*args, **kwargs)
            except BaseException as error:
                future.set_exception(error)
            else:
                future.set_result(result)

        with self._changing:
            if self._left:
                raise RuntimeError("the program is ending")
            self._jobs.put(job)
            if not self._waiting.acquire(blocking=False) and len(self._started) < MAX_THREADS:
                thread = threading.Thread(target=self._work, name="worker", daemon=True)
                self._started.append(thread)
                thread.start()
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more jobs, and wait a moment for those that run; `cancel_futures` changes nothing."""
        with self._changing:
            self._left = True
            threads = list(self._started)
        for _ in threads:
            self._jobs.put(None)
        end = time.monotonic() + SHUTDOWN_GRACE_S
        while wait and threads:
            threads.pop().join(max(0.0, end - time.monotonic()))

    def _work(self) -> None:
        while True:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                self._waiting.release()
                job = self._jobs.get()
            if job is None:
                return
            job()
            del job  # its result is not kept while the thread waits
