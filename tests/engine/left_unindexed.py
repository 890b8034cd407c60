"""A long message that is not indexed yet, and a lock that keeps it so."""

import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

from app.api.requests import CreateMessage, CreateThread

WORD = "zebras"
DEADLINE_S = 60
LONG = CreateThread(messages=[CreateMessage(role="user", content=f"{'. ' * 100_000} {WORD}")] * 3)


@contextmanager
def nobody_writes(path: Path) -> Generator[None]:
    """Hold the lock of a database: what is not indexed stays so."""
    with closing(sqlite3.connect(path, timeout=DEADLINE_S, isolation_level=None)) as connection:
        connection.execute("begin immediate")
        yield
