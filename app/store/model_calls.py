"""The table of model calls: what is known of an answer besides OpenAI's objects. One row for each call of a run.

A row is written when something of the answer is stored. It is unfinished until its run ends or waits for tool outputs;
the next attempt deletes what an earlier one left unfinished and asks again.
"""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from app.api.objects import Usage
from app.store import deletion
from app.store.transaction import Row, Transaction


class StoredCall(Struct, frozen=True, kw_only=True):
    """A model call. `number` counts those of the run from 1.

    `model`, `endpoint`, `profile`: who answered, empty before any did.
    `seconds`: of reasoning. `first_token_s`: from the claim of the run to the first text, `None` without text.
    `answer_s`: from the first piece of the answer to its end. `usage`: as the endpoint reports it, if it does;
    `cached_tokens`: those of its prompt that the endpoint had in its cache.
    `step_id`, `server_fields`: the step of tool calls, and what its model must get back with their outputs.
    `later_step_id`: the step of the message behind those calls, if there is one.
    `context_window`: how many tokens the model takes, 0 for unknown. `first_sent_id`: the message from which on the
    thread was sent, empty for all of it; `keeps_first`: its first message was sent too.
    """

    run_id: str
    number: int
    model: str = ""
    endpoint: str = ""
    profile: str = ""
    reasoning: str = ""
    seconds: float = 0.0
    first_token_s: float | None = None
    answer_s: float = 0.0
    usage: Usage | None = None
    cached_tokens: int = 0
    is_finished: bool = False
    step_id: str | None = None
    server_fields: bytes = b""
    later_step_id: str | None = None
    context_window: int = 0
    first_sent_id: str = ""
    keeps_first: bool = False


class CallOfRun(Struct, frozen=True, kw_only=True):
    """A run of a page, and one of its model calls; `None` for a run without any. `profile`: where the run began."""

    run_id: str
    attempts: int
    profile: str
    created_at: int
    call: StoredCall | None


MAX_REASONING_BYTES = 8 * 2**20
"""How much reasoning of one run is read: a call keeps a million characters, and a run may have any number of calls."""
CHUNK_RUNS = 25
"""How many runs are read at once. SQLite passes over the whole reasoning of a call to find what is behind it."""

_COLUMNS = (
    "c.number, c.model, c.endpoint, c.profile, c.rowid, c.seconds, c.first_token_s, c.is_finished, c.answer_s,"
    " c.prompt_tokens, c.completion_tokens, c.total_tokens, c.step_id, c.context_window, c.keeps_first,"
    " c.cached_tokens"
)

_FIRST_SENT_HERE = (
    "case when c.first_sent_id = '' or r.thread_id = ? then c.first_sent_id else coalesce((select m.id from messages o"
    " join messages m on m.copy_of = coalesce(o.copy_of, o.id) and m.thread_id = ? where o.id = c.first_sent_id), '')"
    " end"
)
"""The id of the first message sent as the thread has it: a branch has a copy. Its two values are the thread."""


def save(tx: Transaction, call: StoredCall) -> None:
    """Store a call, or replace it."""
    tx.change(
        "insert into model_calls(run_id, number, model, endpoint, profile, reasoning, seconds, first_token_s,"
        " is_finished, step_id, server_fields, later_step_id, answer_s, context_window, first_sent_id, keeps_first,"
        " prompt_tokens, completion_tokens, total_tokens, cached_tokens)"
        " values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " on conflict(run_id, number) do update set model = excluded.model, endpoint = excluded.endpoint,"
        " profile = excluded.profile, reasoning = excluded.reasoning, seconds = excluded.seconds,"
        " first_token_s = excluded.first_token_s,"
        " is_finished = excluded.is_finished, step_id = excluded.step_id, server_fields = excluded.server_fields,"
        " later_step_id = excluded.later_step_id, answer_s = excluded.answer_s,"
        " context_window = excluded.context_window, first_sent_id = excluded.first_sent_id,"
        " keeps_first = excluded.keeps_first, prompt_tokens = excluded.prompt_tokens,"
        " completion_tokens = excluded.completion_tokens, total_tokens = excluded.total_tokens,"
        " cached_tokens = excluded.cached_tokens",
        call.run_id,
        call.number,
        call.model,
        call.endpoint,
        call.profile,
        call.reasoning,
        call.seconds,
        call.first_token_s,
        int(call.is_finished),
        call.step_id,
        call.server_fields,
        call.later_step_id,
        call.answer_s,
        call.context_window,
        call.first_sent_id,
        int(call.keeps_first),
        *_tokens_of(call),
        call.cached_tokens,
    )


def _tokens_of(call: StoredCall) -> tuple[int | None, int | None, int | None]:
    if call.usage is None:
        return None, None, None
    return call.usage.prompt_tokens, call.usage.completion_tokens, call.usage.total_tokens


def has_unfinished(tx: Transaction, run_id: str) -> bool:
    """Return whether an unfinished call of this run is stored."""
    return tx.one("select 1 from model_calls where run_id = ? and is_finished = 0", run_id) is not None


def next_number(tx: Transaction, run_id: str) -> int:
    """Return the number of the run's next call."""
    return tx.rows("select coalesce(max(number), 0) + 1 from model_calls where run_id = ?", run_id)[0][0]


def drop_unfinished(tx: Transaction, run_id: str) -> None:
    """Delete what an earlier attempt left of its last answer."""
    tx.change("delete from model_calls where run_id = ? and is_finished = 0", run_id)


def finish(tx: Transaction, run_id: str) -> None:
    """Note that the run is over: its calls are finished, and no model gets anything of them back."""
    tx.change("update model_calls set is_finished = 1, server_fields = ? where run_id = ?", b"", run_id)


def server_fields_of_steps(tx: Transaction, run_id: str) -> dict[str, bytes]:
    """Return what goes back to the model with each step of tool calls, by the step's id."""
    return dict(tx.rows("select step_id, server_fields from model_calls where run_id = ? and step_id <> ''", run_id))


def later_steps(tx: Transaction, run_id: str) -> set[str]:
    """Return the ids of the steps whose messages came behind the calls of an answer that is whole."""
    rows = tx.rows("select later_step_id from model_calls where run_id = ? and later_step_id is not null", run_id)
    return {row[0] for row in rows}


def of_runs(
    tx: Transaction, thread_id: str, run_ids: Sequence[str], room: int
) -> tuple[dict[str, list[CallOfRun]], bool]:
    """Return the first of these runs that wrote something in the thread, in the order given, each with its calls.

    They end when they have about so many bytes of reasoning; whether there may be more of them is returned too.
    What they wrote may be there as a copy, in a branch: `first_sent_id` is the id that the message has in this thread.
    """
    found: dict[str, list[CallOfRun]] = {}
    for start in range(0, len(run_ids), CHUNK_RUNS):
        ids = run_ids[start : start + CHUNK_RUNS]
        rows: dict[str, list[Row]] = {}
        for row in _rows_of(tx, thread_id, ids):
            rows.setdefault(row[0], []).append(row)
        for run_id in ids:
            if run_id not in rows:
                continue
            if room <= 0:
                return found, True
            calls, size = _with_reasoning(tx, rows[run_id])
            found[run_id] = calls
            room -= size
    return found, False


def _with_reasoning(tx: Transaction, rows: Sequence[Row]) -> tuple[list[CallOfRun], int]:
    """Return the calls of a run, and how many bytes of reasoning they have."""
    calls: list[CallOfRun] = []
    room = MAX_REASONING_BYTES
    for run_id, attempts, profile, created_at, *columns in rows:
        call: StoredCall | None = None
        if columns[0] is not None:
            head, _ = tx.head("model_calls", "reasoning", columns[4], room)
            room -= len(head)
            call = _decode(run_id, columns, head.decode("utf-8", "ignore"))
        calls.append(
            CallOfRun(run_id=run_id, attempts=attempts, profile=profile or "", created_at=created_at, call=call)
        )
    return calls, MAX_REASONING_BYTES - room


def _rows_of(tx: Transaction, thread_id: str, run_ids: Sequence[str]) -> list[Row]:
    """Return these runs with their calls, without the reasoning, which SQLite would sort with the rest."""
    marks = ", ".join("?" * len(run_ids))
    return tx.rows(
        f"select r.id, r.attempt, r.profile, r.created_at, {_COLUMNS}, {_FIRST_SENT_HERE}"
        " from runs r left join model_calls c on c.run_id = r.id"
        " where (r.thread_id = ? or exists(select 1 from messages m where m.run_id = r.id and m.thread_id = ?))"
        f" and r.id in ({marks}) order by r.seq, c.number",
        thread_id,
        thread_id,
        thread_id,
        thread_id,
        *run_ids,
    )


def delete_some(tx: Transaction, run_id: str, room: int) -> int:
    """Delete the calls of a run, up to so many bytes; return how many more it could be, 0 to be asked again."""
    return deletion.delete_up_to(tx, room, "model_calls", "reasoning", "run_id = ?", run_id)


def _decode(run_id: str, columns: Sequence[Any], reasoning: str) -> StoredCall:
    number, model, endpoint, profile, _, seconds, first_token_s, is_finished, *rest = columns
    answer_s, prompt, completion, total, step_id, context_window, keeps_first, cached_tokens, first_sent_id = rest
    usage = None
    if total is not None:
        usage = Usage(prompt_tokens=prompt, completion_tokens=completion, total_tokens=total)
    return StoredCall(
        run_id=run_id,
        number=number,
        model=model,
        endpoint=endpoint,
        profile=profile,
        reasoning=reasoning,
        seconds=seconds,
        first_token_s=first_token_s,
        answer_s=answer_s,
        usage=usage,
        cached_tokens=cached_tokens,
        is_finished=bool(is_finished),
        step_id=step_id,
        context_window=context_window,
        first_sent_id=first_sent_id,
        keeps_first=bool(keeps_first),
    )
