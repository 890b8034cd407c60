"""What the model is shown: the thread's messages as the truncation strategy says, and this run's earlier rounds.

`drive` reads it from the store, `round` makes a `ModelRequest` of it. Tokens are not known here before a call, so
lengths count characters, about four to a token; a model that refuses a request as too long says how much too long, and
the middle of the conversation is dropped until it fits.
"""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from app.api.objects import Message, Run, Usage
from app.api.steps import FunctionToolCall, MessageCreation, RunStep, ToolCalls
from app.api.tools import FunctionTool, FunctionToolChoice
from app.models.model import ContextTooLong, EarlierRound, ModelRequest
from app.store import messages, steps
from app.store.transaction import Transaction

CHARACTERS_PER_TOKEN = 4
MOST_CHARACTERS = 2_000_000
"""Text of the newest messages that is read at all; more fits no model's context."""


class Context(Struct, frozen=True, kw_only=True):
    """What the store knows for one model call. `spent` is the usage of the run's earlier rounds."""

    messages: Sequence[Message]
    rounds: Sequence[EarlierRound]
    spent: Usage


def read(tx: Transaction, run: Run) -> Context:
    """The thread before this run and the run's own rounds."""
    done = steps.of_run(tx, run.id)
    strategy = run.truncation_strategy
    count = strategy.last_messages if strategy.type == "last_messages" else None
    own = messages.of_run(tx, run.id)
    wanted = None if count is None else count + len(own)
    found = [
        message
        for message in messages.newest(tx, run.thread_id, characters=MOST_CHARACTERS, count=wanted)
        if message.run_id != run.id and message.content
    ]
    while found and _broken_off(found[-1]):
        found.pop()  # the question is asked again: after half a reply servers would go on with it, or refuse
    return Context(
        messages=found if count is None else found[-count:],
        rounds=_rounds(done, {message.id: message.text for message in own}),
        spent=sum((step.usage for step in done if step.usage), Usage()),
    )


def _broken_off(message: Message) -> bool:
    details = message.incomplete_details
    return message.role == "assistant" and details is not None and details.reason.startswith("run_")


def _rounds(done: Sequence[RunStep], texts: dict[str, str]) -> list[EarlierRound]:
    """Text and calls of one answer are two steps; together they are a round again."""
    rounds, text = list[EarlierRound](), ""
    for step in done:
        match step.step_details:
            case MessageCreation() as creation:
                text = texts.get(creation.message_creation.message_id, "")
            case ToolCalls() as details if step.status == "completed":
                calls = [call for call in details.tool_calls if isinstance(call, FunctionToolCall)]
                rounds.append(EarlierRound(text=text, calls=calls))
                text = ""
            case _:
                pass
    return rounds


def request(run: Run, context: Context) -> ModelRequest:
    """The call to make. Hosted tools are not offered while they have no engine."""
    tools = [tool for tool in run.tools if isinstance(tool, FunctionTool)]
    choice = run.tool_choice
    # Tools that must be called come before the answer: once they were, the model is free, or it would never end.
    if not isinstance(choice, str | FunctionToolChoice) or (context.rounds and choice != "none"):
        choice = "auto"
    budget = run.max_completion_tokens
    built = ModelRequest(
        model=run.model,
        instructions=run.instructions,
        messages=context.messages,
        rounds=context.rounds,
        tools=tools,
        tool_choice=choice if tools and choice != "auto" else None,
        parallel_tool_calls=False if tools and not run.parallel_tool_calls else None,
        response_format=None if run.response_format == "auto" else run.response_format,
        temperature=run.temperature,
        top_p=run.top_p,
        max_completion_tokens=None if budget is None else budget - context.spent.completion_tokens,
        reasoning_effort=run.reasoning_effort,
    )
    if run.max_prompt_tokens is not None:
        room = (run.max_prompt_tokens - context.spent.prompt_tokens) * CHARACTERS_PER_TOKEN
        built = fit(built, room - len(run.instructions))
    return built


def shorter(request: ModelRequest, refusal: ContextTooLong) -> ModelRequest | None:
    """The request without some of its middle, after the model found it too long; `None`: nothing is left to drop."""
    size = sum(len(message.text) for message in request.messages)
    share = refusal.room / refusal.used if refusal.used > refusal.room > 0 else 0.5
    fitted = fit(request, int(size * share * 0.9))
    return fitted if len(fitted.messages) < len(request.messages) else None


def fit(request: ModelRequest, characters: int) -> ModelRequest:
    """Drop messages from the middle until the text fits: the first stays if it can, and as many of the newest."""
    every = list(request.messages)
    if len(every) < 2 or sum(len(message.text) for message in every) <= characters:
        return request
    room = characters - len(every[-1].text)
    head = every[:1] if len(every) > 2 and len(every[0].text) <= room else []
    room -= sum(len(message.text) for message in head)
    tail = [every[-1]]
    for message in reversed(every[1:-1]):
        room -= len(message.text)
        if room < 0:
            break
        tail.append(message)
    return replace(request, messages=[*head, *reversed(tail)])


def estimate(request: ModelRequest, written: int) -> Usage:
    """Usage where the server tells none, from characters read and written."""
    read = len(request.instructions) + sum(len(message.text) for message in request.messages)
    prompt, completion = max(1, read // CHARACTERS_PER_TOKEN), written // CHARACTERS_PER_TOKEN
    return Usage(prompt_tokens=prompt, completion_tokens=completion, total_tokens=prompt + completion)
