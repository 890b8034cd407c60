"""The body of a chat completion. What a run did not set is left out: servers refuse fields that they do not know.

`chat_completions` calls it. `Dialect` is what was learnt about one server from its refusals.
"""

from collections.abc import Mapping

from msgspec import Struct, to_builtins
from msgspec.structs import replace

from app.api.tools import FunctionToolChoice, JsonObjectFormat, JsonSchemaFormat
from app.models.chat_messages import Json, chat_messages
from app.models.model import ModelRequest

BUILT_IN_TEMPERATURE = 0.1
"""The small built-in models lose the thread with more: at 0.4 one said that 2 + 2 is 3 (measured)."""


class Dialect(Struct, frozen=True, kw_only=True):
    """How a server wants to be asked.

    `usage`: it knows `stream_options`. `budget`: its name for the completion budget: OpenAI's newer models take only
    `max_completion_tokens`, several local servers know only `max_tokens` and ignore the other silently.
    """

    usage: bool = True
    budget: str = "max_completion_tokens"
    tools: bool = True
    max_temperature: float | None = None


def chat_request(request: ModelRequest, model: str, dialect: Dialect) -> Json:
    """The body, without `stream`, which the caller sets."""
    temperature = request.temperature
    if dialect.max_temperature is not None:
        temperature = min(dialect.max_temperature, 1.0 if temperature is None else temperature)
    optional: Mapping[str, object] = {
        "temperature": temperature,
        "top_p": request.top_p,
        dialect.budget: request.max_completion_tokens,
        "reasoning_effort": request.reasoning_effort,
        "response_format": response_format(request),
        "stream_options": {"include_usage": True} if dialect.usage else None,
        **(tools(request) if request.tools and dialect.tools else {}),
    }
    body: Json = {"model": model, "messages": chat_messages(request)}
    return body | {name: value for name, value in optional.items() if value is not None}


def tools(request: ModelRequest) -> Json:
    """The function tools and how to use them; OpenAI refuses `tool_choice` without tools."""
    choice = request.tool_choice
    offered = isinstance(choice, str | FunctionToolChoice) and choice != "auto"
    return {
        "tools": [to_builtins(tool) for tool in request.tools],
        "tool_choice": to_builtins(choice) if offered else None,
        "parallel_tool_calls": request.parallel_tool_calls,
    }


def response_format(request: ModelRequest) -> object | None:
    """The format, unless it is plain text, which everyone sends anyway."""
    wanted = request.response_format
    return to_builtins(wanted) if isinstance(wanted, JsonObjectFormat | JsonSchemaFormat) else None


def corrected(dialect: Dialect, refusal: str) -> Dialect | None:
    """The dialect to try after a refusal that names one of our optional fields; `None` when it names none."""
    if dialect.usage and ("stream_options" in refusal or "include_usage" in refusal):
        return replace(dialect, usage=False)
    if dialect.budget in refusal:
        return replace(dialect, budget="max_tokens" if dialect.budget != "max_tokens" else "max_completion_tokens")
    return None
