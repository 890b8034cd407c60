"""Rows that are too large to be read, which an older version stored: what can be said of them from their beginning.

Their objects are JSON with the short fields first. A row that is saved again gets the shortened object.
"""

import re

from app.store.transaction import MAX_VALUE_BYTES, Transaction

HEAD_BYTES = 4096
"""The fields before the first long one of a run or a step: ids, a time and a status."""
TOO_LARGE = "[Not shown: {megabytes} MB are stored here, which is too much to be read.]"


class Head:
    """The beginning of an object."""

    def __init__(self, tx: Transaction, table: str, seq: int) -> None:
        head, size = tx.head(table, "data", seq, HEAD_BYTES)
        self._text = head.decode("utf-8", "ignore")
        self.note = TOO_LARGE.format(megabytes=size // 10**6)

    def text(self, name: str) -> str:
        """Return a field that is a plain text, "" if it is not in the beginning."""
        found = re.search(f'"{name}":"([^"\\\\]*)"', self._text)
        return found[1] if found else ""

    def number(self, name: str) -> int:
        """Return a field that is a number, 0 if it is not in the beginning."""
        found = re.search(f'"{name}":([0-9]{{1,18}})', self._text)
        return int(found[1]) if found else 0


def is_huge(tx: Transaction, table: str, column: str, seq: int) -> bool:
    """Return whether a value is too large to be read."""
    return tx.head(table, column, seq, 0)[1] > MAX_VALUE_BYTES
