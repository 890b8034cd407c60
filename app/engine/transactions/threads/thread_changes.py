"""The changes that a caller makes to a thread and its messages. One transaction each."""

import time

from msgspec import UNSET
from msgspec.structs import replace

from app.api.conversation.thread_labels import ARCHIVED_KEY
from app.api.conversation.thread_settings import REPLACED_KEY, SUMMARY_KEY
from app.api.errors import RequestError
from app.api.objects import Message, Thread
from app.api.requests import CreateMessage, CreateThread, ModifyMessage, ModifyThread
from app.api.tools import ToolResources
from app.engine.rules import creation
from app.engine.rules.given_nulls import without_nulls
from app.engine.transactions.lookups import check_files, get_message_state, get_thread
from app.store import deletion, events, long_texts, messages, model_calls, other_calls, runs, steps, threads
from app.store.transaction import Transaction

SLICE_ROWS = 100
"""How many runs and messages are deleted in one transaction: other writes wait for it."""
SUMMARY_LEFT_AFTER_S = 24 * 3600
"""After this time a thread that is only there for a summary has lost its process, and is deleted."""


def create_thread(tx: Transaction, request: CreateThread, tool_resources: ToolResources | None = None) -> Thread:
    """Create a thread with its first messages. `tool_resources`: of the run that is created in the same request."""
    now = time.time()
    thread = creation.new_thread(request, int(now), tool_resources)
    if SUMMARY_KEY in thread.metadata:
        for left_id in threads.left(tx, threads.Hidden.SUMMARY, int(now) - SUMMARY_LEFT_AFTER_S):
            delete_one(tx, left_id)
    threads.insert(tx, thread, now)
    for message in request.messages or ():
        messages.save(tx, creation.new_message(message, thread.id, int(now)))
    return thread


def modify_thread(tx: Transaction, thread_id: str, request: ModifyThread) -> Thread:
    """Change metadata or tool resources."""
    old = get_thread(tx, thread_id)
    check_files(tx, request, old)
    resources = old.tool_resources
    if request.tool_resources is not UNSET:
        resources = without_nulls(request.tool_resources) or ToolResources()
    metadata = creation.modified_metadata(old.metadata, request.metadata)
    thread = replace(old, metadata=metadata, tool_resources=resources)
    threads.update(tx, thread)
    return thread


def list_again(tx: Transaction, thread: Thread) -> None:
    """Put a thread that only kept what was replaced, or was archived, back into the lists: it goes on."""
    metadata = {key: value for key, value in thread.metadata.items() if key not in (REPLACED_KEY, ARCHIVED_KEY)}
    if metadata != thread.metadata:
        threads.update(tx, replace(thread, metadata=metadata))


def delete_thread(tx: Transaction, thread_id: str) -> None:
    """Delete a thread and the threads that keep what was replaced in it.

    A process that drives a run of them notices at its next write.
    """
    get_thread(tx, thread_id)
    to_delete, limit = [thread_id], SLICE_ROWS
    while to_delete:
        branch_id = to_delete.pop()
        limit = delete_one(tx, branch_id, limit)
        to_delete += threads.replaced_in(tx, branch_id)  # not itself, whatever its metadata says


def delete_one(tx: Transaction, thread_id: str, limit: int = SLICE_ROWS) -> int:
    """Delete a thread with at most so many of its runs and messages; return how many more could have been deleted.

    `delete_more` deletes the rest, which no reader finds. What a summary used stays in the sums, for the thread it is
    of.
    """
    thread = threads.get(tx, thread_id)
    of_id = thread.metadata.get(SUMMARY_KEY) if thread else None
    if of_id and threads.get(tx, of_id):
        other_calls.keep_from_runs(tx, thread_id, of_id, "summary")
    other_calls.delete_thread(tx, thread_id)
    if active := runs.active_on(tx, thread_id):
        runs.delete(tx, active.id)  # at once: the process that drives it must not go on
        if not _delete_of_run(tx, active.id, deletion.SLICE_BYTES):
            deletion.mark_rest(tx, active.id)
    threads.delete(tx, thread_id)
    limit = _delete_some(tx, thread_id, limit)
    if not limit:
        deletion.mark_rest(tx, thread_id)
    return limit


def delete_more(tx: Transaction) -> bool:
    """Delete more of what is left of deleted threads, runs and messages. False if nothing was."""
    object_id = deletion.find_rest(tx)
    if object_id is None:
        return False
    room = long_texts.delete_some(tx, object_id, _delete_of_run(tx, object_id, deletion.SLICE_BYTES))
    if room and _delete_some(tx, object_id, SLICE_ROWS):
        deletion.unmark_rest(tx, object_id)
    return True


def _delete_some(tx: Transaction, thread_id: str, limit: int) -> int:
    """Delete at most so many runs and messages of a thread, fewer where they are large.

    Returns how many more could have been deleted, 0 to be asked again.
    """
    room = deletion.SLICE_BYTES
    for run_id in runs.some_ids(tx, thread_id, limit):
        room = _delete_of_run(tx, run_id, room)
        if not room:
            return 0
        runs.delete(tx, run_id)
        limit -= 1
    return messages.delete_some(tx, thread_id, limit) if limit else 0


def _delete_of_run(tx: Transaction, run_id: str, room: int) -> int:
    """Delete what a run has, up to so many bytes; return how many more it could be, 0 to be asked again."""
    for delete_some in (steps.delete_some, events.delete_some, model_calls.delete_some):
        room = delete_some(tx, run_id, room)
    return room


def create_message(tx: Transaction, thread_id: str, request: CreateMessage) -> Message:
    """Append a message, unless a run is active on the thread."""
    check_files(tx, request)
    thread = get_thread(tx, thread_id)
    active = runs.active_on(tx, thread_id)
    if active is not None:
        raise RequestError(f"Can't add messages to {thread_id} while a run {active.id} is active.")
    now = time.time()
    message = creation.new_message(request, thread_id, int(now))
    messages.save(tx, message)
    threads.touch(tx, thread_id, now)
    list_again(tx, thread)
    return message


def modify_message(tx: Transaction, thread_id: str, message_id: str, request: ModifyMessage) -> None:
    """Replace the metadata. The text, which may be large, is not read."""
    old = get_message_state(tx, thread_id, message_id)
    messages.save_metadata(tx, replace(old, metadata=creation.modified_metadata(old.metadata, request.metadata)))


def delete_message(tx: Transaction, thread_id: str, message_id: str) -> None:
    """Delete a message, unless a run is active on the thread."""
    get_message_state(tx, thread_id, message_id)
    check_unlocked(tx, thread_id)
    messages.delete(tx, thread_id, message_id)


def check_unlocked(tx: Transaction, thread_id: str) -> None:
    """Raise the refusal to delete messages of a thread if a run is active on it."""
    active = runs.active_on(tx, thread_id)
    if active is not None:
        raise RequestError(f"Can't delete messages of {thread_id} while a run {active.id} is active.")
