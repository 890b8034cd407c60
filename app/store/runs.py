"""The table of runs, with what the API does not show: owner, attempt (the fencing token), deaths, endpoint, number."""

from collections.abc import Iterable

import msgspec
from msgspec import Struct

from app.api.objects import Run, RunStatus
from app.api.requests import Listing, Page
from app.store import paging
from app.store.schema import ACTIVE
from app.store.transaction import Row, Transaction

_decoder = msgspec.json.Decoder(Run)


class StoredRun(Struct, frozen=True, kw_only=True):
    """A run as it is stored. `owner` is the process that drives it, `number` the highest event number handed out."""

    run: Run
    expires_at: int
    owner: str | None
    attempt: int
    deaths: int
    endpoint: str | None
    number: int


_COLUMNS = "data, expires_at, owner, attempt, deaths, endpoint, number"


def _decode(row: Row) -> Run:
    return _decoder.decode(row[0])


def _stored(row: Row) -> StoredRun:
    return StoredRun(
        run=_decode(row),
        expires_at=row[1],
        owner=row[2],
        attempt=row[3],
        deaths=row[4],
        endpoint=row[5],
        number=row[6],
    )


def insert(tx: Transaction, run: Run, *, expires_at: int, owner: str, endpoint: str | None, number: int) -> None:
    """Keep a new run. The index `one_active_run` refuses a second active one on the thread."""
    tx.change(
        "insert into runs(id, thread_id, status, created_at, expires_at, owner, attempt, deaths, endpoint, number,"
        " data) values(?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?)",
        run.id,
        run.thread_id,
        run.status,
        run.created_at,
        expires_at,
        owner,
        endpoint,
        number,
        msgspec.json.encode(run).decode(),
    )


def get(tx: Transaction, thread_id: str, run_id: str) -> Run | None:
    """The run of this id in this thread."""
    row = tx.one("select data from runs where id = ? and thread_id = ?", run_id, thread_id)
    return _decode(row) if row else None


def get_stored(tx: Transaction, run_id: str) -> StoredRun | None:
    """The run of this id with all that is stored of it."""
    row = tx.one(f"select {_COLUMNS} from runs where id = ?", run_id)
    return _stored(row) if row else None


def active_on(tx: Transaction, thread_id: str) -> StoredRun | None:
    """The run that holds this thread, if any."""
    row = tx.one(f"select {_COLUMNS} from runs where thread_id = ? and status in {ACTIVE}", thread_id)
    return _stored(row) if row else None


def active(tx: Transaction) -> list[StoredRun]:
    """All runs that are not over, oldest first."""
    return [_stored(row) for row in tx.rows(f"select {_COLUMNS} from runs where status in {ACTIVE} order by seq")]


def save(tx: Transaction, run: Run, *, owner: str | None, attempt: int, deaths: int, number: int) -> None:
    """Replace a run and what is stored with it."""
    tx.change(
        "update runs set status = ?, data = ?, owner = ?, attempt = ?, deaths = ?, number = ? where id = ?",
        run.status,
        msgspec.json.encode(run).decode(),
        owner,
        attempt,
        deaths,
        number,
        run.id,
    )


def save_metadata(tx: Transaction, run: Run) -> None:
    """Replace the object alone, whoever owns the run."""
    tx.change("update runs set data = ? where id = ?", msgspec.json.encode(run).decode(), run.id)


def claim(tx: Transaction, run_id: str, owner: str) -> bool:
    """Take a queued run that is nobody's or already ours, and raise its attempt; false when it was not to be had."""
    return (
        tx.change(
            "update runs set owner = ?, attempt = attempt + 1"
            " where id = ? and status = 'queued' and (owner is null or owner = ?)",
            owner,
            run_id,
            owner,
        )
        == 1
    )


def hold(tx: Transaction, run_id: str, attempt: int, statuses: Iterable[RunStatus], number: int) -> bool:
    """The fence: begin an owner's write. False, and nothing done, when the run is no longer this attempt's.

    An UPDATE and not a query: on a database with row versions it waits for the rival's write and then sees it.
    """
    names = list(statuses)
    marks = ", ".join("?" * len(names))
    return (
        tx.change(
            f"update runs set number = ? where id = ? and attempt = ? and status in ({marks})",
            number,
            run_id,
            attempt,
            *names,
        )
        == 1
    )


def page(tx: Transaction, thread_id: str, page: Page) -> Listing[Run]:
    """A page of a thread's runs."""
    return paging.select(tx, "runs", "data", page, _decode, kind="run", where="thread_id = ?", values=(thread_id,))


def ids(tx: Transaction, thread_id: str) -> list[str]:
    """The ids of all runs of a thread."""
    return [row[0] for row in tx.rows("select id from runs where thread_id = ?", thread_id)]


def delete_thread(tx: Transaction, thread_id: str) -> None:
    """Remove all runs of a thread."""
    tx.change("delete from runs where thread_id = ?", thread_id)
