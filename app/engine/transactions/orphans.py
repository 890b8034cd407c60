"""Runs that nobody drives: expired, taken over from a dead owner, or failed. One transaction each.

`upkeep` decides from what it has read, which may be old by now: each transaction looks again before it does anything.
"""

import time

from app.api.objects import TERMINAL, LastError, RunStatus
from app.engine.rules import event_numbers
from app.engine.transactions import endings
from app.engine.transactions.facts import append
from app.store import runs
from app.store.runs import KeptRun
from app.store.transaction import Transaction

MOST_DEATHS = 5


def expire(tx: Transaction, run_id: str) -> None:
    """End a run whose time is over and that nobody drives."""
    kept = runs.kept(tx, run_id)
    if kept is None or kept.run.status in TERMINAL or kept.expires_at > time.time():
        return
    _end(tx, kept, "expired")


def take_over(tx: Transaction, seen: KeptRun) -> None:
    """Free a run of its dead owner: back to the queue, or ended when it was being cancelled or killed too many."""
    kept = _unchanged(tx, seen)
    if kept is None:
        return
    if kept.run.status == "cancelling":
        _end(tx, kept, "cancelled")
    elif kept.deaths + 1 >= MOST_DEATHS:
        message = f"The program that ran it ended unexpectedly {MOST_DEATHS} times. Send the message again to retry."
        _end(tx, kept, "failed", LastError(code="server_error", message=message))
    else:
        number = event_numbers.next_of(kept)
        fact = endings.hand_back(tx, kept, int(time.time()), number, died=kept.run.status == "in_progress")
        append(tx, kept.run.id, number, [fact])


def fail_elsewhere(tx: Transaction, seen: KeptRun) -> None:
    """End a run that began on an endpoint which nobody here uses: its text is not sent anywhere else."""
    kept = _unchanged(tx, seen)
    if kept is not None:
        message = (
            f"It began on {kept.endpoint or 'no endpoint'}, which is not in use any more, and its text is sent to no "
            "other. Try again to run it on the endpoint in use."
        )
        _end(tx, kept, "failed", LastError(code="server_error", message=message))


def _unchanged(tx: Transaction, seen: KeptRun) -> KeptRun | None:
    """The run if it still is whose and what it was; it may have been handed back, taken up or waiting meanwhile."""
    kept = runs.kept(tx, seen.run.id)
    if kept is None or (kept.owner, kept.attempt, kept.run.status) != (seen.owner, seen.attempt, seen.run.status):
        return None
    return kept


def _end(tx: Transaction, kept: KeptRun, status: RunStatus, last_error: LastError | None = None) -> None:
    number = event_numbers.next_of(kept)
    facts = endings.end(tx, kept, status, int(time.time()), number=number - 1, last_error=last_error)
    append(tx, kept.run.id, number, facts)
