"""What an earlier attempt left of its last answer. The next attempt asks for that answer again, with the same ids."""

from app.api.objects import Message, Run
from app.api.steps import MessageCreation, RunStep, ToolCalls
from app.engine.transactions.streamed_text import keep_streamed_text
from app.store import events, messages, model_calls, steps
from app.store.transaction import Transaction


class Leftovers:
    """The unfinished message, its step, and the step of tool calls. The writers of the next attempt take them over."""

    def __init__(self) -> None:
        self.message: Message | None = None
        self.message_step: RunStep | None = None
        self.calls_step: RunStep | None = None

    def delete(self, tx: Transaction) -> None:
        """Delete what this attempt did not take."""
        if self.message is not None:
            messages.delete(tx, self.message.thread_id, self.message.id)
        for step in (self.message_step, self.calls_step):
            if step is not None:
                steps.delete(tx, step.id)


def collect(tx: Transaction, run: Run) -> Leftovers:
    """Find what an earlier attempt left of a run, save its text in the message, and delete its deltas.

    A message that was finished before the tool calls of the same answer is part of the leftovers: otherwise its text
    would be in the thread twice.
    """
    leftovers = Leftovers()
    for step in steps.of_run(tx, run.id):
        match step.step_details:
            case ToolCalls() if step.status == "completed":
                leftovers = Leftovers()
            case ToolCalls():
                leftovers.calls_step = step
            case MessageCreation(message_creation=reference):
                leftovers.message_step = step
                leftovers.message = messages.get_without_text(tx, reference.message_id)
    message = leftovers.message
    if message is not None and message.status == "in_progress":
        keep_streamed_text(tx, message)
    events.drop_unfinished(tx, run.id)
    model_calls.drop_unfinished(tx, run.id)
    return leftovers
