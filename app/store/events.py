"""The table of events: an append-only list per run. A row is one fact, or a batch of deltas."""

from collections.abc import Sequence

import msgspec

from app.api.events import Event, MessageDelta, ReasoningDelta, RunStepDelta
from app.store.schema import ACTIVE
from app.store.transaction import Transaction

_facts = msgspec.json.Decoder(Event)
_deltas = msgspec.json.Decoder(list[Event])


def append(tx: Transaction, run_id: str, events: Sequence[Event]) -> None:
    """Store events in their order; consecutive deltas share a row."""
    batch: list[Event] = []

    def close() -> None:
        if batch:
            _insert(tx, run_id, batch[-1].number, "", msgspec.json.encode(batch))
            batch.clear()

    for event in events:
        if isinstance(event.data, MessageDelta | RunStepDelta | ReasoningDelta):
            batch.append(event)
        else:
            close()
            _insert(tx, run_id, event.number, event.event, msgspec.json.encode(event))
    close()


def _insert(tx: Transaction, run_id: str, number: int, name: str, data: bytes) -> None:
    tx.change("insert into events(run_id, number, event, data) values(?, ?, ?, ?)", run_id, number, name, data.decode())


def after(tx: Transaction, run_id: str, number: int) -> list[Event]:
    """Return the stored events with a number above `number`, in their order."""
    found: list[Event] = []
    for name, data in tx.rows(
        "select event, data from events where run_id = ? and number > ? order by number", run_id, number
    ):
        if name:
            found.append(_facts.decode(data))
        else:
            found.extend(event for event in _deltas.decode(data) if event.number > number)
    return found


def drop_unfinished(tx: Transaction, run_id: str) -> None:
    """Delete the deltas and the reasoning of the answer that was left unfinished.

    They come after the `in_progress` of its attempt. An attempt that ended with `requires_action` left nothing.
    """
    tx.change(
        "delete from events where run_id = ? and event in ('', 'run.reasoning.completed') and number >"
        " (select coalesce(max(number), 0) from events where run_id = ?"
        " and event in ('thread.run.in_progress', 'thread.run.requires_action'))",
        run_id,
        run_id,
    )


def has_deltas(tx: Transaction) -> bool:
    """Return whether any run has deltas."""
    return tx.one("select 1 from events where event = '' limit 1") is not None


def compact(tx: Transaction, quiet_since: float) -> None:
    """Delete the deltas of runs that are over and whose thread has had no activity since this time."""
    tx.change(
        "delete from events where event = '' and run_id in"
        " (select r.id from runs r join threads t on t.id = r.thread_id"
        f" where r.status not in {ACTIVE} and t.active_at < ?"
        " and r.id in (select run_id from events where event = ''))",
        quiet_since,
    )


def delete(tx: Transaction, run_id: str) -> None:
    """Delete all events of a run."""
    tx.change("delete from events where run_id = ?", run_id)
