"""The table of model calls that belong to no stored run: those for titles, and those for summaries.

Each has the thread that it was made for, and goes with it when the thread is deleted.
"""

from msgspec import Struct

from app.api.objects import Usage
from app.api.operations.usage_sums import Purpose
from app.store.transaction import Transaction


class OtherCall(Struct, frozen=True, kw_only=True):
    """A model call for a thread. `usage`: as the endpoint reports it, if it does."""

    thread_id: str
    purpose: Purpose
    created_at: int
    model: str
    endpoint: str
    profile: str
    usage: Usage | None = None
    cached_tokens: int = 0


def save(tx: Transaction, call: OtherCall) -> None:
    """Store a call."""
    tokens: tuple[int | None, ...] = (None, None, None)
    if call.usage is not None:
        tokens = call.usage.prompt_tokens, call.usage.completion_tokens, call.usage.total_tokens
    tx.change(
        "insert into other_calls(thread_id, purpose, created_at, model, endpoint, profile, cached_tokens,"
        " prompt_tokens, completion_tokens, total_tokens) values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        call.thread_id,
        call.purpose,
        call.created_at,
        call.model,
        call.endpoint,
        call.profile,
        call.cached_tokens,
        *tokens,
    )


def keep_from_runs(tx: Transaction, of_id: str, thread_id: str, purpose: Purpose) -> None:
    """Keep the calls of all runs of the thread `of_id`, which is about to be deleted, as those of another thread."""
    tx.change(
        "insert into other_calls(thread_id, purpose, created_at, model, endpoint, profile, cached_tokens,"
        " prompt_tokens, completion_tokens, total_tokens)"
        " select ?, ?, r.created_at, c.model, c.endpoint, c.profile, c.cached_tokens,"
        " c.prompt_tokens, c.completion_tokens, c.total_tokens"
        " from runs r join model_calls c on c.run_id = r.id and c.model <> '' where r.thread_id = ? order by r.seq",
        thread_id,
        purpose,
        of_id,
    )


def delete_thread(tx: Transaction, thread_id: str) -> None:
    """Delete the calls of a thread."""
    tx.change("delete from other_calls where thread_id = ?", thread_id)
