"""What model calls used and cost, in sums: of a conversation, or of days over all conversations."""

from typing import Annotated, Literal, Protocol

from msgspec import Meta

from app.api.objects import Object
from app.api.requests import Identifier, Listing
from app.api.run_facts import Price
from app.api.tools import Value

MAX_DAYS = 366


class UsageQuery(Value, frozen=True, kw_only=True):
    """Which calls to sum: those of the thread, else those of the days.

    `days`: the Unix times at which days begin, and the time at which the last one ends. Only the caller knows its time
    zone, in which a day may have 23 hours.
    """

    thread_id: Identifier | None = None
    days: Annotated[list[Annotated[int, Meta(ge=0, le=2**40)]], Meta(max_length=MAX_DAYS + 1)] = []


Purpose = Literal["", "title", "summary"]
"""What calls were for: the runs of conversations; or titles and summaries of them, which no run that is listed made."""


class UsageRow(Object, frozen=True, kw_only=True, tag_field="object", tag="usage.row"):
    """The calls of one day that one model answered for one purpose, as far as their cost is known for the same reason.

    `day`: its start as in the query, 0 in the sums of a thread. `unreported_calls`: those whose endpoint told no
    tokens. `cost_usd`: US dollars, `None` where it is not known; `price` says why. What was deleted is not in it.
    """

    day: int
    model: str
    profile: str = ""
    calls: int
    unreported_calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    cost_usd: float | None = None
    price: Price = ""
    purpose: Purpose = ""


class UsageOperations(Protocol):
    """Sums over model calls."""

    async def usage(self, query: UsageQuery, /) -> Listing[UsageRow]:
        """Return the sums, in the order of the days; all of them at once. OpenAI's API has no such operation.

        Raises `NotFound` for an unknown thread.
        """
        ...
