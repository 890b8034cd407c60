"""The claim of a queued run, which begins an attempt. Its number fences every later write of the attempt."""

import time
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from app.api.events import Event
from app.api.objects import Run
from app.engine.rules import event_numbers
from app.engine.rules.run_states import move
from app.engine.transactions import leftovers
from app.engine.transactions.facts import save_run
from app.engine.transactions.leftovers import Leftovers
from app.store import model_calls, runs
from app.store.transaction import Transaction


class Claim(Struct, frozen=True, kw_only=True):
    """A claimed run. `last_number` is that of the last event before the claim; `events` begin the attempt.

    `claimed_at`: by `time.monotonic()`. `call_number`: of its next model call.
    """

    run: Run
    attempt: int
    last_number: int
    events: Sequence[Event]
    leftovers: Leftovers
    claimed_at: float
    call_number: int


def claim_run(tx: Transaction, run_id: str, owner: str, model: str) -> Claim | None:
    """Claim a queued run for a new attempt with this model; `None` if it could not be claimed."""
    if not runs.claim(tx, run_id, owner):
        return None
    stored = runs.get_stored(tx, run_id)
    if stored is None:
        return None
    left = leftovers.collect(tx, stored.run)
    run = replace(move(stored.run, "in_progress", int(time.time())), model=model)
    last_number = event_numbers.last_before_attempt(stored.attempt)
    events = save_run(tx, replace(stored, run=run, last_number=last_number), [("thread.run.in_progress", run)])
    return Claim(
        run=run,
        attempt=stored.attempt,
        last_number=stored.last_number,
        events=events,
        leftovers=left,
        claimed_at=time.monotonic(),
        call_number=model_calls.next_number(tx, run_id),
    )
