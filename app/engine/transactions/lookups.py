"""Objects by their ids, or `NotFound` in the API's words."""

from app.api.errors import NotFound
from app.api.objects import Assistant, Message, Run, Thread
from app.api.steps import RunStep
from app.store import assistants, messages, runs, steps, threads
from app.store.transaction import Transaction


def get_assistant(tx: Transaction, assistant_id: str) -> Assistant:
    """Return the assistant, or raise `NotFound`."""
    found = assistants.get(tx, assistant_id)
    if found is None:
        raise NotFound("assistant", assistant_id)
    return found


def get_thread(tx: Transaction, thread_id: str) -> Thread:
    """Return the thread, or raise `NotFound`."""
    found = threads.get(tx, thread_id)
    if found is None:
        raise NotFound("thread", thread_id)
    return found


def get_message(tx: Transaction, thread_id: str, message_id: str) -> Message:
    """Return the message of this thread, or raise `NotFound`."""
    get_thread(tx, thread_id)
    found = messages.get(tx, thread_id, message_id)
    if found is None:
        raise NotFound("message", message_id)
    return found


def get_run(tx: Transaction, thread_id: str, run_id: str) -> Run:
    """Return the run of this thread, or raise `NotFound`."""
    get_thread(tx, thread_id)
    found = runs.get(tx, thread_id, run_id)
    if found is None:
        raise NotFound("run", run_id)
    return found


def get_run_step(tx: Transaction, thread_id: str, run_id: str, step_id: str) -> RunStep:
    """Return the step of this run, or raise `NotFound`."""
    get_run(tx, thread_id, run_id)
    found = steps.get(tx, run_id, step_id)
    if found is None:
        raise NotFound("run step", step_id)
    return found
