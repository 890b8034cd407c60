"""One transaction, as the table modules use it: SQL in, rows out."""

import sqlite3
from typing import Any

Row = tuple[Any, ...]
Value = str | int | float | bytes | None


class Transaction:
    """Runs statements on the one cursor of an open connection, whose owner begins and ends the transaction.

    One cursor, because sqlite3 keeps a weak reference to each cursor of a connection and clears dead ones only now and
    then: a cursor for each statement would scatter small objects over the whole heap.
    """

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor

    def rows(self, sql: str, *values: Value) -> list[Row]:
        """Return all rows of a query."""
        return self._cursor.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Value) -> Row | None:
        """Return the first row of a query, if any."""
        return self._cursor.execute(sql, values).fetchone()

    def change(self, sql: str, *values: Value) -> int:
        """Run a change; return the number of rows it affected."""
        return self._cursor.execute(sql, values).rowcount
