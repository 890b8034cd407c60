"""What model calls used and cost, in sums."""

import asyncio
from collections.abc import Sequence

from app.api.operations.usage_sums import Purpose, UsageQuery, UsageRow
from app.api.requests import Listing
from app.api.run_facts import Price
from app.engine.operations.parts import EngineParts
from app.engine.transactions.lookups import get_thread
from app.store.call_sums import CallSum, of_days, of_thread
from app.store.transaction import Transaction


class EngineUsage(EngineParts):
    """`api.UsageOperations` over the store."""

    async def usage(self, query: UsageQuery, /) -> Listing[UsageRow]:
        """Return the sums of a thread, or of days."""

        def read(tx: Transaction) -> list[CallSum]:
            if query.thread_id is None:
                return of_days(tx, query.days)
            get_thread(tx, query.thread_id)
            return of_thread(tx, query.thread_id)

        sums = await self._database.read(read)
        rows = await asyncio.to_thread(_price, sums)
        return Listing(data=rows, first_id=None, last_id=None, has_more=False)


def _price(sums: Sequence[CallSum]) -> list[UsageRow]:
    """Return a row for each model of a day. Long prompts have sums of their own, which become one row here."""
    from app.models.calls.call_prices import PricedCalls, price_calls  # late: nothing else needs it

    rows: dict[tuple[int, Purpose, str, str, Price], UsageRow] = {}
    for one in sums:
        cost = price_calls(
            PricedCalls(
                model=one.model,
                endpoint=one.endpoint,
                at=one.began_at,
                is_reported=one.unreported < one.calls,
                calls=one.calls,
                prompt_tokens=one.prompt_tokens,
                completion_tokens=one.completion_tokens,
                cached_tokens=one.cached_tokens,
            )
        )
        key = (one.day, one.purpose, one.profile, one.model, cost.price)
        row = UsageRow(
            day=one.day,
            model=one.model,
            profile=one.profile,
            calls=one.calls,
            unreported_calls=one.unreported,
            prompt_tokens=one.prompt_tokens,
            completion_tokens=one.completion_tokens,
            cached_tokens=one.cached_tokens,
            cost_usd=cost.usd,
            price=cost.price,
            purpose=one.purpose,
        )
        rows[key] = _add(rows[key], row) if key in rows else row
    return list(rows.values())


def _add(one: UsageRow, other: UsageRow) -> UsageRow:
    """Join two rows of one day, model and price."""
    return UsageRow(
        day=one.day,
        model=one.model,
        profile=one.profile,
        calls=one.calls + other.calls,
        unreported_calls=one.unreported_calls + other.unreported_calls,
        prompt_tokens=one.prompt_tokens + other.prompt_tokens,
        completion_tokens=one.completion_tokens + other.completion_tokens,
        cached_tokens=one.cached_tokens + other.cached_tokens,
        cost_usd=None if one.cost_usd is None else one.cost_usd + (other.cost_usd or 0.0),
        price=one.price,
        purpose=one.purpose,
    )
