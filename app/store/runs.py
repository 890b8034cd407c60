"""The table of runs, with columns that the API does not show: owner, attempt, deaths, endpoint, profile, last event."""

from collections.abc import Iterable
from functools import partial

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from app.api.objects import TERMINAL_STATUSES, LastError, Run, RunStatus, Usage
from app.api.requests import Listing, Page
from app.store import huge_rows, paging
from app.store.huge_rows import Head
from app.store.schema import ACTIVE
from app.store.transaction import Row, Transaction, Value

_decoder = msgspec.json.Decoder(Run)


class StoredRun(Struct, frozen=True, kw_only=True):
    """A run as it is stored. `owner`: the process that drives it. `attempt`: the fencing token, one for each claim.

    `deaths`: how many owners died in mid-reply. `endpoint` and `profile`: the base URL that it began on and the name
    under which the user keeps it, `None` in a run of an older version. `last_number`: the number of its last event.
    """

    run: Run
    expires_at: int
    owner: str | None
    endpoint: str | None
    profile: str | None = None
    attempt: int = 0
    deaths: int = 0
    last_number: int = 0


class ActiveRun(Struct, frozen=True, kw_only=True):
    """What the process that looks after the runs knows of an active one, whose object may be large.

    `is_too_large`: it cannot be read.
    """

    id: str
    status: RunStatus
    expires_at: int
    owner: str | None
    endpoint: str | None
    profile: str | None
    attempt: int
    is_too_large: bool


_COLUMNS = "expires_at, owner, attempt, deaths, endpoint, profile, number"
_ACTIVE_COLUMNS = "seq, id, status, expires_at, owner, endpoint, profile, attempt"


def _decode(row: Row) -> Run:
    return _decoder.decode(row[0])


def _decode_stored(row: Row) -> StoredRun:
    return StoredRun(
        run=_decode(row),
        expires_at=row[1],
        owner=row[2],
        attempt=row[3],
        deaths=row[4],
        endpoint=row[5],
        profile=row[6],
        last_number=row[7],
    )


def _read(tx: Transaction, where: str, *values: Value) -> StoredRun | None:
    """Return a run; of one that is too large to be read what is known without reading it."""
    found = tx.rows_up_to(1, f"select {paging.DATA}, {_COLUMNS} from runs where {where}", *values)
    if found.rows:
        return _decode_stored(found.rows[0])
    if not found.next_is_huge:
        return None
    seq, *columns = tx.rows(f"select seq, {_COLUMNS} from runs where {where}", *values)[0]
    return _decode_stored((msgspec.json.encode(_read_huge(tx, seq)), *columns))


def _read_large(tx: Transaction, seq: int) -> Run:
    """Return a run that is read alone."""
    stored = _read(tx, "seq = ?", seq)
    assert stored is not None
    return stored.run


def _read_huge(tx: Transaction, seq: int) -> Run:
    """Return a run without its long fields, and a sentence that says so."""
    columns = "id, thread_id, status, created_at, expires_at"
    id, thread_id, status, created_at, expires_at = tx.rows(f"select {columns} from runs where seq = ?", seq)[0]
    head = Head(tx, "runs", seq)
    run = Run(
        id=id,
        created_at=created_at,
        thread_id=thread_id,
        assistant_id=head.text("assistant_id"),
        status=status,
        last_error=LastError(code="server_error", message=head.note) if status == "failed" else None,
        expires_at=expires_at,
        model="",
        metadata={"note": head.note},
    )
    if status in TERMINAL_STATUSES:
        return replace(run, expires_at=None, usage=Usage())
    return run


def insert(tx: Transaction, stored: StoredRun) -> None:
    """Store a new run. The index `one_active_run` refuses a second active one on the thread."""
    run = stored.run
    tx.change(
        "insert into runs(id, thread_id, status, created_at, expires_at, owner, attempt, deaths, endpoint, profile,"
        " number, data) values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        run.id,
        run.thread_id,
        run.status,
        run.created_at,
        stored.expires_at,
        stored.owner,
        stored.attempt,
        stored.deaths,
        stored.endpoint,
        stored.profile,
        stored.last_number,
        msgspec.json.encode(run).decode(),
    )


def get(tx: Transaction, thread_id: str, run_id: str) -> Run | None:
    """Return the run with this id in this thread."""
    stored = _read(tx, "id = ? and thread_id = ?", run_id, thread_id)
    return stored.run if stored else None


def get_stored(tx: Transaction, run_id: str) -> StoredRun | None:
    """Return the run with this id and its other columns."""
    return _read(tx, "id = ?", run_id)


def status_of(tx: Transaction, run_id: str) -> RunStatus | None:
    """Return the status of a run, `None` if there is no such run."""
    row = tx.one("select status from runs where id = ?", run_id)
    return row[0] if row else None


def active_on(tx: Transaction, thread_id: str) -> ActiveRun | None:
    """Return the active run of this thread, if any."""
    rows = tx.rows(f"select {_ACTIVE_COLUMNS} from runs where thread_id = ? and status in {ACTIVE}", thread_id)
    return _decode_active(tx, rows[0]) if rows else None


def active(tx: Transaction) -> list[ActiveRun]:
    """Return all active runs, oldest first."""
    rows = tx.rows(f"select {_ACTIVE_COLUMNS} from runs where status in {ACTIVE} order by seq")
    return [_decode_active(tx, row) for row in rows]


def _decode_active(tx: Transaction, row: Row) -> ActiveRun:
    return ActiveRun(
        id=row[1],
        status=row[2],
        expires_at=row[3],
        owner=row[4],
        endpoint=row[5],
        profile=row[6],
        attempt=row[7],
        is_too_large=huge_rows.is_huge(tx, "runs", "data", row[0]),
    )


def save(tx: Transaction, stored: StoredRun) -> None:
    """Replace a run and its other columns. Its expiry, its endpoint and its profile never change."""
    tx.change(
        "update runs set status = ?, data = ?, owner = ?, attempt = ?, deaths = ?, number = ? where id = ?",
        stored.run.status,
        msgspec.json.encode(stored.run).decode(),
        stored.owner,
        stored.attempt,
        stored.deaths,
        stored.last_number,
        stored.run.id,
    )


def save_object(tx: Transaction, run: Run) -> None:
    """Replace the run object alone, whichever process owns the run."""
    tx.change("update runs set data = ? where id = ?", msgspec.json.encode(run).decode(), run.id)


def claim(tx: Transaction, run_id: str, owner: str) -> bool:
    """Claim a queued run that is unowned or already ours and increment `attempt`; False if it could not be claimed."""
    changed = tx.change(
        "update runs set owner = ?, attempt = attempt + 1"
        " where id = ? and status = 'queued' and (owner is null or owner = ?)",
        owner,
        run_id,
        owner,
    )
    return changed == 1


def fence(tx: Transaction, run_id: str, attempt: int, statuses: Iterable[RunStatus], last_number: int) -> bool:
    """Save `last_number` if the run still belongs to this attempt and has one of the statuses; otherwise return False.

    The transaction of every write of an owner begins with it. It is an UPDATE and not a query: on a database with row
    versions it waits for the write of a rival and then sees it.
    """
    names = list(statuses)
    marks = ", ".join("?" * len(names))
    changed = tx.change(
        f"update runs set number = ? where id = ? and attempt = ? and status in ({marks})",
        last_number,
        run_id,
        attempt,
        *names,
    )
    return changed == 1


def page(tx: Transaction, thread_id: str, page: Page) -> Listing[Run]:
    """Return a page of a thread's runs."""
    return paging.select(
        tx,
        "runs",
        paging.DATA,
        page,
        _decode,
        kind="run",
        where="thread_id = ?",
        values=(thread_id,),
        read_large=partial(_read_large, tx),
    )


def some_ids(tx: Transaction, thread_id: str, limit: int) -> list[str]:
    """Return the ids of the first runs of a thread."""
    return [row[0] for row in tx.rows("select id from runs where thread_id = ? order by seq limit ?", thread_id, limit)]


def delete(tx: Transaction, run_id: str) -> None:
    """Delete a run; the caller deletes its steps, events and calls."""
    tx.change("delete from runs where id = ?", run_id)
