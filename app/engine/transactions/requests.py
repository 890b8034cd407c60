"""The operations that need a rule of the API: each is one transaction, called by `engine`. They raise in its words.

What only reads or replaces an object stands in `engine` itself.
"""

import time
from collections.abc import Sequence

from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from app.api.errors import NotFound, RequestError
from app.api.objects import DEFAULT_ASSISTANT_ID, Message, Run, Thread
from app.api.requests import CreateMessage, CreateRun, CreateThread, CreateThreadAndRun, SubmitToolOutputs
from app.api.steps import FunctionToolCall, RunStep, ToolCalls
from app.api.tools import ToolResources, TruncationStrategy
from app.engine.rules import creation
from app.engine.rules.run_states import MOVES, move
from app.engine.transactions import endings
from app.engine.transactions.facts import Fact, append
from app.store import assistants, events, messages, runs, steps, threads
from app.store.transaction import Transaction

LAST_OF_UNKNOWN_NUMBER = TruncationStrategy(type="last_messages")
"""What no type can refuse: the number is optional, but not here."""
MOST_SHOWN = 128
"""Ids of a caller that a refusal repeats."""


def thread(tx: Transaction, thread_id: str) -> Thread:
    """The thread, or `NotFound`."""
    found = threads.get(tx, thread_id)
    if found is None:
        raise NotFound("thread", thread_id)
    return found


def run(tx: Transaction, thread_id: str, run_id: str) -> Run:
    """The run of this thread, or `NotFound`."""
    thread(tx, thread_id)
    found = runs.get(tx, thread_id, run_id)
    if found is None:
        raise NotFound("run", run_id)
    return found


def message(tx: Transaction, thread_id: str, message_id: str) -> Message:
    """The message of this thread, or `NotFound`."""
    thread(tx, thread_id)
    found = messages.get(tx, thread_id, message_id)
    if found is None:
        raise NotFound("message", message_id)
    return found


def create_thread(tx: Transaction, request: CreateThread, tool_resources: ToolResources | None = None) -> Thread:
    """A thread with its first messages; `tool_resources` are those of a run that is created with it."""
    now = time.time()
    made = creation.thread(request, int(now), tool_resources)
    threads.insert(tx, made, now)
    for one in request.messages or ():
        messages.save(tx, creation.message(one, made.id, int(now)))
    return made


def delete_thread(tx: Transaction, thread_id: str) -> None:
    """Remove a thread with everything in it; whoever drives its run finds out at the next write."""
    thread(tx, thread_id)
    for run_id in runs.ids(tx, thread_id):
        for step in steps.of_run(tx, run_id):
            steps.delete(tx, step.id)
        events.delete(tx, run_id)
    runs.delete_thread(tx, thread_id)
    messages.delete_thread(tx, thread_id)
    threads.delete(tx, thread_id)


def create_message(tx: Transaction, thread_id: str, request: CreateMessage) -> Message:
    """Append a message, unless a run holds the thread."""
    thread(tx, thread_id)
    active = runs.active_on(tx, thread_id)
    if active is not None:
        raise RequestError(f"Can't add messages to {thread_id} while a run {active.run.id} is active.")
    now = time.time()
    made = creation.message(request, thread_id, int(now))
    messages.save(tx, made)
    threads.touch(tx, thread_id, now)
    return made


def delete_message(tx: Transaction, thread_id: str, message_id: str) -> None:
    """Remove a message, unless a run holds the thread."""
    message(tx, thread_id, message_id)
    active = runs.active_on(tx, thread_id)
    if active is not None:
        raise RequestError(f"Can't delete messages of {thread_id} while a run {active.run.id} is active.")
    messages.delete(tx, thread_id, message_id)


def create_run(
    tx: Transaction,
    thread_id: str,
    request: CreateRun | CreateThreadAndRun,
    *,
    owner: str,
    endpoint: str | None,
    ttl: int,
    first: Sequence[Fact] = (),
) -> Run:
    """A queued run with its additional messages; `first` are facts that come before it."""
    if request.truncation_strategy == LAST_OF_UNKNOWN_NUMBER:
        place = "truncation_strategy.last_messages"
        raise RequestError(f"Missing required parameter: '{place}'.", param=place, code="missing_required_parameter")
    thread(tx, thread_id)
    if request.assistant_id == DEFAULT_ASSISTANT_ID:  # a clean-up may have deleted it with all others
        assistants.seed(tx, creation.default_assistant(int(time.time())))
    assistant = assistants.get(tx, request.assistant_id)
    if assistant is None:
        raise NotFound("assistant", request.assistant_id)
    active = runs.active_on(tx, thread_id)
    if active is not None:
        raise RequestError(f"Thread {thread_id} already has an active run {active.run.id}.")
    now = time.time()
    if isinstance(request, CreateRun):
        for one in request.additional_messages or ():
            messages.save(tx, creation.message(one, thread_id, int(now)))
    made = creation.run(request, assistant, thread_id, int(now), ttl)
    facts: list[Fact] = [*first, ("thread.run.created", made), ("thread.run.queued", made)]
    runs.insert(tx, made, expires_at=made.expires_at or 0, owner=owner, endpoint=endpoint, number=len(facts))
    append(tx, made.id, 1, facts)
    threads.touch(tx, thread_id, now)
    return made


def create_thread_and_run(
    tx: Transaction, request: CreateThreadAndRun, *, owner: str, endpoint: str | None, ttl: int
) -> Run:
    """A new thread and a queued run on it, or neither."""
    made = create_thread(tx, request.thread or CreateThread(), request.tool_resources)
    return create_run(tx, made.id, request, owner=owner, endpoint=endpoint, ttl=ttl, first=[("thread.created", made)])


def submit(tx: Transaction, thread_id: str, run_id: str, request: SubmitToolOutputs, owner: str) -> Run:
    """Take the outputs of all calls and put the run back in the queue; a refused request changes nothing."""
    found = run(tx, thread_id, run_id)
    stored = runs.get_stored(tx, run_id)
    if stored is None or found.required_action is None:
        raise RequestError(f'Runs in status "{found.status}" do not accept tool outputs.')
    wanted = [call.id for call in found.required_action.submit_tool_outputs.tool_calls]
    given = [output.tool_call_id or "" for output in request.tool_outputs]
    if sorted(wanted) != sorted(given):
        raise RequestError(f"Expected tool outputs for call_ids {wanted}, got {given[:MOST_SHOWN]}")
    outputs = {output.tool_call_id: output.output or "" for output in request.tool_outputs}
    now, facts = int(time.time()), list[Fact]()
    for step in steps.of_run(tx, run_id):
        if step.type == "tool_calls" and step.status == "in_progress":
            answered = _with_outputs(step, outputs)
            facts.append(endings.close_step(tx, answered, "completed", now))
    queued = move(found, "queued", now)
    facts.append(("thread.run.queued", queued))
    number = stored.number + 1
    runs.save(tx, queued, owner=owner, attempt=stored.attempt, deaths=stored.deaths, number=stored.number + len(facts))
    append(tx, run_id, number, facts)
    return queued


def _with_outputs(step: RunStep, outputs: dict[str | None, str]) -> RunStep:
    details = step.step_details
    if not isinstance(details, ToolCalls):
        return step
    answered = [
        replace(call, function=replace(call.function, output=outputs.get(call.id)))
        if isinstance(call, FunctionToolCall)
        else call
        for call in details.tool_calls
    ]
    return replace(step, step_details=ToolCalls(tool_calls=answered))


def cancel(tx: Transaction, thread_id: str, run_id: str) -> Run:
    """Begin to cancel a run. Its driver ends it; one that nobody drives ends here. Returns it as `cancelling`."""
    found = run(tx, thread_id, run_id)
    stored = runs.get_stored(tx, run_id)
    if stored is None or "cancelling" not in MOVES[found.status]:
        raise RequestError(f"Cannot cancel run with status '{found.status}'.")
    now = int(time.time())
    cancelling = move(found, "cancelling", now)
    if found.status == "in_progress":
        runs.save(
            tx, cancelling, owner=stored.owner, attempt=stored.attempt, deaths=stored.deaths, number=stored.number
        )
    else:
        facts = endings.end(tx, stored, "cancelled", now, number=stored.number)
        append(tx, run_id, stored.number + 1, facts)
    return cancelling


def changed_metadata(given: dict[str, str] | UnsetType | None, old: dict[str, str]) -> dict[str, str]:
    """Metadata replaces the old, whole; null empties it, absent leaves it."""
    return old if given is UNSET else given or {}
