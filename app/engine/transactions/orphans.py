"""Orphaned runs, which no process drives: they expire, are released from a dead owner, or fail. One transaction each.

The caretaker decides by what it has read, which may be out of date: each transaction reads the run again first.
"""

import time

from msgspec.structs import replace

from app.api.objects import TERMINAL_STATUSES, LastError, RunStatus
from app.engine.rules import event_numbers
from app.engine.rules.run_endpoint import describe_lost_endpoint
from app.engine.transactions import endings
from app.store import runs
from app.store.runs import ActiveRun, StoredRun
from app.store.transaction import Transaction

MAX_DEATHS = 5
"""How often a run may lose its owner in mid-reply before it fails."""


def expire(tx: Transaction, run_id: str) -> None:
    """End an overdue run that no process drives."""
    stored = runs.get_stored(tx, run_id)
    if stored is None or stored.run.status in TERMINAL_STATUSES or stored.expires_at > time.time():
        return
    endings.end(tx, _without_owner(stored), "expired", int(time.time()))


def release(tx: Transaction, seen: ActiveRun) -> None:
    """Release a run from its dead owner: queue it, or end it if it was being cancelled or lost its owner too often."""
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


def cancel_orphan(tx: Transaction, seen: ActiveRun) -> None:
    """Cancel a run that no living process drives or will continue. What it has written stays."""
    stored = _get_unchanged(tx, seen)
    if stored is not None:
        endings.end(tx, _without_owner(stored), "cancelled", int(time.time()))


def end_unanswered(tx: Transaction, seen: ActiveRun) -> None:
    """End a run whose living owner does not: cancelled if that was asked, else expired.

    The higher attempt fences the owner: when it wakes, it finds that the run is no longer its own, and writes nothing.
    """
    stored = _get_unchanged(tx, seen)
    if stored is None:
        return
    status: RunStatus = "expired"
    if stored.run.status == "cancelling":
        status = "cancelled"
    taken = replace(_without_owner(stored), attempt=stored.attempt + 1)
    endings.end(tx, taken, status, int(time.time()))


def fail_without_endpoint(tx: Transaction, seen: ActiveRun) -> None:
    """Fail a run whose endpoint no process uses any more: its text is not sent to another one."""
    stored = _get_unchanged(tx, seen)
    if stored is None:
        return
    error = LastError(code="server_error", message=describe_lost_endpoint(stored.profile, stored.endpoint))
    endings.end(tx, _without_owner(stored), "failed", int(time.time()), last_error=error)


def fail_too_large(tx: Transaction, seen: ActiveRun) -> None:
    """Fail a run that is too large to be read, as older versions stored them: nothing can continue it."""
    stored = _get_unchanged(tx, seen)
    if stored is None:
        return
    message = f"The run cannot be continued. {stored.run.metadata.get('note', '')} Send the message again."
    error = LastError(code="server_error", message=message)
    endings.end(tx, _without_owner(stored), "failed", int(time.time()), last_error=error)


def _get_unchanged(tx: Transaction, seen: ActiveRun) -> StoredRun | None:
    """Re-read the run; None if owner, attempt or status changed since `seen`."""
    stored = runs.get_stored(tx, seen.id)
    if stored is None or (stored.owner, stored.attempt) != (seen.owner, seen.attempt):
        return None
    if stored.run.status != seen.status:
        return None
    return stored


def _without_owner(stored: StoredRun) -> StoredRun:
    """Return the run without its owner; its event numbers skip those that the owner may have published unsaved."""
    if stored.owner is None:
        return stored
    last_number = event_numbers.last_of_lost_owner(stored.attempt, stored.last_number)
    return replace(stored, owner=None, last_number=last_number)
