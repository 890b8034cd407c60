"""What a run attempt does next, decided from values: ask the model, or end.

| outcome of a model call               | next step                                      |
|---------------------------------------|------------------------------------------------|
| answered, nothing called              | end: completed                                 |
| answered, functions called            | end: requires_action, until outputs come       |
| cut off by the endpoint or a budget   | end: incomplete                                |
| request too long for the model        | ask again with a shorter one, if any; else end |
| failed, cancelled, expired, …         | end: with this outcome                         |

Hosted tools cannot be run yet. They will add a row and a kind of step: run the calls, then ask again.
"""

from msgspec import Struct

from app.api.objects import Run, Usage
from app.api.tools import CodeInterpreterToolChoice, FileSearchToolChoice, FunctionTool
from app.engine.rules import model_context
from app.engine.rules.model_context import ModelContext
from app.engine.rules.outcomes import (
    Answered,
    CallOutcome,
    Completed,
    Ending,
    Failed,
    GivenUp,
    Incomplete,
    RequiresOutputs,
    TooLong,
)
from app.models.model import ModelRequest

MAX_TOKENS = 2**53
"""What every JSON program reads exactly; sums over the calls of a run stay below 2^63."""


class AskModel(Struct, frozen=True):
    """Make a model call with this request."""

    request: ModelRequest


NextStep = AskModel | Ending | GivenUp


def first_step(run: Run, context: ModelContext) -> NextStep:
    """Ask the model, unless something it needs is not there, or earlier model calls used up a token budget."""
    spent = context.spent
    if problem := describe_unusable_tool(run) or context.lost:
        return Failed("server_error", problem)
    if run.max_completion_tokens is not None and spent.completion_tokens >= run.max_completion_tokens:
        return Incomplete("max_completion_tokens", Usage())
    if run.max_prompt_tokens is not None and spent.prompt_tokens >= run.max_prompt_tokens:
        return Incomplete("max_prompt_tokens", Usage())
    return AskModel(model_context.build_request(run, context))


def describe_unusable_tool(run: Run) -> str:
    """Say that a tool is forced which cannot be run yet; empty otherwise. The bare tool in the list is accepted."""
    match run.tool_choice:
        case CodeInterpreterToolChoice() | FileSearchToolChoice() as choice:
            tool = choice.__struct_config__.tag
        case "required" if run.tools and not any(isinstance(tool, FunctionTool) for tool in run.tools):
            tool = run.tools[0].__struct_config__.tag
        case _:
            return ""
    return f"tool_choice forces {tool}, which this server cannot run yet. Let the model choose: tool_choice 'auto'."


def next_step(run: Run, context: ModelContext, request: ModelRequest, outcome: CallOutcome) -> NextStep:
    """Decide from the outcome of the call that was made with `request`."""
    match outcome:
        case Answered():
            return _after_answer(run, context, request, outcome)
        case TooLong():
            shorter = None
            if run.truncation_strategy.type == "auto":
                shorter = model_context.shorten(request, used=outcome.used, limit=outcome.limit)
            if shorter is None:
                return Failed("invalid_prompt", outcome.message)
            return AskModel(shorter)
        case _:
            return outcome


def _after_answer(run: Run, context: ModelContext, request: ModelRequest, answered: Answered) -> NextStep:
    usage = credible_usage(answered.usage) or model_context.estimate_usage(request, answered.chars)
    prompt_budget = run.max_prompt_tokens
    if answered.reason == "length":
        return Incomplete("max_completion_tokens", usage)
    if answered.reason == "content_filter":
        return Incomplete("content_filter", usage)
    if prompt_budget is not None and context.spent.prompt_tokens + usage.prompt_tokens > prompt_budget:
        return Incomplete("max_prompt_tokens", usage)
    if answered.calls:
        return RequiresOutputs(answered.calls, usage)
    return Completed(usage)


def credible_cached_tokens(usage: Usage | None, cached_tokens: int) -> int:
    """Return how many tokens of a prompt came from a cache: never more than it has."""
    return min(cached_tokens, usage.prompt_tokens) if usage else 0


def credible_usage(usage: Usage | None) -> Usage | None:
    """Return the usage, `None` if a number in it cannot be one of tokens: the server did not say then."""
    if usage is None:
        return None
    numbers = (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens)
    if all(0 <= number < MAX_TOKENS for number in numbers):
        return usage
    return None
