"""Reads from the store what the model is given: the thread before this run, and the run's own earlier answers."""

from collections.abc import Collection, Mapping, Sequence

from app.api.objects import Run, Usage, without_replaced
from app.api.steps import FunctionToolCall, MessageCreation, RunStep, ToolCalls
from app.engine.rules.model_context import ModelContext
from app.engine.transactions.lookups import describe_lost
from app.models.model import EarlierAnswer
from app.store import assistants, messages, model_calls, steps, threads
from app.store.transaction import Transaction

MAX_CHARS = 2_000_000
"""How much text of the newest messages is read: more than fits the context of any model."""


def read_context(tx: Transaction, run: Run) -> ModelContext:
    """Read the messages that the truncation strategy asks for, and the run's earlier answers."""
    run_steps = list(steps.of_run(tx, run.id))
    written = messages.of_run(tx, run.id, max_chars=MAX_CHARS)
    strategy = run.truncation_strategy
    count = to_read = None
    if strategy.type == "last_messages" and strategy.last_messages is not None:
        count, to_read = strategy.last_messages, strategy.last_messages + len(written)
    found = [
        message
        for message in messages.newest(tx, run.thread_id, max_chars=MAX_CHARS, max_count=to_read)
        if message.run_id != run.id and message.content
    ]
    found = without_replaced(found)
    while found and found[-1].broke_off:
        found.pop()  # the question is asked again: a server would continue half a reply, or refuse it
    if count is not None:
        found = found[-count:]
    # The assistant may have been deleted.
    holders = (threads.get(tx, run.thread_id), assistants.get(tx, run.assistant_id))
    return ModelContext(
        messages=found,
        has_older=bool(found) and messages.has_before(tx, found[0], except_of=run.id),
        earlier_answers=_earlier_answers(
            run_steps,
            {message.id: message.text for message in written},
            model_calls.server_fields_of_steps(tx, run.id),
            model_calls.later_steps(tx, run.id),
        ),
        spent=sum((step.usage for step in run_steps if step.usage), Usage()),
        lost=describe_lost(tx, [*found, *(one.tool_resources for one in holders if one)]),
    )


def _earlier_answers(
    run_steps: Sequence[RunStep],
    texts: Mapping[str, str],
    server_fields: Mapping[str, bytes],
    later_steps: Collection[str],
) -> list[EarlierAnswer]:
    """Join steps to answers: the text and the calls of one are two steps. `server_fields`: by the step's id.

    `later_steps`: of messages behind calls, whose text goes back to the model in the fields of its server.
    """
    answers, text = list[EarlierAnswer](), ""
    for step in run_steps:
        match step.step_details:
            case MessageCreation() as creation if step.id not in later_steps:
                text = texts.get(creation.message_creation.message_id, "")
            case ToolCalls() as details if step.status == "completed":
                calls = [call for call in details.tool_calls if isinstance(call, FunctionToolCall)]
                fields = server_fields.get(step.id, b"")
                if calls:  # none are left of a step that was too large to be read
                    answers.append(EarlierAnswer(text=text, calls=calls, server_fields=fields))
                text = ""
            case _:
                pass
    return answers
