"""The table of processes that have the database open, each with its endpoints.

It does not say whether a process is alive: the lock files in the data folder do.
"""

import time
from collections.abc import Mapping

import msgspec
from msgspec import Struct

from app.store.transaction import Transaction

_decoder = msgspec.json.Decoder(dict[str, str])


class Process(Struct, frozen=True, kw_only=True):
    """A process. `owner`: its name. `reclaims`: it continues the runs of dead processes.

    `endpoint`: the base URL in use. `profiles`: all that it can use, profile to base URL; empty in an older version.
    """

    owner: str
    endpoint: str | None
    profiles: Mapping[str, str] = {}
    reclaims: bool


def save(tx: Transaction, process: Process) -> None:
    """Store a process, or its new endpoints."""
    tx.change(
        "insert into processes(owner, endpoint, profiles, reclaims, started_at) values(?, ?, ?, ?, ?)"
        " on conflict(owner) do update set endpoint = excluded.endpoint, profiles = excluded.profiles,"
        " reclaims = excluded.reclaims",
        process.owner,
        process.endpoint,
        msgspec.json.encode(process.profiles).decode(),
        int(process.reclaims),
        int(time.time()),
    )


def delete(tx: Transaction, owner: str) -> None:
    """Delete a process."""
    tx.change("delete from processes where owner = ?", owner)


def all_known(tx: Transaction) -> list[Process]:
    """Return every process that has not deleted its row, dead ones included."""
    return [
        Process(owner=owner, endpoint=endpoint, profiles=_decoder.decode(profiles), reclaims=bool(reclaims))
        for owner, endpoint, profiles, reclaims in tx.rows("select owner, endpoint, profiles, reclaims from processes")
    ]
