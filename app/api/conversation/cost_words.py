"""What is said of a cost: in figures where it is known, else that it is not known, and why.

A sum with an unknown part says so; what is not known is never shown as 0.
"""

from collections.abc import Sequence

from msgspec import Struct

from app.api.endpoints import TokenPrices
from app.api.model_reference import ModelReference
from app.api.operations.usage_sums import Purpose, UsageRow
from app.api.run_facts import Price

UNKNOWN = "not known"
LOCAL = "nothing: a local model"
WHY_UNKNOWN: dict[Price, str] = {
    "no_table": "Prices are not installed: add the extra `prices` (README, Tokens and cost).",
    "unlisted": "There is no list price of the model at this endpoint.",
    "no_usage": "The endpoint reports no tokens.",
}
PURPOSES: dict[Purpose, str] = {"title": "for titles", "summary": "for summaries"}
SMALLEST_USD = 0.0001


class Total(Struct, frozen=True, kw_only=True):
    """The sum of rows. `unknown`: calls whose cost is not known; `reasons`: why, each once."""

    calls: int = 0
    unreported_calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    known_usd: float = 0.0
    unknown: int = 0
    is_local: bool = False
    reasons: tuple[Price, ...] = ()

    @property
    def tokens(self) -> int:
        """All tokens that were reported."""
        return self.prompt_tokens + self.completion_tokens


def add_up(rows: Sequence[UsageRow]) -> Total:
    """Return the sum of rows."""
    unknown = [row for row in rows if row.cost_usd is None]
    return Total(
        calls=sum(row.calls for row in rows),
        unreported_calls=sum(row.unreported_calls for row in rows),
        prompt_tokens=sum(row.prompt_tokens for row in rows),
        completion_tokens=sum(row.completion_tokens for row in rows),
        cached_tokens=sum(row.cached_tokens for row in rows),
        known_usd=sum(row.cost_usd or 0.0 for row in rows),
        unknown=sum(row.calls for row in unknown),
        is_local=bool(rows) and all(row.price == "local" for row in rows),
        reasons=tuple(sorted({row.price for row in unknown})),
    )


def name_calls(row: UsageRow) -> str:
    """Return the model of a row with its profile, and what it was asked for if that were no messages."""
    name = ModelReference(row.profile, row.model).text
    return f"{name} ({PURPOSES[row.purpose]})" if row.purpose else name


def describe_total(total: Total) -> str:
    """Return what the calls cost together."""
    if total.is_local:
        return LOCAL
    if not total.unknown:
        return format_usd(total.known_usd)
    if total.known_usd:
        return f"{format_usd(total.known_usd)} and an unknown part: {count_calls(total.unknown)}"
    return UNKNOWN


def describe_tokens(total: Total) -> str:
    """Return the tokens of the calls, and how many calls had none reported."""
    words: list[str] = []
    if total.tokens:
        read = f"{total.prompt_tokens:,} read"
        if total.cached_tokens:
            read = f"{read} ({total.cached_tokens:,} from a cache)"
        words.append(f"{total.tokens:,} · {read}, {total.completion_tokens:,} written")
    if total.unreported_calls:
        words.append(f"{UNKNOWN} of {count_calls(total.unreported_calls)}")
    return ", and ".join(words) or "0"


def describe_cost(usd: float | None, price: Price) -> str:
    """Return what one run cost, or why that is not known."""
    if usd is None:
        return ": ".join(filter(None, (UNKNOWN, WHY_UNKNOWN.get(price, ""))))
    if price == "local":
        return LOCAL
    return format_usd(usd)


def format_usd(usd: float) -> str:
    """Format US dollars, with as many digits as tell small sums apart."""
    if not usd:
        return "$0"
    if usd < SMALLEST_USD:
        return f"less than ${SMALLEST_USD}"
    if usd < 1:
        return f"${usd:.4f}"
    return f"${usd:,.2f}"


def describe_token_prices(prices: TokenPrices) -> str:
    """Return the list prices of a model; the unit is left to the heading."""
    if not prices.input_usd and not prices.output_usd:
        return "free"
    return f"{_format_price(prices.input_usd)} in, {_format_price(prices.output_usd)} out"


def _format_price(usd: float) -> str:
    """Format a price as lists of prices do: with cents, and with more digits only where there are some."""
    digits = f"{usd:.4f}".rstrip("0")
    return f"${max(f'{usd:.2f}', digits, key=len)}"


def count_calls(count: int) -> str:
    """Return a number of model calls in words."""
    if count == 1:
        return "1 call"
    return f"{count:,} calls"
