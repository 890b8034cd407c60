"""Orphaned runs, which no process drives: expired, freed of a dead owner, or failed. One transaction each.

The caretaker decides from what it has read, which may be old by now: each transaction reads the run again first.
"""

import time

from msgspec.structs import replace

from app.api.objects import TERMINAL_STATUSES, LastError
from app.engine.rules import event_numbers
from app.engine.transactions import endings
from app.store import runs
from app.store.runs import StoredRun
from app.store.transaction import Transaction

MAX_DEATHS = 5


def expire(tx: Transaction, run_id: str) -> None:
    """End a run whose time is over and that no process drives."""
    stored = runs.get_stored(tx, run_id)
    if stored is None or stored.run.status in TERMINAL_STATUSES or stored.expires_at > time.time():
        return
    endings.end(tx, _without_owner(stored), "expired", int(time.time()))


def take_over(tx: Transaction, seen: StoredRun) -> None:
    """Free a run of its dead owner: queue it, or end it when it was being cancelled or its owners died too often."""
    stored = _get_unchanged(tx, seen)
    if stored is None:
        return
    now = int(time.time())
    if stored.run.status == "cancelling":
        endings.end(tx, _without_owner(stored), "cancelled", now)
    elif stored.deaths + 1 >= MAX_DEATHS:
        message = f"The program that ran it ended unexpectedly {MAX_DEATHS} times. Send the message again to retry."
        error = LastError(code="server_error", message=message)
        endings.end(tx, _without_owner(stored), "failed", now, last_error=error)
    else:
        deaths = stored.deaths
        if stored.run.status == "in_progress":
            deaths += 1
        endings.hand_back(tx, replace(_without_owner(stored), deaths=deaths), now)


def fail_elsewhere(tx: Transaction, seen: StoredRun) -> None:
    """End a run that began on an endpoint that no process here uses: its text is not sent anywhere else."""
    stored = _get_unchanged(tx, seen)
    if stored is None:
        return
    message = (
        f"The run began on {stored.endpoint or 'no endpoint'}, which is no longer in use, and its text is not sent "
        "to another one. Retry to run it on the endpoint in use."
    )
    error = LastError(code="server_error", message=message)
    endings.end(tx, _without_owner(stored), "failed", int(time.time()), last_error=error)


def _get_unchanged(tx: Transaction, seen: StoredRun) -> StoredRun | None:
    """Re-read the run; None if owner, attempt or status changed since `seen`."""
    stored = runs.get_stored(tx, seen.run.id)
    if stored is None or (stored.owner, stored.attempt) != (seen.owner, seen.attempt):
        return None
    if stored.run.status != seen.run.status:
        return None
    return stored


def _without_owner(stored: StoredRun) -> StoredRun:
    """The run after its owner is gone; skips the numbers that the owner may have published but not saved."""
    if stored.owner is None:
        return stored
    last_number = event_numbers.last_of_lost_owner(stored.attempt, stored.last_number)
    return replace(stored, owner=None, last_number=last_number)
