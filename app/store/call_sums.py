"""Sums over the tables of model calls: what was used on each day, or in one thread, by who answered.

Those of runs are one query over two indexes that hold all its columns: the rows of runs and calls may have megabytes of
text. Calls for titles and summaries have short rows of their own.
"""

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from app.api.operations.usage_sums import Purpose
from app.store.transaction import Row, Transaction

ALIKE_TOKENS = 32_000
"""Calls with prompts up to this size are summed: in no price list of genai-prices 0.2.3 a higher price begins below it.
Of longer ones only those with the same number of tokens are, since a price may begin at any number."""


class CallSum(Struct, frozen=True, kw_only=True):
    """Model calls that one model at one endpoint answered.

    `day`: the start of the day, 0 in the sums of a thread. `began_at`: when the first of their runs was created.
    `unreported`: calls whose endpoint reported no usage.
    """

    day: int
    model: str
    profile: str
    endpoint: str
    began_at: int
    calls: int
    unreported: int
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    purpose: Purpose = ""


_SUMS = (
    " c.model, c.profile, c.endpoint, min({}.created_at), count(*), count(*) - count(c.total_tokens),"
    " coalesce(sum(c.prompt_tokens), 0), coalesce(sum(c.completion_tokens), 0), sum(c.cached_tokens), {}"
)
_OF_RUNS, _OF_OTHERS = _SUMS.format("r", "''"), _SUMS.format("c", "c.purpose")
_CALLS = " join model_calls c on c.run_id = r.id and c.is_finished = 1 and c.model <> ''"
_ALIKE = (
    " c.profile, c.model, c.endpoint, c.total_tokens is null,"
    f" case when c.prompt_tokens > {ALIKE_TOKENS} then c.prompt_tokens else 0 end"
)


def of_days(tx: Transaction, days: Sequence[int]) -> list[CallSum]:
    """Return the sums of the days that begin at these times; the last time ends the last of them."""
    spans = list(pairwise(days))
    if not spans:
        return []
    marks = ", ".join(["(?, ?)"] * len(spans))
    since = f"with days(since, until) as (values {marks}) select d.since,"
    within = "{0}.created_at >= d.since and {0}.created_at < d.until"
    order = "order by d.since, count(*) desc, c.model"
    times = [time for span in spans for time in span]
    rows = tx.rows(
        f"{since}{_OF_RUNS} from days d join runs r on {within.format('r')}{_CALLS} group by d.since,{_ALIKE} {order}",
        *times,
    )
    rows += tx.rows(
        f"{since}{_OF_OTHERS} from days d join other_calls c on {within.format('c')}"
        f" group by d.since, c.purpose,{_ALIKE} {order}",
        *times,
    )
    return sorted(map(_decode, rows), key=lambda one: one.day)


def of_thread(tx: Transaction, thread_id: str) -> list[CallSum]:
    """Return the sums of a thread: of its own runs, not of those whose messages it has as copies, and of what else it
    had made."""
    rows = tx.rows(
        f"select 0,{_OF_RUNS} from runs r{_CALLS} where r.thread_id = ?"
        f" group by{_ALIKE} order by count(*) desc, c.model",
        thread_id,
    )
    rows += tx.rows(
        f"select 0,{_OF_OTHERS} from other_calls c where c.thread_id = ?"
        f" group by c.purpose,{_ALIKE} order by count(*) desc, c.model",
        thread_id,
    )
    return [_decode(row) for row in rows]


def _decode(row: Row) -> CallSum:
    day, model, profile, endpoint, began_at, calls, unreported, prompt, completion, cached, purpose = row
    return CallSum(
        day=day,
        model=model,
        profile=profile,
        endpoint=endpoint,
        began_at=began_at,
        calls=calls,
        unreported=unreported,
        prompt_tokens=prompt,
        completion_tokens=completion,
        cached_tokens=cached,
        purpose=purpose,
    )
