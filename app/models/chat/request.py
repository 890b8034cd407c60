"""The body of a chat completion. What a run did not set is left out: servers refuse fields that they do not know.

`Dialect` holds what is known of the fields that a server accepts for one of its models.
"""

from typing import cast

from msgspec import to_builtins

from app.api.tools import FunctionToolChoice, JsonObjectFormat, JsonSchemaFormat
from app.models.chat.chat_messages import Json, chat_messages
from app.models.chat.dialect.functions import adapt_functions
from app.models.chat.dialect.messages import adapt_messages
from app.models.chat.dialect.server_dialect import Dialect
from app.models.chat.server_fields import Source
from app.models.model import ModelRequest

BUILT_IN_TEMPERATURE = 0.1
"""Above this the small built-in models make mistakes: at 0.4 one said that 2 + 2 is 3 (measured)."""
API_TEMPERATURE = 1.0
"""The default of the API."""
BUILT_IN_REPEAT_PENALTY = 1.1
"""llama.cpp's own field. Without it the answer to "Why is the sky blue?" repeats one sentence for ever (measured)."""


def chat_request(request: ModelRequest, source: Source, dialect: Dialect) -> Json:
    """Build the body for a model at a base URL, without `stream`, which the client sets."""
    temperature = request.temperature
    if dialect.max_temperature is not None:
        temperature = min(dialect.max_temperature, API_TEMPERATURE if temperature is None else temperature)
    optional: Json = {
        "temperature": temperature,
        "repeat_penalty": dialect.repeat_penalty,
        "top_p": request.top_p,
        dialect.budget: request.max_completion_tokens,
        "reasoning_effort": request.reasoning_effort,
        "response_format": response_format(request),
    }
    if dialect.usage:
        optional["stream_options"] = {"include_usage": True}
    if request.tools and dialect.tools:
        optional |= tool_fields(request, dialect)
    body: Json = {"model": source.model, "messages": adapt_messages(chat_messages(request, source), dialect)}
    return body | {name: value for name, value in optional.items() if value is not None and name not in dialect.without}


def tool_fields(request: ModelRequest, dialect: Dialect) -> Json:
    """Build the fields of the function tools; OpenAI refuses `tool_choice` without tools."""
    fields: Json = {
        "tools": adapt_functions([cast(Json, to_builtins(tool)) for tool in request.tools], dialect),
        "parallel_tool_calls": request.parallel_tool_calls,
    }
    choice = request.tool_choice
    if isinstance(choice, str | FunctionToolChoice) and choice != "auto":
        fields["tool_choice"] = to_builtins(choice)
    return fields


def response_format(request: ModelRequest) -> object | None:
    """Return the format, unless it is plain text, which is the default."""
    chosen = request.response_format
    if isinstance(chosen, JsonObjectFormat | JsonSchemaFormat):
        return to_builtins(chosen)
    return None
