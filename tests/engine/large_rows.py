"""Connections that count the large rows in each transaction, or cannot read them."""

import sqlite3
from functools import partial

import pytest

COUNTED = (
    "insert into long_texts",
    "delete from long_texts where rowid",
    "delete from events where rowid",
    "delete from model_calls where rowid",
)
SMALL_BYTES = 100_000

slices: list[dict[str, int]] = []
"""How many large rows each transaction inserted and deleted, by statement."""


class CountedConnection(sqlite3.Connection):
    """A connection that counts its large rows."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # pyright: ignore[reportArgumentType] - passed on as they came
        self._counts: dict[str, int] = {}
        self.set_trace_callback(self._see)

    def _see(self, sql: str) -> None:
        if sql.startswith("begin"):
            self._counts = {}
        elif sql == "commit" and self._counts:
            slices.append(self._counts)
        for counted in COUNTED:
            if sql.startswith(counted):
                self._counts[counted] = self._counts.get(counted, 0) + 1


class SmallConnection(sqlite3.Connection):
    """A connection that fails when it reads a large text."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # pyright: ignore[reportArgumentType] - passed on as they came
        self.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, SMALL_BYTES)


def count_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let databases that are opened from here on count their large rows."""
    slices.clear()
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=CountedConnection))


def refuse_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let databases that are opened from here on fail when they read a large text."""
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=SmallConnection))


def most(counted: str) -> int:
    """Return the most of such rows in one transaction."""
    return max((one.get(counted, 0) for one in slices), default=0)
