"""What is known of the fields and messages that a server accepts for one of its models."""

from typing import Literal

from msgspec import Struct

NoText = Literal["null", "empty", "words"]


class Dialect(Struct, frozen=True, kw_only=True):
    """What a server accepts for a model.

    `usage`: it knows `stream_options`. `budget`: its name for the completion budget; OpenAI's newer models accept only
    `max_completion_tokens`, several local servers know only `max_tokens` and silently ignore the other.
    `without`: fields that a model does not accept, such as `temperature` for reasoning models. `system`: the template
    has a system role. `images`: the model reads images. `short_ids`: ids of calls are nine letters and digits.
    `reasoning`: whether reasoning goes back with the calls of the run, if there is some;
    `required_reasoning_field` must be there even without. `no_text`: what stands beside calls without text; "words"
    stand for an empty output of a call too. `schemas`: each function has a schema of its parameters.
    """

    usage: bool = True
    budget: str = "max_completion_tokens"
    tools: bool = True
    max_temperature: float | None = None
    repeat_penalty: float | None = None
    without: frozenset[str] = frozenset()
    system: bool = True
    images: bool = True
    short_ids: bool = False
    reasoning: bool = True
    required_reasoning_field: str = ""
    no_text: NoText = "null"
    schemas: bool = False
