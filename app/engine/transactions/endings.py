"""How a run leaves its owner: it ends, with its open message and steps; goes back to the queue; or waits for outputs.

An owner ends its own run; a request or the caretaker ends one that no process drives (cancelled while queued, expired
while waiting, left by a dead process). The order of the events is the API's: message, step, run.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from app.api.events import Event, EventName
from app.api.objects import (
    CalledFunction,
    LastError,
    Message,
    MessageIncompleteDetails,
    MessageIncompleteReason,
    RequiredAction,
    RequiredCall,
    RequiredCalls,
    RunIncompleteDetails,
    RunIncompleteReason,
    RunStatus,
    Usage,
)
from app.api.steps import FunctionToolCall, RunStep, StepStatus
from app.engine.rules.run_states import move
from app.engine.transactions.facts import Fact, save_run
from app.engine.transactions.streamed_text import keep_streamed_reasoning, keep_streamed_text
from app.store import messages, model_calls, steps, threads
from app.store.runs import StoredRun
from app.store.transaction import Transaction

STEP_STATUS: dict[RunStatus, StepStatus] = {
    "completed": "completed",
    "incomplete": "completed",
    "failed": "failed",
    "cancelled": "cancelled",
    "expired": "expired",
}
MESSAGE_REASON: dict[RunStatus, MessageIncompleteReason] = {
    "incomplete": "max_tokens",
    "failed": "run_failed",
    "cancelled": "run_cancelled",
    "expired": "run_expired",
}
RUN_EVENT: dict[RunStatus, EventName] = {
    "completed": "thread.run.completed",
    "incomplete": "thread.run.incomplete",
    "failed": "thread.run.failed",
    "cancelled": "thread.run.cancelled",
    "expired": "thread.run.expired",
}
STEP_EVENT: dict[StepStatus, EventName] = {
    "completed": "thread.run.step.completed",
    "failed": "thread.run.step.failed",
    "cancelled": "thread.run.step.cancelled",
    "expired": "thread.run.step.expired",
}
STEP_STAMP: dict[StepStatus, str] = {
    "completed": "completed_at",
    "failed": "failed_at",
    "cancelled": "cancelled_at",
    "expired": "expired_at",
}
"""The field that says when a step got this status."""


def end(
    tx: Transaction,
    stored: StoredRun,
    status: RunStatus,
    now: int,
    *,
    last_error: LastError | None = None,
    incomplete: RunIncompleteReason | None = None,
    usage: Usage | None = None,
    written: Message | None = None,
) -> list[Event]:
    """End a run and everything open in it; `usage` is that of its last model call.

    `written`: the message that its owner has just saved, which need not be read again. What a run without an owner has
    streamed may be more than is saved of it.
    """
    run, facts = stored.run, list[Fact]()
    if status == "cancelled":
        if run.status != "cancelling":
            run = move(run, "cancelling", now)
        facts.append(("thread.run.cancelling", run))
    for message_id in messages.open_ids(tx, run.id):
        message = written
        if message is None or message.id != message_id:
            message = _read_open(tx, message_id, was_lost=stored.owner is None)
        if message is not None:
            facts.append(close_message(tx, message, now, _reason(status, incomplete)))
    unfinished = steps.unfinished(tx, run.id)
    for step in unfinished:
        # Calls and the message behind them are of one model call, whose usage counts once.
        step_usage = usage if step is unfinished[-1] else None
        facts.append(close_step(tx, step, STEP_STATUS[status], now, usage=step_usage, last_error=last_error))
    spent = steps.usage_of(tx, run.id)
    if usage is not None and not any(isinstance(data, RunStep) for _, data in facts):
        spent += usage
    details = RunIncompleteDetails(reason=incomplete) if incomplete else None
    run = move(run, status, now, last_error=last_error, incomplete_details=details, usage=spent)
    facts.append((RUN_EVENT[status], run))
    threads.touch(tx, run.thread_id, now)
    if stored.owner is None:
        keep_streamed_reasoning(tx, run.id)
    model_calls.finish(tx, run.id)
    return save_run(tx, replace(stored, run=run, owner=None), facts)


def hand_back(tx: Transaction, stored: StoredRun, now: int) -> list[Event]:
    """Put a run back in the queue, without an owner."""
    run = stored.run
    if run.status != "queued":
        run = move(run, "queued", now)
    return save_run(tx, replace(stored, run=run, owner=None), [("thread.run.queued", run)])


def require_outputs(tx: Transaction, stored: StoredRun, calls: Sequence[FunctionToolCall], now: int) -> list[Event]:
    """Let a run wait for the outputs of these calls, without an owner."""
    required = [
        RequiredCall(id=call.id, function=CalledFunction(name=call.function.name, arguments=call.function.arguments))
        for call in calls
    ]
    action = RequiredAction(submit_tool_outputs=RequiredCalls(tool_calls=required))
    run = move(stored.run, "requires_action", now, required_action=action)
    return save_run(tx, replace(stored, run=run, owner=None), [("thread.run.requires_action", run)])


def close_message(tx: Transaction, message: Message, now: int, reason: MessageIncompleteReason | None) -> Fact:
    """Finish a stored message with the text that it has; with a reason it ends incomplete."""
    if reason is None:
        done = replace(message, status="completed", completed_at=now)
        messages.save_state(tx, done)
        return "thread.message.completed", done
    partial = replace(
        message,
        status="incomplete",
        incomplete_at=now,
        incomplete_details=MessageIncompleteDetails(reason=reason),
    )
    messages.save_state(tx, partial)
    return "thread.message.incomplete", partial


def close_step(
    tx: Transaction,
    step: RunStep,
    status: StepStatus,
    now: int,
    *,
    usage: Usage | None = None,
    last_error: LastError | None = None,
) -> Fact:
    """Finish a step and set the time field of its status. A finished step has a usage, zeros if it is not known."""
    if status != "failed":
        last_error = None
    elif last_error and last_error.code == "invalid_prompt":  # in the API only runs have this code
        last_error = LastError(code="server_error", message=last_error.message)
    closed = replace(
        step, status=status, usage=usage or step.usage or Usage(), last_error=last_error, **{STEP_STAMP[status]: now}
    )
    steps.save(tx, closed)
    return STEP_EVENT[status], closed


def _read_open(tx: Transaction, message_id: str, *, was_lost: bool) -> Message | None:
    """Read an open message. `was_lost`: its owner died, and more may have been streamed than is stored."""
    message = messages.get_without_text(tx, message_id)
    if message is not None and was_lost:
        keep_streamed_text(tx, message)
    return messages.get_without_long_text(tx, message_id)


def _reason(status: RunStatus, incomplete: RunIncompleteReason | None) -> MessageIncompleteReason | None:
    if incomplete == "content_filter":
        return "content_filter"
    return MESSAGE_REASON.get(status)
