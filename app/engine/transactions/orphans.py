"""Runs that nobody drives: expired, taken over from a dead owner, or failed. One transaction each.

`upkeep` decides from what it has read, which may be old by now: each transaction looks again before it does anything.
"""

import time

from app.api.objects import TERMINAL, LastError, RunStatus
from app.engine.rules import event_numbers
from app.engine.transactions import endings
from app.engine.transactions.facts import append
from app.store import runs
from app.store.runs import StoredRun
from app.store.transaction import Transaction

MOST_DEATHS = 5


def expire(tx: Transaction, run_id: str) -> None:
    """End a run whose time is over and that nobody drives."""
    stored = runs.get_stored(tx, run_id)
    if stored is None or stored.run.status in TERMINAL or stored.expires_at > time.time():
        return
    _end(tx, stored, "expired")


def take_over(tx: Transaction, seen: StoredRun) -> None:
    """Free a run of its dead owner: back to the queue, or ended when it was being cancelled or killed too many."""
    stored = _unchanged(tx, seen)
    if stored is None:
        return
    if stored.run.status == "cancelling":
        _end(tx, stored, "cancelled")
    elif stored.deaths + 1 >= MOST_DEATHS:
        message = f"The program that ran it ended unexpectedly {MOST_DEATHS} times. Send the message again to retry."
        _end(tx, stored, "failed", LastError(code="server_error", message=message))
    else:
        number = event_numbers.next_of(stored)
        fact = endings.hand_back(tx, stored, int(time.time()), number, died=stored.run.status == "in_progress")
        append(tx, stored.run.id, number, [fact])


def fail_elsewhere(tx: Transaction, seen: StoredRun) -> None:
    """End a run that began on an endpoint which nobody here uses: its text is not sent anywhere else."""
    stored = _unchanged(tx, seen)
    if stored is not None:
        message = (
            f"It began on {stored.endpoint or 'no endpoint'}, which is not in use any more, and its text is sent to no "
            "other. Try again to run it on the endpoint in use."
        )
        _end(tx, stored, "failed", LastError(code="server_error", message=message))


def _unchanged(tx: Transaction, seen: StoredRun) -> StoredRun | None:
    """The run if it still is whose and what it was; it may have been handed back, taken up or waiting meanwhile."""
    stored = runs.get_stored(tx, seen.run.id)
    if stored is None or (stored.owner, stored.attempt, stored.run.status) != (
        seen.owner,
        seen.attempt,
        seen.run.status,
    ):
        return None
    return stored


def _end(tx: Transaction, stored: StoredRun, status: RunStatus, last_error: LastError | None = None) -> None:
    number = event_numbers.next_of(stored)
    facts = endings.end(tx, stored, status, int(time.time()), number=number - 1, last_error=last_error)
    append(tx, stored.run.id, number, facts)
