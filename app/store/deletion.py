"""Deletes rows a slice at a time: SQLite frees each page of a value, and other writes wait for it.

What is left of an object that readers do not find any more is noted, so that any process deletes the rest of it.
"""

from app.store.transaction import Transaction, Value

SLICE_BYTES = 2**20
"""How much is deleted in one transaction, but for the last value of it."""
ROW_BYTES = 2**11
"""What a row counts at least, so that a slice has an end in rows too."""
REST = "rest_of"
"""What is before an id among the deleted ones, and "/", as long as not all of its object is deleted."""


def delete_up_to(tx: Transaction, room: int, table: str, column: str, where: str, *values: Value) -> int:
    """Delete the first rows that match, with about so many bytes in this column; return how many more it could be.

    0: there may be more of them.
    """
    found = tx.rows(f"select rowid from {table} where {where} limit ?", *values, room // ROW_BYTES + 1)
    for (row_id,) in found:
        if room <= 0:
            break
        room -= max(ROW_BYTES, tx.head(table, column, row_id, 0)[1])
        tx.change(f"delete from {table} where rowid = ?", row_id)
    return max(0, room)


def mark_rest(tx: Transaction, object_id: str) -> None:
    """Note that a deleted thread, run or message still has rows, which no reader finds without it."""
    tx.change("insert or ignore into deleted(id, list, seq) values(?, 'threads', 0)", f"{REST}/{object_id}")


def find_rest(tx: Transaction) -> str | None:
    """Return the id of a deleted object that still has rows."""
    row = tx.one(f"select substr(id, {len(REST) + 2}) from deleted where id > '{REST}/' and id < '{REST}0' limit 1")
    return row[0] if row else None


def unmark_rest(tx: Transaction, object_id: str) -> None:
    """Note that nothing is left of a deleted object."""
    tx.change("delete from deleted where id = ?", f"{REST}/{object_id}")
