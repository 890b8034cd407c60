"""Builds model requests: the messages that the truncation strategy selects, and the earlier answers of the run.

Tokens cannot be counted here before a call, so lengths are in characters, about four to a token. A model that refuses a
request as too long says by how much, and messages are left out of the middle of the thread until it fits.
"""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from app.api.objects import Message, Run, Usage
from app.api.tools import FunctionTool, FunctionToolChoice, ToolChoice
from app.models.model import EarlierAnswer, ModelRequest

CHARS_PER_TOKEN = 4


class ModelContext(Struct, frozen=True, kw_only=True):
    """What is read from the store for a model call. `spent` is the usage of the run's earlier calls.

    `has_older`: the thread has messages before these. `lost`: what is said of a file or store that messages,
    thread or assistant name and that never existed here; empty if there is none.
    """

    messages: Sequence[Message]
    has_older: bool = False
    earlier_answers: Sequence[EarlierAnswer]
    spent: Usage
    lost: str = ""


def build_request(run: Run, context: ModelContext) -> ModelRequest:
    """Build the request of a model call. Hosted tools are not offered, since they cannot be run yet."""
    tools = [tool for tool in run.tools if isinstance(tool, FunctionTool)]
    request = ModelRequest(
        model=run.model,
        instructions=run.instructions,
        messages=context.messages,
        earlier_answers=context.earlier_answers,
        tools=tools,
        temperature=run.temperature,
        top_p=run.top_p,
        reasoning_effort=run.reasoning_effort,
    )
    if tools:
        request = replace(request, tool_choice=_tool_choice(run, context))
    if tools and not run.parallel_tool_calls:
        request = replace(request, parallel_tool_calls=False)
    if run.response_format != "auto":
        request = replace(request, response_format=run.response_format)
    if run.max_completion_tokens is not None:
        left = run.max_completion_tokens - context.spent.completion_tokens
        request = replace(request, max_completion_tokens=left)
    if run.max_prompt_tokens is not None:
        room = (run.max_prompt_tokens - context.spent.prompt_tokens) * CHARS_PER_TOKEN
        request = fit(request, room - len(run.instructions))
    return request


def _tool_choice(run: Run, context: ModelContext) -> ToolChoice | None:
    """Return the choice to send; `None` for the default. A tool is forced only once, or the run would never end."""
    choice = run.tool_choice
    if choice == "none":
        return choice
    if choice == "auto" or context.earlier_answers or not isinstance(choice, str | FunctionToolChoice):
        return None
    return choice


def shorten(request: ModelRequest, *, used: int, limit: int) -> ModelRequest | None:
    """Leave out messages from the middle after the model refused the request as too long; `None` if none is left.

    `used` and `limit` are in tokens; if they are 0, about half of the text is left out.
    """
    share = 0.5
    if used > limit > 0:
        share = limit / used
    chars = sum(len(message.text) for message in request.messages)
    shorter = fit(request, int(chars * share * 0.9))  # a margin: tokens differ in length
    if len(shorter.messages) == len(request.messages):
        return None
    return shorter


def fit(request: ModelRequest, max_chars: int) -> ModelRequest:
    """Leave out messages from the middle until the text fits: the first stays if it can, and as many of the newest."""
    messages = list(request.messages)
    if len(messages) < 2 or sum(len(message.text) for message in messages) <= max_chars:
        return request
    first, *middle, newest = messages
    room = max_chars - len(newest.text)
    head: list[Message] = []
    if middle and len(first.text) <= room:
        head.append(first)
        room -= len(first.text)
    tail = [newest]
    for message in reversed(middle):
        room -= len(message.text)
        if room < 0:
            break
        tail.append(message)
    return replace(request, messages=[*head, *reversed(tail)])


class LeftOut(Struct, frozen=True):
    """What of the thread was not sent. `first_sent_id`: from this message on all were sent; empty if all were at all.

    `keeps_first`: the first message was sent too.
    """

    first_sent_id: str = ""
    keeps_first: bool = False


def find_left_out(request: ModelRequest, context: ModelContext) -> LeftOut:
    """Say what a request leaves out of the thread."""
    sent, all_read = request.messages, context.messages
    if not sent or (len(sent) == len(all_read) and not context.has_older):
        return LeftOut()
    newest = 0
    for one, other in zip(reversed(sent), reversed(all_read), strict=False):
        if one.id != other.id:
            break
        newest += 1
    return LeftOut(sent[-newest].id, keeps_first=newest < len(sent) and not context.has_older)


def estimate_usage(request: ModelRequest, chars_written: int) -> Usage:
    """Estimate the usage where the endpoint reports none."""
    chars_read = len(request.instructions) + sum(len(message.text) for message in request.messages)
    prompt = max(1, chars_read // CHARS_PER_TOKEN)
    completion = chars_written // CHARS_PER_TOKEN
    return Usage(prompt_tokens=prompt, completion_tokens=completion, total_tokens=prompt + completion)
