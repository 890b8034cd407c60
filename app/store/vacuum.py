"""Gives the space of deleted rows back to the disk, in steps between which other writes go on.

A database that this version makes has `auto_vacuum` incremental, so that its free pages can be cut off a few at a time.
One of an older version is made so once, by a `vacuum` that writes the file anew; other writes wait for that.
"""

from collections.abc import Sequence
from pathlib import Path

from app.store import index_backlog
from app.store.database import Database
from app.store.transaction import Transaction

INCREMENTAL = 2
"""The value of `pragma auto_vacuum`."""
STEP_PAGES = 64
"""A quarter of a megabyte, of pages of 4 KiB: about a millisecond of the only writer."""
MERGE_PAGES = 200
"""How much of a search index is put together in one step; deleted entries leave it only then."""
INDEXES = ("message_search", "piece_search", "title_search")
SUFFIXES = ("", "-wal")
"""The files of a database; `-shm` is memory that processes share."""


def size_of(path: Path) -> int:
    """Return how many bytes the database takes on disk."""
    files = [path.with_name(f"{path.name}{suffix}") for suffix in SUFFIXES]
    return sum(file.stat().st_size for file in files if file.exists())


async def shrink(database: Database) -> None:
    """Make the file as small as what is in it. Raises `Unavailable`, for example on a full disk."""
    while await database.write(index_backlog.index_some, durable=False):
        pass
    await database.write(_begin_merges, durable=False)
    for index in INDEXES:
        while await database.write(lambda tx, index=index: _merge_some(tx, index), durable=False):
            pass
    if not await database.read(_is_incremental):
        await database.submit(_make_incremental, outside=True)
    while await database.write(_cut_some, durable=False):
        pass
    await database.submit(_cut_file, outside=True)


def _begin_merges(tx: Transaction) -> None:
    """Let the next merges put all of the indexes together, as FTS5 says: once a negative number, then positive ones."""
    for index in INDEXES:
        tx.change(f"insert into {index}({index}, rank) values('merge', ?)", -MERGE_PAGES)


def _merge_some(tx: Transaction, index: str) -> bool:
    """Merge a part of an index; return whether there was one. FTS5: fewer than two changes mean that nothing was."""
    before = _changes(tx)
    tx.change(f"insert into {index}({index}, rank) values('merge', ?)", MERGE_PAGES)
    return _changes(tx) - before >= 2


def _changes(tx: Transaction) -> int:
    return tx.rows("select total_changes()")[0][0]


def _is_incremental(tx: Transaction) -> bool:
    return tx.rows("pragma auto_vacuum")[0][0] == INCREMENTAL


def _make_incremental(tx: Transaction) -> None:
    tx.rows(f"pragma auto_vacuum = {INCREMENTAL}")
    tx.rows("vacuum")


def _cut_some(tx: Transaction) -> bool:
    """Cut some free pages off; return whether there are more."""
    before = _free_pages(tx)
    for _ in range(min(before, STEP_PAGES)):
        tx.rows("pragma incremental_vacuum(1)")  # one page, whatever the number: sqlite3 steps such a statement once
    return 0 < _free_pages(tx) < before


def _free_pages(tx: Transaction) -> int:
    return tx.rows("pragma freelist_count")[0][0]


def _cut_file(tx: Transaction) -> Sequence[object]:
    """Write the log into the file, which becomes shorter only then. A reader at work leaves it to a later one."""
    return tx.rows("pragma wal_checkpoint(truncate)")
