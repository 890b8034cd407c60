"""The database file: one thread writes, two read, and one reads what is large; all off the event loop.

A job is a function of a `Transaction` and is one transaction. Writes that wait at the same time share a commit, each
in a savepoint of its own, so that many runs cost one sync; one that waits alone needs none. A durable write is synced
to disk before its caller continues (`synchronous=FULL`); other writes survive a crash of the process, but not of the
machine.
Every failure of the file is raised as `Unavailable` with a sentence; other exceptions pass unchanged.
"""

import asyncio
import contextlib
import errno
import queue
import sqlite3
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from app.api.errors import Unavailable
from app.settings.os_errors import describe_os_error
from app.settings.private_file import make_private_folder, open_private
from app.store import schema
from app.store.transaction import LargeRead, Transaction

T = TypeVar("T")
MAX_BATCH_JOBS = 200
BUSY_TIMEOUT_S = 30
SYNCHRONOUS = {True: "full", False: "normal"}
CLOSED = "The conversations are closed; this program is ending."


class Write(NamedTuple):
    """A job that waits for the writer thread. `outside`: run it outside any transaction, since it changes nothing.

    `behind`: run it in a transaction of its own, when no other job waits.
    """

    job: Callable[[Transaction], Any]
    durable: bool
    outside: bool
    behind: bool
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[Any]"


class Database:
    """An open database; `close` ends its threads."""

    TEMP_STORE = "file"
    """Where the writer keeps what it needs for a while."""

    def __init__(self, path: Path) -> None:
        """Open or create the file at `path`. Raises `Unavailable`."""
        self.path = path
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._jobs: queue.SimpleQueue[Write | None] = queue.SimpleQueue()
        self._behind: deque[Write] = deque()
        self._lock = threading.Lock()
        self._closed = False
        self._synced: bool | None = None
        self.own_changes = 0
        self.has_index_backlog = False
        """Whether this process left something for later, see `index_backlog`."""
        try:
            self._create_file()
            self._writer = self._connect()
            schema.prepare(self._writer, path)
            # A savepoint keeps every page that it changes: in memory that would be all of a flood that is deleted.
            self._writer.execute(f"pragma temp_store = {self.TEMP_STORE}")
            self._cursor = self._writer.cursor()
            self._cursor.execute("pragma journal_mode = wal").fetchall()  # unread, it keeps readers out until a write
        except (OSError, sqlite3.Error) as error:
            raise explain(error, path) from error
        self._thread = threading.Thread(target=self._write_all, name="store-writer", daemon=True)
        self._thread.start()
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="store-reader")
        self._large_reader = ThreadPoolExecutor(1, thread_name_prefix="store-large-reader")
        self._large_read = asyncio.Lock()

    async def write(self, job: Callable[[Transaction], T], *, durable: bool = True) -> T:
        """Run a job that changes something; return when it is committed."""
        return await self.submit(job, durable=durable)

    async def write_behind(self, job: Callable[[Transaction], T]) -> T:
        """Run a job that changes something and can wait: it is not durable, and gives way to all others."""
        return await self.submit(job, durable=False, behind=True)

    def submit(
        self, job: Callable[[Transaction], T], *, durable: bool = True, outside: bool = False, behind: bool = False
    ) -> "asyncio.Future[T]":
        """Queue a job; it runs even if its result is not awaited. Jobs run in the order they were queued."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        with self._lock:
            if self._closed:
                raise Unavailable(CLOSED)
            self._jobs.put(Write(job, durable, outside, behind, loop, future))
        return future

    async def read(self, job: Callable[[Transaction], T]) -> T:
        """Run a job that changes nothing, on one snapshot.

        One that finds a large object is run again in a thread of its own, and the next such only when its caller had
        the object in hand: no other read waits for it, and few of them are in memory.
        """
        if self._closed:
            raise Unavailable(CLOSED)
        loop = asyncio.get_running_loop()
        with contextlib.suppress(LargeRead):
            return await loop.run_in_executor(self._readers, self._read, job, False)
        async with self._large_read:
            return await loop.run_in_executor(self._large_reader, self._read, job, True)

    async def foreign_changes(self) -> int:
        """Return a number that changes when another process writes anything.

        It is `data_version` (3 µs), which counts the writes of other connections than the one that reads it. The writer
        reads it, since its connection makes all writes of this process; those are counted in `own_changes`.
        """
        return await self.submit(_data_version, outside=True)

    def close(self) -> None:
        """Finish the queued jobs, then close the file."""
        with self._lock:
            self._closed = True
            self._jobs.put(None)
        self._thread.join()
        self._readers.shutdown()
        self._large_reader.shutdown()
        for connection in (*self._opened, self._writer):
            connection.close()

    def _create_file(self) -> None:
        make_private_folder(self.path.parent)
        open_private(self.path, "ab").close()  # the files of SQLite next to it get the same mode

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
        connection.execute("pragma temp_store = memory")
        return connection

    def _read(self, job: Callable[[Transaction], T], reads_large: bool) -> T:
        try:
            cursor: sqlite3.Cursor | None = getattr(self._local, "cursor", None)
            if cursor is None:
                connection = self._connect()
                self._opened.append(connection)
                cursor = self._local.cursor = connection.cursor()
            cursor.execute("begin")
            try:
                return job(Transaction(cursor, reads_large=reads_large))
            finally:
                if cursor.connection.in_transaction:
                    cursor.execute("rollback")
        except LargeRead as found:
            raise found.with_traceback(None) from None  # its frames hold what was read so far
        except sqlite3.Error as error:
            raise explain(error, self.path) from error

    def _write_all(self) -> None:
        while batch := self._next_batch():
            reads = [write for write in batch if write.outside]
            changes = [write for write in batch if not write.outside]
            if reads:
                _deliver(reads, [self._read_outside(write.job) for write in reads])
            if changes:
                _deliver(changes, self._commit(changes))
            del batch, reads, changes  # so that the objects of the jobs are freed while the thread waits

    def _next_batch(self) -> list[Write]:
        """Wait for queued jobs and return them, at least one; none when the database closes."""
        batch: list[Write] = []
        while not batch or (len(batch) < MAX_BATCH_JOBS and not self._jobs.empty()):
            if not batch and self._behind and self._jobs.empty():
                return [self._behind.popleft()]
            write = self._jobs.get()
            if write is None:
                if batch or self._behind:
                    self._jobs.put(None)  # a later call finds it
                if not batch and self._behind:
                    return [self._behind.popleft()]
                break
            if write.behind:
                self._behind.append(write)
            else:
                batch.append(write)
        return batch

    def _read_outside(self, job: Callable[[Transaction], object]) -> object:
        try:
            return job(Transaction(self._cursor))
        except Exception as error:
            return self._explained(error)

    def _commit(self, batch: list[Write]) -> list[object]:
        """Run a batch in one transaction; return a result for each job, an exception where it failed."""
        begun = False
        try:
            durable = any(write.durable for write in batch)
            if durable != self._synced:
                self._cursor.execute(f"pragma synchronous = {SYNCHRONOUS[durable]}")
                self._synced = durable
            self._cursor.execute("begin immediate")
            begun = True
            tx = Transaction(self._cursor)
            outcomes = self._run_all(tx, batch)
            self._cursor.execute("commit")
            self.has_index_backlog |= tx.has_index_backlog
            self.own_changes = self._writer.total_changes
            return outcomes
        except Exception as error:
            with contextlib.suppress(sqlite3.Error):
                if self._writer.in_transaction:
                    self._cursor.execute("rollback")
            if begun and len(batch) > 1:  # a job that finds the disk full ends the transaction of the whole batch
                return [self._commit([write])[0] for write in batch]
            return [self._explained(error)] * len(batch)

    def _run_all(self, tx: Transaction, batch: list[Write]) -> list[object]:
        """Run the jobs of a batch; return their results. Raises what a job raises that was alone."""
        if len(batch) == 1:
            # A savepoint copies each page that it changes, above 64 KiB to a file: a tenth of a new run's transaction.
            return [batch[0].job(tx)]
        return [self._run_in_savepoint(tx, write.job) for write in batch]

    def _run_in_savepoint(self, tx: Transaction, job: Callable[[Transaction], object]) -> object:
        self._cursor.execute("savepoint job")
        try:
            outcome = job(tx)
        except Exception as error:
            if not self._writer.in_transaction:
                raise
            self._cursor.execute("rollback to job")
            outcome = self._explained(error)
        self._cursor.execute("release job")
        return outcome

    def _explained(self, error: Exception) -> Exception:
        if isinstance(error, sqlite3.Error):
            return explain(error, self.path)
        return error


class MemoryDatabase(Database):
    """A database that is gone when it is closed, and never in a file. Its one connection reads and writes in turn."""

    TEMP_STORE = "memory"

    def __init__(self) -> None:
        super().__init__(Path(":memory:"))

    async def read(self, job: Callable[[Transaction], T]) -> T:
        """Run a job that changes nothing."""
        return await self.submit(job, outside=True)

    def _create_file(self) -> None:
        """Create none."""


def _data_version(tx: Transaction) -> int:
    return tx.rows("pragma data_version")[0][0]


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
        with contextlib.suppress(RuntimeError):  # the loop has ended: nothing awaits the results
            loop.call_soon_threadsafe(settle, pairs)


def explain(error: Exception, path: Path) -> Unavailable:
    """Convert a failure of the file to `Unavailable`."""
    text = describe_os_error(error) if isinstance(error, OSError) else str(error)
    if "is full" in text or (isinstance(error, OSError) and error.errno == errno.ENOSPC):
        return Unavailable(f"The disk that holds {path} is full. Make room; nothing that was saved is lost.")
    if "disk I/O error" in text:
        return Unavailable(f"The disk that holds {path} reports an error. Check it; what was saved is untouched.")
    if "malformed" in text or "not a database" in text:
        return Unavailable(
            f"{path} is damaged or is not a database of assistant-chat. It was not changed: restore a copy of it, or "
            "move it to another place to start without it."
        )
    if "readonly" in text or "unable to open" in text or isinstance(error, OSError):
        return Unavailable(
            f"The data folder {path.parent} cannot be written ({text}). "
            "Make it writable, or choose another with --data-dir."
        )
    if "locked" in text:
        return Unavailable(
            f"{path} was locked by another program for {BUSY_TIMEOUT_S} seconds. Close it and try again."
        )
    return Unavailable(f"{path} could not be used: {text}.")
