"""One transaction, as the table modules use it: SQL in, rows out."""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from msgspec import Struct

Row = tuple[Any, ...]
Value = str | int | float | bytes | None

MAX_VALUE_BYTES = 96 * 2**20
"""The longest text or blob that `rows_up_to` reads. An answer has at most 64 MiB; older versions stored more."""
MAX_ORDINARY_BYTES = 4 * 2**20
"""The longest that is read beside others: the beginning of a long message, and some milliseconds."""


INDEX_ROOM_CHARS = 2**15
"""How much text one transaction adds to the search index or removes: up to 20 ms of the only writer. The rest waits."""


class LargeRead(Exception):
    """A job that others would wait for has to read more than `MAX_ORDINARY_BYTES` of one object."""


class SomeRows(Struct, frozen=True):
    """The first rows of a query. `are_all`: there are no more. `next_is_huge`: the next one is too large to be read."""

    rows: list[Row]
    are_all: bool
    next_is_huge: bool


class Transaction:
    """Runs statements on the one cursor of an open connection, whose owner begins and ends the transaction.

    One cursor, because sqlite3 keeps a weak reference to each cursor of a connection and clears dead ones only now and
    then: a cursor for each statement would scatter small objects over the whole heap. `index_room_chars`: how much text
    may still be indexed here; `has_index_backlog`: some was left for later, see `index_backlog`. `reads_large`: it may
    read large objects; else it raises `LargeRead`.
    """

    def __init__(self, cursor: sqlite3.Cursor, *, reads_large: bool = True) -> None:
        self._cursor = cursor
        self._reads_large = reads_large
        self.index_room_chars = INDEX_ROOM_CHARS
        self.has_index_backlog = False

    def rows(self, sql: str, *values: Value) -> list[Row]:
        """Return all rows of a query."""
        return self._cursor.execute(sql, values).fetchall()

    def each(self, sql: str, *values: Value) -> Iterator[Row]:
        """Yield the rows of a query one at a time. No other statement may run until the last one."""
        for row in self._cursor.execute(sql, values):  # noqa: UP028 - `yield from` would close the cursor with us
            yield row

    def rows_up_to(self, max_bytes: int, sql: str, *values: Value, max_value_bytes: int = MAX_VALUE_BYTES) -> SomeRows:
        """Return the first rows of a query, with about this much text, at least one unless the first is huge.

        `max_value_bytes`: the longest text or blob that is not huge.
        """
        connection = self._cursor.connection
        limit = max_value_bytes if self._reads_large else min(max_value_bytes, MAX_ORDINARY_BYTES)
        before = connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, limit)
        try:
            rows, end = self._read_rows(max_bytes, sql, values)
            if end != "huge":
                return SomeRows(rows, are_all=end == "all", next_is_huge=False)
            if limit < max_value_bytes:
                raise LargeRead
            # sqlite3 reads one row ahead, so that the last good row may be lost with the huge one behind it.
            more, end = self._read_rows(max_bytes, f"select * from ({sql}) limit {len(rows) + 1}", values)
            if end != "huge":
                rows = more
            return SomeRows(rows, are_all=False, next_is_huge=True)
        finally:
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, before)

    def _read_rows(
        self, max_bytes: int, sql: str, values: Sequence[Value]
    ) -> tuple[list[Row], Literal["all", "more", "huge"]]:
        rows: list[Row] = []
        try:
            for row in self._cursor.execute(sql, values):
                rows.append(row)
                max_bytes -= sum(len(value) for value in row if isinstance(value, str | bytes))
                if max_bytes <= 0:
                    return rows, "more"
        except sqlite3.DataError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_TOOBIG:
                raise
            return rows, "huge"
        return rows, "all"

    def begin_large(self) -> None:
        """Raise `LargeRead` unless large objects may be read here."""
        if not self._reads_large:
            raise LargeRead

    def head(self, table: str, column: str, row_id: int, max_bytes: int) -> tuple[bytes, int]:
        """Return the first bytes of a value and its whole length, without reading more of it."""
        with self._cursor.connection.blobopen(table, column, row_id, readonly=True) as blob:
            return blob.read(max_bytes), len(blob)

    def head_text(self, table: str, column: str, row_id: int, max_chars: int) -> str:
        """Return the first characters of a text, without reading more of it: each has up to 4 bytes of UTF-8."""
        return self.head(table, column, row_id, 4 * max_chars)[0].decode("utf-8", "ignore")[:max_chars]

    def tail(self, table: str, column: str, row_id: int, max_bytes: int) -> bytes:
        """Return the last bytes of a value, without reading more of it."""
        with self._cursor.connection.blobopen(table, column, row_id, readonly=True) as blob:
            blob.seek(max(0, len(blob) - max_bytes))
            return blob.read(max_bytes)

    def one(self, sql: str, *values: Value) -> Row | None:
        """Return the first row of a query, if any."""
        return self._cursor.execute(sql, values).fetchone()

    def change(self, sql: str, *values: Value) -> int:
        """Run a change; return the number of rows it affected."""
        return self._cursor.execute(sql, values).rowcount
