"""Objects by their ids, or `NotFound` in the API's words; and which files and vector stores of an object do not exist.

Objects that were stored with the id of a file stay readable and changeable when it is deleted, and keep the id.
"""

import time
from collections.abc import Iterable

from msgspec import Struct

from app.api.errors import NotFound, RequestError
from app.api.objects import Assistant, File, Message, Run, Thread
from app.api.steps import RunStep
from app.engine.rules.file_ids import find_named
from app.store import assistants, files, messages, runs, steps, threads
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


def get_message_state(tx: Transaction, thread_id: str, message_id: str) -> Message:
    """Return the message of this thread, perhaps without its text, or raise `NotFound`."""
    get_thread(tx, thread_id)
    found = messages.get_state(tx, thread_id, message_id)
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


def get_file(tx: Transaction, file_id: str) -> File:
    """Return the file, or raise `NotFound`."""
    found = files.get(tx, file_id, int(time.time()))
    if found is None:
        raise NotFound("file", file_id)
    return found


def check_files(tx: Transaction, request: Struct, stored: Struct | None = None) -> None:
    """Raise `RequestError` for the first file or vector store that does not exist and is not in the stored object."""
    known = {one.id for one in find_named(stored)} if stored else set[str]()
    now = int(time.time())
    for one in find_named(request):
        if one.id not in known and (one.is_store or files.get(tx, one.id, now) is None):
            raise RequestError(one.refusal, param=one.path)


def describe_lost(tx: Transaction, holders: Iterable[Struct]) -> str:
    """Say which file or vector store of these objects never existed here; empty if there is none.

    A file that was deleted since is as if the objects did not name it, as the service had it. There are no stores yet.
    """
    now = int(time.time())
    for holder in holders:
        for one in find_named(holder):
            if one.is_store or (files.get(tx, one.id, now) is None and not files.was_deleted(tx, one.id)):
                return one.refusal
    return ""
