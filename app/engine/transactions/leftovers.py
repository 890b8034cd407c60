"""What an earlier attempt left of its last answer. The next attempt asks for that answer again, with the same ids."""

from msgspec import Struct

from app.api.objects import Message, Run
from app.api.steps import MessageCreation, RunStep, ToolCalls
from app.engine.transactions.streamed_text import keep_streamed_text
from app.store import events, messages, model_calls, steps
from app.store.transaction import Transaction


class LeftMessage(Struct, frozen=True):
    """The step of a message, and the message unless it is gone."""

    step: RunStep
    message: Message | None


class Leftovers:
    """The unfinished message, the step of tool calls, and the message behind them.

    The writers of the next attempt take them over.
    """

    def __init__(self) -> None:
        self.message: LeftMessage | None = None
        self.calls_step: RunStep | None = None
        self.later_message: LeftMessage | None = None

    def take_message(self, *, is_later: bool) -> LeftMessage | None:
        """Return the message to continue; `is_later`: the one behind the calls."""
        if is_later:
            taken, self.later_message = self.later_message, None
        else:
            taken, self.message = self.message, None
        return taken

    def delete_calls(self, tx: Transaction) -> None:
        """Delete the calls where text comes before those of this attempt, so that the steps are in their order."""
        if self.calls_step is not None:
            steps.delete(tx, self.calls_step.id)
            self.calls_step = None

    def delete(self, tx: Transaction) -> None:
        """Delete what this attempt did not take."""
        for left in (self.message, self.later_message):
            if left is not None:
                steps.delete(tx, left.step.id)
                if left.message is not None:
                    messages.delete(tx, left.message.thread_id, left.message.id)
        self.delete_calls(tx)


def collect(tx: Transaction, run: Run) -> Leftovers:
    """Find what an earlier attempt left of a run, save its text in the message, and delete its deltas.

    A message that was finished before the tool calls of the same answer is part of the leftovers: otherwise its text
    would be in the thread twice.
    """
    leftovers, later_steps = Leftovers(), model_calls.later_steps(tx, run.id)
    for step in steps.of_run(tx, run.id):
        match step.step_details:
            case ToolCalls() if step.status == "completed":
                leftovers = Leftovers()
            case ToolCalls():
                leftovers.calls_step = step
            case MessageCreation() if step.id in later_steps:
                pass  # of an answer that is whole
            case MessageCreation(message_creation=reference):
                left = LeftMessage(step, messages.get_without_text(tx, reference.message_id))
                if leftovers.calls_step is None:
                    leftovers.message = left
                else:
                    leftovers.later_message = left
    for left in (leftovers.message, leftovers.later_message):
        if left is not None and left.message is not None and left.message.status == "in_progress":
            keep_streamed_text(tx, left.message)
    events.drop_unfinished(tx, run.id)
    model_calls.drop_unfinished(tx, run.id)
    return leftovers
