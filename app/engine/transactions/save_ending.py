"""Saves how a run attempt ended: each `Ending` is one transaction."""

import time

from app.api.events import Event
from app.api.objects import LastError, Message
from app.engine.rules.outcomes import (
    Cancelled,
    Completed,
    Ending,
    Expired,
    Failed,
    HandedBack,
    Incomplete,
    RequiresOutputs,
)
from app.engine.transactions import endings
from app.engine.transactions.leftovers import Leftovers
from app.store.runs import StoredRun
from app.store.transaction import Transaction

MAX_ERROR_CHARS = 4_000
"""How much of a sentence about a failure is stored: it may quote what a server or a bug wrote."""


def save_ending(
    tx: Transaction, stored: StoredRun, ending: Ending, leftovers: Leftovers, written: Message | None
) -> list[Event]:
    """Save the ending of an attempt. An answer that is whole, or cut off by a limit, replaces the leftovers.

    `written`: the message that this attempt has saved.
    """
    now = int(time.time())
    match ending:
        case Completed(usage=usage):
            leftovers.delete(tx)
            return endings.end(tx, stored, "completed", now, usage=usage, written=written)
        case Incomplete(reason=reason, usage=usage):
            leftovers.delete(tx)
            return endings.end(tx, stored, "incomplete", now, incomplete=reason, usage=usage, written=written)
        case RequiresOutputs(calls=calls):
            leftovers.delete(tx)
            return endings.require_outputs(tx, stored, calls, now)
        case Failed(code=code, message=message):
            if len(message) > MAX_ERROR_CHARS:
                message = f"{message[:MAX_ERROR_CHARS]}…"
            message = message.encode("utf-8", "replace").decode()  # a lone surrogate cannot be stored
            error = LastError(code=code, message=message)
            return endings.end(tx, stored, "failed", now, last_error=error, written=written)
        case Expired():
            return endings.end(tx, stored, "expired", now, written=written)
        case HandedBack():
            return endings.hand_back(tx, stored, now)
        case Cancelled():
            return endings.end(tx, stored, "cancelled", now, written=written)
