"""The body of a chat completion. What a run did not set is left out: servers refuse fields that they do not know.

`chat_completions` calls it. `Dialect` is what was learnt about one model of a server from its refusals.
"""

import re
from collections.abc import Mapping

from msgspec import Struct, to_builtins
from msgspec.structs import replace

from app.api.tools import FunctionToolChoice, JsonObjectFormat, JsonSchemaFormat
from app.models.chat.messages import Json, chat_messages
from app.models.model import ModelRequest

BUILT_IN_TEMPERATURE = 0.1
"""The small built-in models lose the thread with more: at 0.4 one said that 2 + 2 is 3 (measured)."""
BUILT_IN_REPEAT_PENALTY = 1.1
"""llama.cpp's own field. Without it "Why is the sky blue?" ends in one sentence for ever (measured)."""


WITHOUT = ("temperature", "top_p", "reasoning_effort", "parallel_tool_calls")
"""What a reply can do without. A format or a tool that is refused fails the run: the reply would be another one."""
REFUSED = re.compile(r"support|unknown|unrecogni[sz]ed|unexpected|extra|not permitted|not allowed|deprecated", re.I)
"""Words of servers for a field that they do not take, as against a value that is out of range."""


class Dialect(Struct, frozen=True, kw_only=True):
    """How a server wants to be asked.

    `usage`: it knows `stream_options`. `budget`: its name for the completion budget: OpenAI's newer models take only
    `max_completion_tokens`, several local servers know only `max_tokens` and ignore the other silently.
    `without`: fields that a model does not take, such as the temperature of those that reason.
    """

    usage: bool = True
    budget: str = "max_completion_tokens"
    tools: bool = True
    max_temperature: float | None = None
    repeat_penalty: float | None = None
    without: frozenset[str] = frozenset()


def chat_request(request: ModelRequest, model: str, dialect: Dialect) -> Json:
    """The body, without `stream`, which the caller sets."""
    temperature = request.temperature
    if dialect.max_temperature is not None:
        temperature = min(dialect.max_temperature, 1.0 if temperature is None else temperature)
    optional: Mapping[str, object] = {
        "temperature": temperature,
        "repeat_penalty": dialect.repeat_penalty,
        "top_p": request.top_p,
        dialect.budget: request.max_completion_tokens,
        "reasoning_effort": request.reasoning_effort,
        "response_format": response_format(request),
        "stream_options": {"include_usage": True} if dialect.usage else None,
        **(tools(request) if request.tools and dialect.tools else {}),
    }
    body: Json = {"model": model, "messages": chat_messages(request)}
    return body | {name: value for name, value in optional.items() if value is not None and name not in dialect.without}


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
    for field in WITHOUT:
        if field in refusal and field not in dialect.without and REFUSED.search(refusal):
            return replace(dialect, without=dialect.without | {field})
    if dialect.budget in refusal:
        return replace(dialect, budget="max_tokens" if dialect.budget != "max_tokens" else "max_completion_tokens")
    return None
