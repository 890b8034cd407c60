"""What model calls cost, by the list prices of genai-prices, which comes with the extra `prices`.

Its table is part of the package: nothing is fetched. Importing it takes 0.3 s, and the first price 0.2 s, so this is
for a thread, and only where somebody asks for a price.
"""

import time
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from app.api.endpoints import ModelList, TokenPrices
from app.api.run_facts import Price
from app.models.endpoints.addresses import BUILT_IN, PORTS
from app.settings.values import is_loopback_url

if TYPE_CHECKING:
    from genai_prices.data_snapshot import DataSnapshot

HOSTED_TAGS = ("cloud", "-cloud")
"""How the tag of a model ends that a local Ollama passes on to its hosted service, for money."""

FREE_TAG = ":free"
"""How the models of OpenRouter end that cost nothing; the table has them without prices."""


SAMPLE_TOKENS = 1_000
"""Of a call that is priced to learn the price of a token: few, since some models cost more in long calls."""


class PricedCalls(Struct, frozen=True, kw_only=True):
    """Calls with the same price for a token: to one model at one endpoint, at about one time.

    `is_reported`: whether the endpoint told the tokens. All other figures are sums. `cached_tokens`: those of the
    prompts that the endpoint had in its cache.
    """

    model: str
    endpoint: str
    at: int
    is_reported: bool
    calls: int = 1
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0


class Cost(NamedTuple):
    """US dollars, `None` where they are not known; and why that is so, or where they come from."""

    usd: float | None
    price: Price


def price_calls(calls: PricedCalls) -> Cost:
    """Return what these calls cost. Input that the provider had in its cache has the price of the list for it."""
    if runs_here(calls.endpoint, calls.model):
        return Cost(0.0, "local")
    if not calls.is_reported:
        return Cost(None, "no_usage")
    table = _load_table()
    if table is None:
        return Cost(None, "no_table")
    usd = _look_up(table, calls)
    if usd is None:
        return Cost(None, "unlisted")
    return Cost(float(usd), "listed")


def price_models(listed: ModelList) -> dict[str, TokenPrices]:
    """Return what 1,000,000 tokens of each model cost, for those that have a list price. For a thread."""
    if is_loopback_url(listed.endpoint.base_url):  # a list is of hosted services: the table need not be imported
        return {}
    prices = {model.id: _price_tokens(model.id, listed.endpoint.base_url) for model in listed.models}
    return {model: price for model, price in prices.items() if price}


def _price_tokens(model: str, endpoint: str) -> TokenPrices | None:
    sample = PricedCalls(model=model, endpoint=endpoint, at=int(time.time()), is_reported=True)
    read = price_calls(replace(sample, prompt_tokens=SAMPLE_TOKENS))
    if read.price != "listed" or read.usd is None:
        return None
    written = price_calls(replace(sample, completion_tokens=SAMPLE_TOKENS))
    if written.usd is None:
        return None
    scale = 1_000_000 / SAMPLE_TOKENS
    return TokenPrices(input_usd=read.usd * scale, output_usd=written.usd * scale)


def runs_here(endpoint: str, model: str) -> bool:
    """Whether the model runs on this machine: the built-in one, and those of the servers that are known to run models.

    Any other program on this machine may pass what it gets on to a service that costs money.
    """
    if endpoint.startswith(BUILT_IN):
        return True
    if not is_loopback_url(endpoint) or urlsplit(endpoint).port not in PORTS:
        return False
    return not model.partition(":")[2].endswith(HOSTED_TAGS)


@cache
def _load_table() -> "DataSnapshot | None":
    try:
        from genai_prices import data_snapshot  # late: 0.3 s, and it may not be installed
    except ImportError:
        return None
    return data_snapshot.get_snapshot()


def _look_up(table: "DataSnapshot", calls: PricedCalls) -> Decimal | None:
    """Return the price of all calls. The price of one of average size times their number: a long prompt costs more."""
    from genai_prices import Usage  # late: as above

    usage = Usage(
        input_tokens=Decimal(calls.prompt_tokens) / calls.calls,
        cache_read_tokens=Decimal(calls.cached_tokens) / calls.calls,
        output_tokens=Decimal(calls.completion_tokens) / calls.calls,
    )
    at = datetime.fromtimestamp(calls.at, UTC)
    try:
        # A table by model alone would price a model of this name on any machine.
        found = table.calc(usage, calls.model, None, calls.endpoint, at)
    except (LookupError, ValueError):  # no such provider, no such model; no price that fits this usage
        return None
    if vars(found.model_price).get("output_mtok") is None and not calls.model.endswith(FREE_TAG):
        return None  # no price for text: the library sums up what it has
    return found.total_price * calls.calls
