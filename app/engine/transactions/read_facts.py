"""Reads what is known of runs besides OpenAI's objects."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from app.api.errors import RequestError
from app.api.requests import Listing
from app.api.run_facts import MAX_RUN_IDS, MAX_TOOL_CHARS, CallFacts, Reasoning, RunFacts, ToolUse
from app.api.steps import FunctionToolCall, MessageCreation, RunStep, ToolCalls
from app.engine.transactions.lookups import get_thread
from app.store import model_calls, paging, steps
from app.store.model_calls import CallOfRun, StoredCall
from app.store.transaction import Transaction

PAGE_BYTES = 4 * 2**20
"""How much reasoning the facts of a page have before it ends early."""
MAX_READ_CHARS = 8 * 2**20
"""How much is read of the steps of its runs before it does: each output may be a million characters."""


def read_run_facts(
    tx: Transaction, thread_id: str, run_ids: Sequence[str], abandoned_id: str | None
) -> Listing[RunFacts]:
    """Return the facts of those of these runs that are in the thread, in the order given; of large ones the first.

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
    found, has_more = model_calls.of_runs(tx, thread_id, asked, PAGE_BYTES)
    data: list[RunFacts] = []
    room = MAX_READ_CHARS
    for run_id, rows in found.items():
        if room <= 0:
            has_more = True
            break
        facts = replace(_facts_of(rows), abandoned=run_id == abandoned_id)
        if any(row.call and row.call.step_id for row in rows):
            uses, chars = _tool_uses(steps.of_run(tx, run_id))
            facts = replace(facts, tool_uses=uses)
            room -= chars
        data.append(facts)
    return paging.listing(data, has_more)


def _facts_of(rows: Sequence[CallOfRun]) -> RunFacts:
    """Join the calls of one run. The newest call that was answered says who answers."""
    calls = [row.call for row in rows if row.call is not None]
    answered = [call for call in calls if call.model] or calls
    facts = RunFacts(
        run_id=rows[0].run_id,
        reasoning=[
            Reasoning(call=call.number, text=call.reasoning, seconds=call.seconds) for call in calls if call.reasoning
        ],
        calls=[_call_facts(call) for call in calls if call.is_finished and call.model],
        first_token_s=next((call.first_token_s for call in calls if call.first_token_s is not None), None),
        attempts=rows[0].attempts,
        created_at=rows[0].created_at,
        profile=rows[0].profile,
    )
    if not answered:
        return facts
    last = answered[-1]
    return replace(facts, model=last.model, endpoint=last.endpoint, answering_profile=last.profile)


def _call_facts(call: StoredCall) -> CallFacts:
    return CallFacts(
        call=call.number,
        model=call.model,
        profile=call.profile,
        endpoint=call.endpoint,
        usage=call.usage,
        cached_tokens=call.cached_tokens,
        seconds=call.answer_s,
        context_window=call.context_window or None,
        first_sent_id=call.first_sent_id,
        keeps_first=call.keeps_first,
    )


def _tool_uses(run_steps: Iterable[RunStep]) -> tuple[list[ToolUse], int]:
    """Return the function calls of a run, and how much text was read of them."""
    uses, chars, place = list[ToolUse](), 0, 0
    for step in run_steps:
        match step.step_details:
            case MessageCreation() as creation:
                next_id = creation.message_creation.message_id
                uses[place:] = [replace(use, before_message_id=next_id) for use in uses[place:]]
                place = len(uses)
            case ToolCalls() as details if step.status != "in_progress":
                calls = [call for call in details.tool_calls if isinstance(call, FunctionToolCall)]
                uses += [_shorten(step.id, call) for call in calls]
                chars += sum(len(call.function.arguments) + len(call.function.output or "") for call in calls)
            case _:
                pass
    return uses, chars


def _shorten(step_id: str, call: FunctionToolCall) -> ToolUse:
    output = call.function.output
    return ToolUse(
        step_id=step_id,
        name=call.function.name,
        arguments=call.function.arguments[:MAX_TOOL_CHARS],
        output=None if output is None else output[:MAX_TOOL_CHARS],
    )
