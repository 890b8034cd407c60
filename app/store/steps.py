"""The table of run steps."""

import re
from collections.abc import Iterator
from functools import partial

import msgspec
from msgspec.structs import replace

from app.api.objects import LastError, Usage
from app.api.requests import Listing, Page
from app.api.steps import MessageCreation, MessageReference, RunStep, ToolCalls
from app.store import deletion, paging
from app.store.huge_rows import Head
from app.store.transaction import Row, Transaction, Value

_decoder = msgspec.json.Decoder(RunStep)
_usage_decoder = msgspec.json.Decoder(Usage)
USAGE_BYTES = 256
"""More than the usage of a step takes."""
_USAGE = re.compile(rb'"usage":(\{[^{}]*\})\}$')


def _decode(row: Row) -> RunStep:
    return _decoder.decode(row[0])


def _read(tx: Transaction, where: str, *values: Value) -> RunStep | None:
    """Return a step; of one that is too large to be read what is known without reading it."""
    found = tx.rows_up_to(1, f"select {paging.DATA} from steps where {where}", *values)
    if found.rows:
        return _decode(found.rows[0])
    if not found.next_is_huge:
        return None
    return _read_huge(tx, tx.rows(f"select seq from steps where {where}", *values)[0][0])


def _read_large(tx: Transaction, seq: int) -> RunStep:
    """Return a step that is read alone."""
    step = _read(tx, "seq = ?", seq)
    assert step is not None
    return step


def _read_huge(tx: Transaction, seq: int) -> RunStep:
    """Return a step without its long fields, and a sentence that says so."""
    id, run_id, status = tx.rows("select id, run_id, status from steps where seq = ?", seq)[0]
    head = Head(tx, "steps", seq)
    message_id = head.text("message_id")
    step = RunStep(
        id=id,
        created_at=head.number("created_at"),
        run_id=run_id,
        assistant_id=head.text("assistant_id"),
        thread_id=head.text("thread_id"),
        type="tool_calls",
        status=status,
        step_details=ToolCalls(tool_calls=[]),
        last_error=LastError(code="server_error", message=head.note) if status == "failed" else None,
        metadata={"note": head.note},
    )
    if not message_id:
        return step
    details = MessageCreation(message_creation=MessageReference(message_id=message_id))
    return replace(step, type="message_creation", step_details=details)


def save(tx: Transaction, step: RunStep) -> None:
    """Store a step, or replace it."""
    tx.change(
        "insert into steps(id, run_id, status, data) values(?, ?, ?, cast(? as text))"
        " on conflict(id) do update set status = excluded.status, data = excluded.data",
        step.id,
        step.run_id,
        step.status,
        msgspec.json.encode(step),
    )


def get(tx: Transaction, run_id: str, step_id: str) -> RunStep | None:
    """Return the step with this id in this run."""
    return _read(tx, "id = ? and run_id = ?", step_id, run_id)


def of_run(tx: Transaction, run_id: str) -> Iterator[RunStep]:
    """Yield all steps of a run, oldest first, one at a time: each may have megabytes of outputs."""
    for (seq,) in tx.rows("select seq from steps where run_id = ? order by seq", run_id):
        step = _read(tx, "seq = ?", seq)
        if step is not None:
            yield step


def unfinished(tx: Transaction, run_id: str) -> list[RunStep]:
    """Return the steps of a run that are in progress, oldest first."""
    where = "run_id = ? and status = 'in_progress' order by seq"
    seqs = [row[0] for row in tx.rows(f"select seq from steps where {where}", run_id)]
    return [step for seq in seqs if (step := _read(tx, "seq = ?", seq)) is not None]


def usage_of(tx: Transaction, run_id: str) -> Usage:
    """Return the sum of what the steps of a run used. It is the last field of a step, so no more is read of it."""
    spent = Usage()
    for (seq,) in tx.rows("select seq from steps where run_id = ?", run_id):
        found = _USAGE.search(tx.tail("steps", "data", seq, USAGE_BYTES))
        if found is not None:
            spent += _usage_decoder.decode(found[1])
    return spent


def delete(tx: Transaction, step_id: str) -> None:
    """Delete a step."""
    tx.change("delete from steps where id = ?", step_id)


def delete_some(tx: Transaction, run_id: str, room: int) -> int:
    """Delete the steps of a run, up to so many bytes; return how many more it could be, 0 to be asked again."""
    return deletion.delete_up_to(tx, room, "steps", "data", "run_id = ?", run_id)


def page(tx: Transaction, run_id: str, page: Page) -> Listing[RunStep]:
    """Return a page of a run's steps."""
    return paging.select(
        tx,
        "steps",
        paging.DATA,
        page,
        _decode,
        kind="run step",
        where="run_id = ?",
        values=(run_id,),
        read_large=partial(_read_large, tx),
    )
