"""Kills this process with SIGKILL at a statement that it sends to SQLite."""

import os
import signal
import sqlite3
from collections.abc import Sequence
from functools import partial


class Countdown:
    """Counts the statements that begin with one of these words, once it has a number to count down from."""

    statements: Sequence[str] = ()
    left: int | None = None

    def see(self, sql: str) -> None:
        """Count a statement, or kill this process before it is run."""
        if self.left is not None and sql.startswith(tuple(self.statements)):
            self.left -= 1
            if self.left < 0:
                os.kill(os.getpid(), signal.SIGKILL)


countdown = Countdown()


class CountedConnection(sqlite3.Connection):
    """A connection whose statements are counted."""

    def __init__(self, *arguments: object, **options: object) -> None:
        super().__init__(*arguments, **options)  # pyright: ignore[reportArgumentType] - passed on as they came
        self.set_trace_callback(countdown.see)


def count_statements() -> None:
    """Count the statements of every connection that is opened from now on."""
    sqlite3.connect = partial(sqlite3.connect, factory=CountedConnection)
