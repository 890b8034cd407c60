"""What is known of a run besides OpenAI's objects: who answered, the reasoning of each model call, times.

No object and no stream of OpenAI's API carries any of it.
"""

from app.api.model_reference import ModelReference
from app.api.objects import Object

MAX_RUN_IDS = 100
"""Of how many runs one request asks: those of a page."""

ONLY_REASONING = (
    "The budget of the model went on thinking, and it gave no reply. Raise max_completion_tokens, or lower the "
    "reasoning effort."
)
"""About a run that ended with reasoning alone, for people."""


class Reasoning(Object, frozen=True, kw_only=True, tag_field="object", tag="run.reasoning"):
    """The reasoning of one model call. `call` counts the model calls of the run from 1."""

    call: int
    text: str
    seconds: float


class RunFacts(Object, frozen=True, kw_only=True, tag_field="object", tag="run.facts"):
    """Facts of one run. `model` and `endpoint`: the model and the base URL that answered, empty before any did.

    `profile`: the one that the run began on, where it goes on and is retried. `answering_profile`: that of `model`,
    another one where a second choice answered. Both are empty where nobody named them, as in older versions.
    `first_token_s`: seconds from the claim of the run to its first text. `attempts`: how often the run was begun,
    once more after each submission of tool outputs. `abandoned`: the run is active, but no program that lives drives it
    or will continue it.
    """

    run_id: str
    model: str = ""
    endpoint: str = ""
    reasoning: list[Reasoning] = []
    first_token_s: float | None = None
    attempts: int = 0
    abandoned: bool = False
    profile: str = ""
    answering_profile: str = ""

    @property
    def answered_by(self) -> str:
        """The model that answered, with its profile where that is another one than the run began on; else empty."""
        if self.model and self.profile and self.answering_profile != self.profile:
            return ModelReference(self.answering_profile, self.model).text
        return self.model
