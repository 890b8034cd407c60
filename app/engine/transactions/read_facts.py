"""Reads what is known of runs besides OpenAI's objects."""

from collections.abc import Sequence

from msgspec.structs import replace

from app.api.errors import RequestError
from app.api.requests import Listing
from app.api.run_facts import MAX_RUN_IDS, CallFacts, Reasoning, RunFacts
from app.engine.transactions.lookups import get_thread
from app.store import model_calls
from app.store.model_calls import CallOfRun
from app.store.transaction import Transaction


def read_run_facts(
    tx: Transaction, thread_id: str, run_ids: Sequence[str], abandoned_id: str | None
) -> Listing[RunFacts]:
    """Return the facts of those of these runs that are in the thread, in the order given.

    `abandoned_id`: the run that no process will continue, if there is one.
    """
    get_thread(tx, thread_id)
    asked = list(dict.fromkeys(run_ids))
    if len(asked) > MAX_RUN_IDS:
        raise RequestError(
            f"Invalid 'run_ids': array too long. Expected an array with maximum length {MAX_RUN_IDS}, but got an array "
            f"with length {len(asked)} instead.",
            param="run_ids",
            code="array_above_max_length",
        )
    found: dict[str, list[CallOfRun]] = {}
    for one in model_calls.of_runs(tx, thread_id, asked):
        found.setdefault(one.run_id, []).append(one)
    data = [replace(_facts_of(found[id]), abandoned=id == abandoned_id) for id in asked if id in found]
    if not data:
        return Listing(data=data, first_id=None, last_id=None, has_more=False)
    return Listing(data=data, first_id=data[0].run_id, last_id=data[-1].run_id, has_more=False)


def _facts_of(rows: Sequence[CallOfRun]) -> RunFacts:
    """Join the calls of one run. The newest call that was answered says who answers."""
    calls = [row.call for row in rows if row.call is not None]
    answered = [call for call in calls if call.model] or calls
    facts = RunFacts(
        run_id=rows[0].run_id,
        reasoning=[
            Reasoning(call=call.number, text=call.reasoning, seconds=call.seconds) for call in calls if call.reasoning
        ],
        calls=[
            CallFacts(call=call.number, model=call.model, profile=call.profile, usage=call.usage, seconds=call.answer_s)
            for call in calls
            if call.is_finished and call.model
        ],
        first_token_s=next((call.first_token_s for call in calls if call.first_token_s is not None), None),
        attempts=rows[0].attempts,
        profile=rows[0].profile,
    )
    if not answered:
        return facts
    last = answered[-1]
    return replace(facts, model=last.model, endpoint=last.endpoint, answering_profile=last.profile)
