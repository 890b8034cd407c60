"""What a run cost: the sum of its model calls, each by the prices of the one who answered it."""

from msgspec.structs import replace

from app.api.run_facts import RunFacts
from app.models.calls.call_prices import Cost, PricedCalls, price_calls

REASONS = ("no_table", "unlisted", "no_usage", "listed", "local")
"""Of several the first is that of the run: one unknown cost makes the sum unknown."""


def price_run(facts: RunFacts) -> RunFacts:
    """Return the facts of a run with its cost. For a thread: the first price takes half a second."""
    if not facts.calls:
        return facts
    costs = [_price_call(facts, place) for place in range(len(facts.calls))]
    price = min((one.price for one in costs), key=REASONS.index)
    known = [one.usd for one in costs if one.usd is not None]
    return replace(facts, price=price, cost_usd=sum(known) if len(known) == len(costs) else None)


def _price_call(facts: RunFacts, place: int) -> Cost:
    call = facts.calls[place]
    used = call.usage
    return price_calls(
        PricedCalls(
            model=call.model,
            endpoint=call.endpoint,
            at=facts.created_at,
            is_reported=used is not None,
            prompt_tokens=used.prompt_tokens if used else 0,
            completion_tokens=used.completion_tokens if used else 0,
            cached_tokens=call.cached_tokens,
        )
    )
