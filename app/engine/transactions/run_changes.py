"""The changes that a caller makes to a run: create it, submit outputs, cancel it. One transaction each."""

import time
from collections.abc import Sequence

from msgspec.structs import replace

from app.api.errors import RequestError
from app.api.objects import DEFAULT_ASSISTANT_ID, Assistant, Run
from app.api.requests import CreateRun, CreateThread, CreateThreadAndRun, ModifyRun, SubmitToolOutputs
from app.api.steps import FunctionToolCall, RunStep, ToolCalls
from app.api.tools import TruncationStrategy
from app.engine.rules import creation
from app.engine.rules.run_endpoint import OtherModel, RunEndpoint
from app.engine.rules.run_states import MOVES, move
from app.engine.transactions import endings
from app.engine.transactions.facts import Fact, append, save_run
from app.engine.transactions.lookups import check_files, get_assistant, get_run, get_thread
from app.engine.transactions.threads.thread_changes import create_thread, list_again
from app.store import assistants, messages, runs, steps, threads
from app.store.runs import StoredRun
from app.store.transaction import Transaction

LAST_MESSAGES_WITHOUT_NUMBER = TruncationStrategy(type="last_messages")
"""A strategy that the request types accept and the API refuses."""
MAX_IDS_IN_ERROR = 128
"""How many of a caller's ids an error message repeats."""


def create_run(
    tx: Transaction,
    thread_id: str,
    request: CreateRun | CreateThreadAndRun,
    *,
    owner: str,
    endpoint: RunEndpoint,
    ttl_s: int,
    first: Sequence[Fact] = (),
) -> Run:
    """Queue a run with its additional messages. `first`: the facts before those of the run.

    Raises `OtherModel` if the endpoint is not that of the run's model.
    """
    if request.truncation_strategy == LAST_MESSAGES_WITHOUT_NUMBER:
        param = "truncation_strategy.last_messages"
        raise RequestError(f"Missing required parameter: '{param}'.", param=param, code="missing_required_parameter")
    check_files(tx, request)
    thread = get_thread(tx, thread_id)
    assistant = _get_or_seed_assistant(tx, request.assistant_id)
    if (model := request.model or assistant.model) != endpoint.model:
        raise OtherModel(model)
    active = runs.active_on(tx, thread_id)
    if active is not None:
        raise RequestError(f"Thread {thread_id} already has an active run {active.id}.")
    now = time.time()
    if isinstance(request, CreateRun):
        for message in request.additional_messages or ():
            messages.save(tx, creation.new_message(message, thread_id, int(now)))
    run = creation.new_run(request, assistant, thread_id, int(now), ttl_s)
    stored = StoredRun(
        run=run, expires_at=run.expires_at or 0, owner=owner, endpoint=endpoint.base_url, profile=endpoint.profile
    )
    appended = append(tx, stored, [*first, ("thread.run.created", run), ("thread.run.queued", run)])
    runs.insert(tx, replace(stored, last_number=appended[-1].number))
    threads.touch(tx, thread_id, now)
    list_again(tx, thread)
    return run


def _get_or_seed_assistant(tx: Transaction, assistant_id: str) -> Assistant:
    if assistant_id == DEFAULT_ASSISTANT_ID:  # a program may have deleted all assistants
        assistants.seed(tx, creation.default_assistant(int(time.time())))
    return get_assistant(tx, assistant_id)


def create_thread_and_run(
    tx: Transaction, request: CreateThreadAndRun, *, owner: str, endpoint: RunEndpoint, ttl_s: int
) -> Run:
    """Create a thread and queue a run on it, or neither. Raises `OtherModel`, as `create_run` does."""
    thread = create_thread(tx, request.thread or CreateThread(), request.tool_resources)
    first: list[Fact] = [("thread.created", thread)]
    return create_run(tx, thread.id, request, owner=owner, endpoint=endpoint, ttl_s=ttl_s, first=first)


def modify_run(tx: Transaction, thread_id: str, run_id: str, request: ModifyRun) -> Run:
    """Replace the metadata, whatever the run's status."""
    old = get_run(tx, thread_id, run_id)
    run = replace(old, metadata=creation.modified_metadata(old.metadata, request.metadata))
    runs.save_object(tx, run)
    return run


def submit_tool_outputs(tx: Transaction, thread_id: str, run_id: str, request: SubmitToolOutputs, owner: str) -> Run:
    """Store the outputs of all calls and put the run back in the queue; a refused request changes nothing."""
    run = get_run(tx, thread_id, run_id)
    stored = runs.get_stored(tx, run_id)
    if stored is None or run.required_action is None:
        raise RequestError(f'Runs in status "{run.status}" do not accept tool outputs.')
    expected = [call.id for call in run.required_action.submit_tool_outputs.tool_calls]
    given = [output.tool_call_id or "" for output in request.tool_outputs]
    if sorted(expected) != sorted(given):
        raise RequestError(f"Expected tool outputs for call_ids {expected}, got {given[:MAX_IDS_IN_ERROR]}")
    outputs = {output.tool_call_id: output.output or "" for output in request.tool_outputs}
    now, facts = int(time.time()), list[Fact]()
    for step in steps.unfinished(tx, run_id):
        if step.type == "tool_calls":
            facts.append(endings.close_step(tx, _with_outputs(step, outputs), "completed", now))
    queued = move(run, "queued", now)
    facts.append(("thread.run.queued", queued))
    save_run(tx, replace(stored, run=queued, owner=owner), facts)
    return queued


def _with_outputs(step: RunStep, outputs: dict[str | None, str]) -> RunStep:
    details = step.step_details
    if not isinstance(details, ToolCalls):
        return step
    calls = list(details.tool_calls)
    for place, call in enumerate(calls):
        if isinstance(call, FunctionToolCall):
            calls[place] = replace(call, function=replace(call.function, output=outputs.get(call.id)))
    return replace(step, step_details=ToolCalls(tool_calls=calls))


def cancel_run(tx: Transaction, thread_id: str, run_id: str) -> Run:
    """Begin to cancel a run and return it as `cancelling`. Its owner ends it; without an owner it is ended here."""
    run = get_run(tx, thread_id, run_id)
    stored = runs.get_stored(tx, run_id)
    if stored is None or "cancelling" not in MOVES[run.status]:
        raise RequestError(f"Cannot cancel run with status '{run.status}'.")
    now = int(time.time())
    cancelling = move(run, "cancelling", now)
    if run.status == "in_progress":
        runs.save(tx, replace(stored, run=cancelling))
    else:
        endings.end(tx, stored, "cancelled", now)
    return cancelling
