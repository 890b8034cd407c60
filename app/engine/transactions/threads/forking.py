"""The fork of a thread, a slice of its messages in each transaction, so that no other write waits for a long one.

Until the last message is copied the branch is in no list, and nobody else has its id. What a fork does beyond copies is
done in one transaction behind them: the thread is as it was until then.
"""

import time

from msgspec import Struct
from msgspec.structs import replace

from app.api.conversation.thread_labels import without_place
from app.api.conversation.thread_settings import FORKED_FROM_KEY, origin_of, without_branch
from app.api.errors import NotFound, RequestError
from app.api.objects import Thread
from app.api.requests import MAX_METADATA_KEYS, ForkThread
from app.api.requests.error_messages import too_many_properties
from app.engine.rules.ids import new_id
from app.engine.transactions.lookups import check_files, get_thread
from app.engine.transactions.threads.thread_changes import check_unlocked, delete_one
from app.store import branches, deletion, messages, threads
from app.store.branches import Copied
from app.store.transaction import Transaction

LEFT_AFTER_S = 3600
"""After this time a fork whose messages are not all copied has lost its process, and is deleted."""
MAX_REPLACED = 200
"""How many messages are deleted at once: other writes wait for it."""
NOT_LAST = "Can't replace messages of {} up to {}: it has newer ones."
TOO_MANY = f"Can't replace more than {MAX_REPLACED} messages of {{}} at once."


class Fork(Struct, frozen=True):
    """A fork in progress. `copied`: what is copied. `last_seq`: the last message to copy."""

    branch: Thread
    source_id: str
    request: ForkThread
    copied: Copied
    last_seq: int

    @property
    def is_copied(self) -> bool:
        """Whether all messages are copied."""
        return self.copied.seq == self.last_seq and not self.copied.is_partial

    @property
    def has_ending(self) -> bool:
        """Whether more is to be done than to copy messages."""
        return self.request.replaces is not None or self.request.run is not None


def begin_fork(tx: Transaction, thread_id: str, request: ForkThread) -> Fork:
    """Create a thread, and copy the first messages; the last one must not be in progress."""
    check_files(tx, request)
    source, message_id = get_thread(tx, thread_id), request.message_id
    now, last_seq = time.time(), 0
    if message_id is not None:
        found = branches.seq_of(tx, thread_id, message_id)
        if found is None:
            raise NotFound("message", message_id)
        last_seq = found
    writing = branches.unfinished_run(tx, thread_id, last_seq)
    if writing is not None:
        raise RequestError(f"Can't fork {thread_id} at {message_id} while a run {writing} is active.")
    for left_id in threads.left(tx, threads.Hidden.UNFINISHED, int(now) - LEFT_AFTER_S):
        delete_one(tx, left_id)
    branch = _new_branch(source, request, int(now))
    fork = Fork(branch, thread_id, request, Copied(), last_seq)
    _replaced_ids(tx, fork)
    threads.insert(tx, branch, now)
    threads.copy_title(tx, source.id, branch)
    return copy_more(tx, fork)


def copy_more(tx: Transaction, fork: Fork) -> Fork:
    """Copy the next messages; with the last one the branch is listed, unless the fork has an ending."""
    copied = branches.copy_some(tx, fork.source_id, fork.copied, fork.last_seq, fork.branch.id)
    fork = replace(fork, copied=copied)
    if fork.is_copied and not fork.has_ending:
        show(tx, fork)
    else:
        threads.mark_unfinished(tx, fork.branch.id)
    return fork


def end_fork(tx: Transaction, fork: Fork) -> str:
    """Delete the messages that are replaced; return the thread that goes on. The caller shows the branch."""
    get_thread(tx, fork.source_id)
    room = deletion.SLICE_BYTES
    for message_id in _replaced_ids(tx, fork):
        room = messages.delete(tx, fork.source_id, message_id, room)
    if fork.request.replaces is not None:
        return fork.source_id
    return fork.branch.id


def show(tx: Transaction, fork: Fork) -> None:
    """List the branch, or hide it, as its metadata says."""
    threads.update(tx, fork.branch)


def _replaced_ids(tx: Transaction, fork: Fork) -> list[str]:
    """Return the messages that are deleted, the newest first; none where none are replaced."""
    thread_id, replaces = fork.source_id, fork.request.replaces
    if replaces is None:
        return []
    check_unlocked(tx, thread_id)
    first_seq = branches.seq_of(tx, thread_id, replaces)
    if first_seq is None or first_seq > fork.last_seq:
        raise NotFound("message", replaces)
    ids = branches.newest_ids(tx, thread_id, first_seq, MAX_REPLACED + 1)
    if len(ids) > MAX_REPLACED:
        raise RequestError(TOO_MANY.format(thread_id))
    if ids[0] != fork.request.message_id:
        raise RequestError(NOT_LAST.format(thread_id, fork.request.message_id))
    return ids


def _new_branch(source: Thread, request: ForkThread, now: int) -> Thread:
    """Make a branch of a thread, without its messages. It has what the user set for the conversation."""
    metadata = {
        **without_place(without_branch(source.metadata)),
        FORKED_FROM_KEY: origin_of(source.id, request.message_id),
        **(request.metadata or {}),
    }
    if len(metadata) > MAX_METADATA_KEYS:
        raise too_many_properties("metadata", MAX_METADATA_KEYS, len(metadata))
    return Thread(id=new_id("thread"), created_at=now, tool_resources=source.tool_resources, metadata=metadata)
