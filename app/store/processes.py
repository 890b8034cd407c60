"""The table of processes that have the database open, each with its endpoint.

It does not say whether a process is alive: the lock files in the data folder do.
"""

import time

from msgspec import Struct

from app.store.transaction import Transaction


class Process(Struct, frozen=True, kw_only=True):
    """A process. `owner`: its name. `endpoint`: its base URL. `reclaims`: it continues the runs of dead processes."""

    owner: str
    endpoint: str | None
    reclaims: bool


def save(tx: Transaction, process: Process) -> None:
    """Store a process, or its new endpoint."""
    tx.change(
        "insert into processes(owner, endpoint, reclaims, started_at) values(?, ?, ?, ?)"
        " on conflict(owner) do update set endpoint = excluded.endpoint, reclaims = excluded.reclaims",
        process.owner,
        process.endpoint,
        int(process.reclaims),
        int(time.time()),
    )


def delete(tx: Transaction, owner: str) -> None:
    """Delete a process."""
    tx.change("delete from processes where owner = ?", owner)


def all_known(tx: Transaction) -> list[Process]:
    """Return every process that has not deleted its row, dead ones included."""
    rows = tx.rows("select owner, endpoint, reclaims from processes")
    return [Process(owner=owner, endpoint=endpoint, reclaims=bool(reclaims)) for owner, endpoint, reclaims in rows]
