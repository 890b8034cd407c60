"""Reads what is known of runs besides OpenAI's objects."""

from collections.abc import Collection, Sequence

from msgspec.structs import replace

from app.api.errors import RequestError
from app.api.requests import Listing
from app.api.run_facts import MAX_RUN_IDS, MAX_TOOL_CHARS, CallFacts, Reasoning, RunFacts, ToolUse
from app.api.steps import FunctionToolCall, MessageCreation, RunStep, ToolCalls
from app.engine.transactions.lookups import get_thread
from app.store import model_calls, steps
from app.store.model_calls import CallOfRun, StoredCall
from app.store.transaction import Transaction

MAX_READ_CHARS = 8 * 2**20
"""How much is read of the steps of a page of runs: each output may be a million characters."""


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
    called = {row.run_id for rows in found.values() for row in rows if row.call and row.call.step_id}
    data = _with_tool_uses(tx, data, called)
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


def _with_tool_uses(tx: Transaction, facts: Sequence[RunFacts], run_ids: Collection[str]) -> list[RunFacts]:
    """Return the facts with the function calls of those of the runs that have some."""
    filled = list(facts)
    room = MAX_READ_CHARS
    for place, one in enumerate(facts):
        if one.run_id in run_ids and room > 0:
            run_steps = steps.of_run(tx, one.run_id)
            filled[place] = replace(one, tool_uses=_tool_uses(run_steps))
            room -= sum(_chars_of(step) for step in run_steps)
    return filled


def _tool_uses(run_steps: Sequence[RunStep]) -> list[ToolUse]:
    uses, next_message_id = list[ToolUse](), ""
    for step in reversed(run_steps):
        match step.step_details:
            case MessageCreation() as creation:
                next_message_id = creation.message_creation.message_id
            case ToolCalls() as details if step.status != "in_progress":
                calls = [call for call in details.tool_calls if isinstance(call, FunctionToolCall)]
                uses[:0] = [_shorten(step.id, call, next_message_id) for call in calls]
            case _:
                pass
    return uses


def _shorten(step_id: str, call: FunctionToolCall, next_message_id: str) -> ToolUse:
    output = call.function.output
    return ToolUse(
        step_id=step_id,
        name=call.function.name,
        arguments=call.function.arguments[:MAX_TOOL_CHARS],
        output=None if output is None else output[:MAX_TOOL_CHARS],
        before_message_id=next_message_id,
    )


def _chars_of(step: RunStep) -> int:
    if not isinstance(step.step_details, ToolCalls):
        return 0
    calls = [call.function for call in step.step_details.tool_calls if isinstance(call, FunctionToolCall)]
    return sum(len(call.arguments) + len(call.output or "") for call in calls)
