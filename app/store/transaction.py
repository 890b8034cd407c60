"""One transaction as the table modules see it: SQL in, rows out. `database` makes them and ends them."""

import sqlite3
from typing import Any

Row = tuple[Any, ...]
Value = str | int | float | None


class Transaction:
    """Runs statements on an open connection; beginning and ending is the caller's."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, sql: str, *values: Value) -> list[Row]:
        """All rows of a query."""
        return self._connection.execute(sql, values).fetchall()

    def one(self, sql: str, *values: Value) -> Row | None:
        """The first row of a query, if any."""
        cursor = self._connection.execute(sql, values)
        try:
            return cursor.fetchone()
        finally:
            cursor.close()

    def change(self, sql: str, *values: Value) -> int:
        """Run a change; returns the number of rows it touched."""
        return self._connection.execute(sql, values).rowcount
