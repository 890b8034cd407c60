"""The table of run steps."""

import msgspec

from app.api.requests import Listing, Page
from app.api.steps import RunStep
from app.store import paging
from app.store.transaction import Row, Transaction

_decoder = msgspec.json.Decoder(RunStep)


def _decode(row: Row) -> RunStep:
    return _decoder.decode(row[0])


def save(tx: Transaction, step: RunStep) -> None:
    """Store a step, or replace it."""
    tx.change(
        "insert into steps(id, run_id, status, data) values(?, ?, ?, ?)"
        " on conflict(id) do update set status = excluded.status, data = excluded.data",
        step.id,
        step.run_id,
        step.status,
        msgspec.json.encode(step).decode(),
    )


def get(tx: Transaction, run_id: str, step_id: str) -> RunStep | None:
    """Return the step with this id in this run."""
    row = tx.one("select data from steps where id = ? and run_id = ?", step_id, run_id)
    return _decode(row) if row else None


def of_run(tx: Transaction, run_id: str) -> list[RunStep]:
    """Return all steps of a run, oldest first."""
    return [_decode(row) for row in tx.rows("select data from steps where run_id = ? order by seq", run_id)]


def delete(tx: Transaction, step_id: str) -> None:
    """Delete a step."""
    tx.change("delete from steps where id = ?", step_id)


def page(tx: Transaction, run_id: str, page: Page) -> Listing[RunStep]:
    """Return a page of a run's steps."""
    return paging.select(tx, "steps", "data", page, _decode, kind="run step", where="run_id = ?", values=(run_id,))
