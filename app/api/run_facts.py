"""What is known of a run besides OpenAI's objects: who answered, the reasoning of each model call, times.

No object and no stream of OpenAI's API carries any of it.
"""

from typing import Literal

from app.api.model_reference import ModelReference
from app.api.objects import Object, Usage

MAX_RUN_IDS = 100
"""Of how many runs one request asks: those of a page."""

MAX_TOOL_CHARS = 4_000
"""Of the arguments and of the output of a call."""

ONLY_REASONING = (
    "The budget of the model went on thinking, and it gave no reply. Raise max_completion_tokens, or lower the "
    "reasoning effort."
)
"""About a run that ended with reasoning alone, for people."""

Price = Literal["", "local", "listed", "no_usage", "unlisted", "no_table"]
"""Where a cost comes from: from nowhere, since nobody asked for it; a model that runs on this machine, which costs
nothing; a price list. Or why it is not known: the endpoint reports no tokens, no list has a price for this model there,
or the lists are not installed."""


class Reasoning(Object, frozen=True, kw_only=True, tag_field="object", tag="run.reasoning"):
    """The reasoning of one model call. `call` counts the model calls of the run from 1."""

    call: int
    text: str
    seconds: float


class CallFacts(Object, frozen=True, kw_only=True, tag_field="object", tag="run.call"):
    """One model call. `call` counts those of the run from 1; `model`, `profile` and `endpoint`: who answered it.

    `usage`: `None` where the endpoint reports none. `cached_tokens`: those of the prompt that it had in its cache.
    `seconds`: from the first piece of the answer to its end.
    `context_window`: how many tokens the model takes at its endpoint, the reply among them; `None` where not known.
    `first_sent_id`: the message from which on the thread was sent, empty if all of it was. `keeps_first`: the first
    message of the thread was sent too.
    """

    call: int
    model: str = ""
    profile: str = ""
    endpoint: str = ""
    usage: Usage | None = None
    cached_tokens: int = 0
    seconds: float = 0.0
    context_window: int | None = None
    first_sent_id: str = ""
    keeps_first: bool = False


class ToolUse(Object, frozen=True, kw_only=True, tag_field="object", tag="run.tool_use"):
    """One function call of a run, without the rest of a long text: the step has it.

    `output`: `None` if nobody gave one. `before_message_id`: the message that the run wrote next, empty if none.
    """

    step_id: str
    name: str
    arguments: str
    output: str | None = None
    before_message_id: str = ""


class RunFacts(Object, frozen=True, kw_only=True, tag_field="object", tag="run.facts"):
    """Facts of one run. `model` and `endpoint`: the model and the base URL that answered, empty before any did.

    `profile`: the one that the run began on, where it goes on and is retried. `answering_profile`: that of `model`,
    another one where a second choice answered. Both are empty where nobody named them, as in older versions.
    `first_token_s`: seconds from the claim of the run to its first text. `attempts`: how often the run was begun,
    once more after each submission of tool outputs. `abandoned`: the run is active, but no program that lives drives it
    or will continue it. `calls`: the model calls whose answers were read to the end, or to where they broke off.
    `tool_uses`: the function calls that were answered, or that ended with the run.
    `cost_usd`: US dollars for all calls; `None` where it is not known, or was not asked for. `price`: why.
    `created_at`: when the run was created, 0 from an older server.
    `reasoning`: of a run with more than 8 MiB of it the beginning.
    """

    run_id: str
    model: str = ""
    endpoint: str = ""
    reasoning: list[Reasoning] = []
    calls: list[CallFacts] = []
    tool_uses: list[ToolUse] = []
    cost_usd: float | None = None
    price: Price = ""
    created_at: int = 0
    first_token_s: float | None = None
    attempts: int = 0
    abandoned: bool = False
    profile: str = ""
    answering_profile: str = ""

    @property
    def id(self) -> str:
        """The id of the run, for pages of facts."""
        return self.run_id

    @property
    def tokens_per_second(self) -> float | None:
        """How fast the model wrote; `None` where the endpoint reports no usage, or nothing took time."""
        known = [one for one in self.calls if one.usage and one.seconds > 0]
        tokens = sum(one.usage.completion_tokens for one in known if one.usage)
        return tokens / sum(one.seconds for one in known) if tokens else None

    @property
    def answered_by(self) -> str:
        """The model that answered, with its profile where that is another one than the run began on; else empty."""
        if self.model and self.profile and self.answering_profile != self.profile:
            return ModelReference(self.answering_profile, self.model).text
        return self.model
