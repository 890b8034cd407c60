"""The database file: one thread writes, two read, all off the event loop. The engine hands jobs in.

A job is a function of a `Transaction` and is one transaction. Writes that wait at the same time share a commit, each
in a savepoint of its own, so that many runs cost one sync. A durable write is synced to disk before its caller goes
on (`synchronous=FULL`); the others survive the death of the process but not that of the machine.
Every failure of the file comes out as `Unavailable` with a sentence; other exceptions pass as they are.
"""

import asyncio
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from app.api.errors import Unavailable
from app.store import schema
from app.store.transaction import Transaction

T = TypeVar("T")
BATCH = 200
BUSY_SECONDS = 30


class Write(NamedTuple):
    """A job that waits for the writing thread."""

    job: Callable[[Transaction], Any]
    durable: bool
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[Any]"


class Database:
    """An open database; `close` ends its threads."""

    def __init__(self, path: Path) -> None:
        """Open or make the file at `path`. Raises `Unavailable`."""
        self.path = path
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._jobs: queue.SimpleQueue[Write | None] = queue.SimpleQueue()
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._writer = self._connect()
            schema.prepare(self._writer, path)
            self._writer.execute("pragma journal_mode = wal")
            self._watcher = self._connect()
        except (OSError, sqlite3.Error) as error:
            raise explain(error, path) from error
        self._thread = threading.Thread(target=self._write_all, name="store-writer", daemon=True)
        self._thread.start()
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="store-reader")

    async def write(self, job: Callable[[Transaction], T], *, durable: bool = True) -> T:
        """Run a job that changes something; returns when it is committed."""
        return await self.submit(job, durable=durable)

    def submit(self, job: Callable[[Transaction], T], *, durable: bool = True) -> "asyncio.Future[T]":
        """Put a job in line; it runs even when nobody waits. Jobs run in the order they were put."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._jobs.put(Write(job, durable, loop, future))
        return future

    async def read(self, job: Callable[[Transaction], T]) -> T:
        """Run a job that changes nothing, on one snapshot."""
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._read, job)

    async def changes(self) -> int:
        """A number that differs once anything was written, by whichever process (`data_version`: 3 µs)."""
        return await asyncio.get_running_loop().run_in_executor(
            self._readers, lambda: self._watcher.execute("pragma data_version").fetchone()[0]
        )

    def close(self) -> None:
        """Finish what waits, then close the file."""
        self._jobs.put(None)
        self._thread.join()
        self._readers.shutdown()
        for connection in (*self._opened, self._watcher, self._writer):
            connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
        connection.execute("pragma temp_store = memory")
        return connection

    def _read(self, job: Callable[[Transaction], T]) -> T:
        try:
            connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
            if connection is None:
                connection = self._local.connection = self._connect()
                self._opened.append(connection)
            connection.execute("begin")
            try:
                return job(Transaction(connection))
            finally:
                connection.execute("rollback")
        except sqlite3.Error as error:
            raise explain(error, self.path) from error

    def _write_all(self) -> None:
        synced: bool | None = None
        while (first := self._jobs.get()) is not None:
            batch = [first]
            stop = False
            while len(batch) < BATCH and not self._jobs.empty():
                following = self._jobs.get()
                if following is None:
                    stop = True
                    break
                batch.append(following)
            durable = any(write.durable for write in batch)
            if durable != synced:
                self._writer.execute(f"pragma synchronous = {'full' if durable else 'normal'}")
                synced = durable
            _deliver(batch, self._commit(batch))
            if stop:
                return

    def _commit(self, batch: list[Write]) -> list[object]:
        """Run a batch in one transaction; a result for each, an exception where it failed."""
        writer = self._writer
        tx = Transaction(writer)
        try:
            writer.execute("begin immediate")
            outcomes: list[object] = []
            for write in batch:
                writer.execute("savepoint job")
                try:
                    outcomes.append(write.job(tx))
                except Exception as error:
                    outcomes.append(explain(error, self.path) if isinstance(error, sqlite3.Error) else error)
                    if not writer.in_transaction:  # a full disk ends the whole transaction
                        raise
                    writer.execute("rollback to job")
                writer.execute("release job")
            writer.execute("commit")
            return outcomes
        except Exception as error:
            if writer.in_transaction:
                writer.execute("rollback")
            return [explain(error, self.path) if isinstance(error, sqlite3.Error) else error] * len(batch)


def _deliver(batch: list[Write], outcomes: list[object]) -> None:
    def settle(pairs: list[tuple["asyncio.Future[Any]", object]]) -> None:
        for future, outcome in pairs:
            if future.done():
                continue
            if isinstance(outcome, Exception):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)

    loops: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Any], object]]] = {}
    for write, outcome in zip(batch, outcomes, strict=True):
        loops.setdefault(write.loop, []).append((write.future, outcome))
    for loop, pairs in loops.items():
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, pairs)


def explain(error: Exception, path: Path) -> Unavailable:
    """The sentence for a failure of the file."""
    text = str(error)
    if "is full" in text or (isinstance(error, OSError) and error.errno == 28):
        return Unavailable(f"The disk that holds {path} is full. Make room; nothing that was saved is lost.")
    if "disk I/O error" in text:
        return Unavailable(f"The disk that holds {path} reports an error. Check it; what was saved is untouched.")
    if "malformed" in text or "not a database" in text:
        return Unavailable(
            f"{path} is damaged or is not a database of assistant-chat. It was left as it is: "
            "restore a copy of it, or move it away to begin anew."
        )
    if "readonly" in text or "unable to open" in text or isinstance(error, OSError):
        return Unavailable(
            f"The data folder {path.parent} cannot be written ({text}). "
            "Make it writable, or choose another with --data-dir."
        )
    if "locked" in text:
        return Unavailable(f"{path} was locked by another program for {BUSY_SECONDS} seconds. Close it and try again.")
    return Unavailable(f"{path} could not be used: {text}.")
