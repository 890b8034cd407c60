"""What an answer cost and why it ended, in the words of a server."""

from typing import Literal

from msgspec import Struct

from app.api.objects import Usage
from app.models.chat.fields.lenient_json import Fields, count_of, fields_of
from app.models.chat.fields.plain_chunks import PlainUsage

Reason = Literal["stop", "length", "content_filter"]

LENGTH = {
    "length",
    "max_tokens",
    "max_output_tokens",
    "max_new_tokens",
    "max_completion_tokens",
    "max_length",
    "model_length",
    "model_context_window_exceeded",
    "token_limit",
    "length_limit",
    "error_limit",
}
FILTERED = {
    "content_filter",
    "content_filtered",
    "content_blocked",
    "sensitive",
    "safety",
    "image_safety",
    "recitation",
    "blocklist",
    "prohibited_content",
    "spii",
    "guardrail_intervened",
    "error_toxic",
    "refusal",
}
"""Azure, Bedrock, Zhipu, Gemini, Cohere, Anthropic, each in a word of its own."""
FAILED = {
    "error",
    "network_error",
    "server_error",
    "internal_error",
    "system_error",
    "insufficient_system_resource",
    "malformed_function_call",
    "abort",
    "aborted",
    "cancelled",
    "canceled",
    "timeout",
}
"""OpenRouter's word for a provider that failed, Zhipu's and DeepSeek's, Gemini's for a call that it could not read; the
words of vLLM and SGLang for an answer that they gave up."""
NO_REASON = {"", "null", "none"}
DEEPSEEK_CACHED = "prompt_cache_hit_tokens"
"""DeepSeek's own name for `prompt_tokens_details.cached_tokens`."""


class Spent(Struct, frozen=True):
    """What an answer used, as far as the server says. `cached_tokens`: those of the prompt that it had in its cache."""

    usage: Usage | None = None
    cached_tokens: int = 0


def spent_of(body: object) -> Spent | None:
    """Convert a server's usage; a missing number is 0, a missing total the sum. `None` if it has no usable number."""
    fields = fields_of(body)
    if not fields:
        return None
    prompt = count_of(fields.get("prompt_tokens"))
    completion = count_of(fields.get("completion_tokens"))
    total = count_of(fields.get("total_tokens"))
    if prompt is None and completion is None and total is None:
        return None
    spent = count_of((prompt or 0) + (completion or 0))
    if spent is None:
        return None
    usage = Usage(prompt_tokens=prompt or 0, completion_tokens=completion or 0, total_tokens=total or spent)
    return Spent(usage, _cached_tokens_of(fields))


def _cached_tokens_of(fields: Fields) -> int:
    details = fields_of(fields.get("prompt_tokens_details")) or {}
    return count_of(details.get("cached_tokens")) or count_of(fields.get(DEEPSEEK_CACHED)) or 0


def spent_so_far(usage: PlainUsage) -> Spent:
    """Convert the usage of a chunk from a server that sends it with each."""
    prompt, completion = usage.prompt_tokens, usage.completion_tokens
    total = usage.total_tokens or prompt + completion
    details = usage.prompt_tokens_details
    cached = (details and details.cached_tokens) or 0
    return Spent(Usage(prompt_tokens=prompt, completion_tokens=completion, total_tokens=total), cached)


def word_of(finish_reason: str) -> str:
    """Return a server's reason in the spelling of the sets above: `FinishReason.MAX_TOKENS`, `content-filter`."""
    return finish_reason.lower().replace("-", "_").rpartition(".")[2].rpartition(": ")[2]


def reason_of(word: str) -> Reason:
    """Map a server's reason to one of three. Tool calls are recognised without it: some servers send `stop` then."""
    if word in LENGTH:
        return "length"
    return "content_filter" if word in FILTERED else "stop"
