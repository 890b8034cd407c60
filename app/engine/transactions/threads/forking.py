"""The fork of a thread, a slice of its messages in each transaction, so that no other write waits for a long one.

Until the last message is copied the branch is in no list, and nobody else has its id.
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
from app.engine.transactions.lookups import get_thread
from app.engine.transactions.threads.thread_changes import delete_one
from app.store import branches, threads
from app.store.transaction import Transaction

LEFT_AFTER_S = 3600
"""After this time a fork whose messages are not all copied has lost its process, and is deleted."""


class Fork(Struct, frozen=True):
    """A fork in progress. `copied_seq`: the last message copied. `last_seq`: the last one to copy."""

    branch: Thread
    source_id: str
    copied_seq: int
    last_seq: int

    @property
    def is_done(self) -> bool:
        """Whether all messages are copied."""
        return self.copied_seq == self.last_seq


def begin_fork(tx: Transaction, thread_id: str, request: ForkThread) -> Fork:
    """Create a thread, and copy the first messages; the last one must not be in progress."""
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
    threads.insert(tx, branch, now)
    threads.copy_title(tx, source.id, branch)
    return copy_more(tx, Fork(branch, thread_id, 0, last_seq))


def copy_more(tx: Transaction, fork: Fork) -> Fork:
    """Copy the next messages; with the last one the branch is listed."""
    copied_seq = branches.copy_some(tx, fork.source_id, fork.copied_seq, fork.last_seq, fork.branch.id)
    fork = replace(fork, copied_seq=copied_seq)
    if fork.is_done:
        threads.update(tx, fork.branch)
    else:
        threads.mark_unfinished(tx, fork.branch.id)
    return fork


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
