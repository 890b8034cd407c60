"""One transaction as the table modules see it: SQL in, rows out. `database` makes them and ends them."""

import sqlite3
from typing import Any

Row = tuple[Any, ...]
Value = str | int | float | None


class Transaction:
    """Runs statements on the one cursor of an open connection; beginning and ending is the caller's.

    The one cursor: sqlite3 keeps a weak reference to each cursor that a connection made, and clears the dead ones away
    only now and then, so that a cursor a statement would scatter small objects over the whole heap.
    """

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor

    def rows(self, sql: str, *values: Value) -> list[Row]:
        """All rows of a query."""
        return self._cursor.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Value) -> Row | None:
        """The first row of a query, if any."""
        return self._cursor.execute(sql, values).fetchone()

    def change(self, sql: str, *values: Value) -> int:
        """Run a change; returns the number of rows it touched."""
        return self._cursor.execute(sql, values).rowcount
