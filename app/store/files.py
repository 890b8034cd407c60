"""The table of files.

A row is there before the bytes of its file are, and until they are gone, so that a crash leaves no bytes alone. A file
is found when all its bytes are stored, and until it expires or begins to be deleted.
"""

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from app.api.objects import File
from app.api.requests import FilePage, Listing
from app.store import paging
from app.store.transaction import Row, Transaction

_decoder = msgspec.json.Decoder(File)

FOUND = "owner is null and is_leaving = 0 and (expires_at is null or expires_at > ?)"


class Leftover(Struct, frozen=True):
    """A file whose bytes may have to be deleted. `owner`: the process that is writing it; `None` if it has to."""

    file_id: str
    owner: str | None


def begin(tx: Transaction, file_id: str, owner: str) -> None:
    """Store that this process writes the bytes of a new file."""
    tx.change("insert into files(id, purpose, owner, data) values(?, '', ?, '')", file_id, owner)


def finish(tx: Transaction, file: File) -> bool:
    """Store a file whose bytes are written. False if its row is gone: this process was taken for dead."""
    return (
        tx.change(
            "update files set purpose = ?, expires_at = ?, owner = null, data = ? where id = ? and is_leaving = 0",
            file.purpose,
            file.expires_at,
            msgspec.json.encode(file).decode(),
            file.id,
        )
        == 1
    )


def get(tx: Transaction, file_id: str, now: int) -> File | None:
    """Return the file with this id."""
    row = tx.one(f"select data from files where id = ? and {FOUND}", file_id, now)
    return _decode(row) if row else None


def page(tx: Transaction, page: FilePage, now: int) -> Listing[File]:
    """Return a page of the files."""
    where, values = FOUND, (now,)
    if page.purpose is not None:
        where, values = f"{FOUND} and purpose = ?", (now, page.purpose)
    return paging.select(tx, "files", "data", page, _decode, kind="file", where=where, values=values)


def begin_deletion(tx: Transaction, file_id: str, now: int) -> bool:
    """Hide a file whose bytes are to be deleted. False if there is none."""
    return tx.change(f"update files set is_leaving = 1 where id = ? and {FOUND}", file_id, now) == 1


def delete(tx: Transaction, file_id: str) -> None:
    """Delete a file whose bytes are gone. Its id stays a cursor, and known as one of a deleted file."""
    paging.delete(tx, "files", file_id)


def forget(tx: Transaction, file_id: str) -> None:
    """Delete a file that was never whole."""
    tx.change("delete from files where id = ?", file_id)


def first_unknown(tx: Transaction, file_ids: Iterable[str], now: int) -> str | None:
    """Return the first of these ids that is not one of a file, `None` if all are."""
    for file_id in file_ids:
        if tx.one(f"select 1 from files where id = ? and {FOUND}", file_id, now) is None:
            return file_id
    return None


def was_deleted(tx: Transaction, file_id: str) -> bool:
    """Return whether there was a file with this id, which was deleted or is expired."""
    if tx.one("select 1 from files where id = ? and owner is null", file_id) is not None:
        return True
    return paging.was_deleted(tx, "files", file_id)


def leftovers(tx: Transaction, now: int) -> list[Leftover]:
    """Return the files that are being written, or whose bytes are to be deleted: deleted and expired ones."""
    unfinished = tx.rows("select id, owner from files where owner is not null or is_leaving = 1")
    expired = tx.rows("select id, null from files where expires_at <= ? and is_leaving = 0", now)
    return [Leftover(file_id, owner) for file_id, owner in (*unfinished, *expired)]


def next_expiry(tx: Transaction) -> int | None:
    """Return when the next file expires, in Unix seconds."""
    row = tx.one("select min(expires_at) from files where expires_at is not null and is_leaving = 0")
    return row[0] if row else None


def _decode(row: Row) -> File:
    return _decoder.decode(row[0])
