"""Decodes the chunks that nearly all are, as fast as can be: more text, more reasoning, or more arguments of one call.

The decoder refuses any other chunk, with a field too many or in another form, so that nothing has to be asked of what
it returns. `chunks` reads the others.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

Count = Annotated[int, Meta(ge=0, le=2**62 - 1)]
Empty = Literal[""]


class PlainFunction(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """The function of a call that has begun."""

    arguments: str
    name: str | None = None


class PlainCall(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """More of a call that has begun."""

    index: int
    function: PlainFunction
    id: str | None = None
    type: str | None = None


class PlainDelta(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What is new. Behind the role stand fields that say nothing where servers send them with each chunk."""

    content: str | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None
    tool_calls: tuple[PlainCall, ...] | None = None
    role: str | None = None
    refusal: Empty | None = None
    function_call: None = None
    reasoning_details: tuple[()] | None = None
    annotations: tuple[()] | None = None
    thinking_blocks: None = None
    extra_content: None = None
    audio: None = None
    token_ids: None = None
    provider_specific_fields: None = None


class PlainChoice(Struct, frozen=True, gc=False):
    """The one choice. A field that is `None` would be read if it said anything; others tell nothing of the answer."""

    delta: PlainDelta
    index: int | None = None
    finish_reason: None = None
    message: None = None
    text: None = None
    content: None = None
    reasoning_content: None = None
    error: None = None
    usage: None = None


class PlainPromptDetails(Struct, frozen=True, gc=False):
    """How much of the prompt the server had in its cache."""

    cached_tokens: Count | None = None


class PlainUsage(Struct, frozen=True, gc=False):
    """What the answer cost so far."""

    prompt_tokens: Count
    completion_tokens: Count
    total_tokens: Count | None = None
    prompt_tokens_details: PlainPromptDetails | None = None


class PlainChunk(Struct, frozen=True, gc=False):
    """One event of the stream."""

    choices: tuple[PlainChoice]
    usage: PlainUsage | None = None
    error: None = None


DECODER = msgspec.json.Decoder(PlainChunk)
MAX_WAIT = 63
"""So many chunks are not tried at most after one that was not plain: trying one in vain takes 1.5 µs."""
