"""Request → object: what a new assistant, thread, message or run looks like. The engine's operations call it.

The one converter on the way in: a text part is a string in a request and an object in an answer, unset settings of a
run come from its assistant and are copied, so that later edits of the assistant do not touch the run.
"""

from msgspec import UNSET
from msgspec.structs import asdict, replace

from app.api.objects import DEFAULT_ASSISTANT_ID, Assistant, Message, Part, Run, Text, TextPart, Thread
from app.api.requests import (
    CreateAssistant,
    CreateMessage,
    CreateRun,
    CreateThread,
    CreateThreadAndRun,
    ModifyAssistant,
    TextRequestPart,
)
from app.api.tools import ToolResources, TruncationStrategy
from app.engine.rules.ids import new_id


def assistant(request: CreateAssistant, now: int) -> Assistant:
    """A new assistant."""
    return Assistant(
        id=new_id("asst"),
        created_at=now,
        name=request.name,
        description=request.description,
        model=request.model,
        instructions=request.instructions,
        tools=request.tools or [],
        tool_resources=request.tool_resources or ToolResources(),
        metadata=request.metadata or {},
        temperature=request.temperature,
        top_p=request.top_p,
        response_format=request.response_format or "auto",
        reasoning_effort=request.reasoning_effort,
    )


def default_assistant(now: int) -> Assistant:
    """The assistant that is always there. It names no model, so the endpoint's own list decides."""
    return Assistant(
        id=DEFAULT_ASSISTANT_ID,
        created_at=now,
        name="Assistant",
        model="",
        instructions="You are a helpful assistant. Answer in Markdown, in the language of the question.",
    )


CLEARED: dict[str, object] = {
    "tools": [],
    "tool_resources": ToolResources(),
    "metadata": {},
    "response_format": "auto",
}
"""What null means on a field that is never null in a stored object."""


def modified(assistant: Assistant, request: ModifyAssistant) -> Assistant:
    """The assistant with the given fields changed: absent stays, null clears, an empty model counts as absent."""
    given = {name: value for name, value in asdict(request).items() if value is not UNSET}
    if not given.get("model", True):
        del given["model"]
    return replace(assistant, **{name: CLEARED.get(name) if value is None else value for name, value in given.items()})


def thread(request: CreateThread, now: int, tool_resources: ToolResources | None) -> Thread:
    """A new thread; its messages are made apart. `tool_resources` win over those of the request."""
    return Thread(
        id=new_id("thread"),
        created_at=now,
        tool_resources=tool_resources or request.tool_resources or ToolResources(),
        metadata=request.metadata or {},
    )


def message(request: CreateMessage, thread_id: str, now: int) -> Message:
    """A new message that a caller wrote: completed at once."""
    return Message(
        id=new_id("msg"),
        created_at=now,
        thread_id=thread_id,
        status="completed",
        completed_at=now,
        role=request.role,
        content=_content(request),
        attachments=request.attachments or [],
        metadata=request.metadata or {},
    )


def _content(request: CreateMessage) -> list[Part]:
    if isinstance(request.content, str):
        return [TextPart(text=Text(value=request.content))]
    return [
        TextPart(text=Text(value=part.text)) if isinstance(part, TextRequestPart) else part for part in request.content
    ]


def run(request: CreateRun | CreateThreadAndRun, assistant: Assistant, thread_id: str, now: int, ttl: int) -> Run:
    """A queued run; `ttl` is in seconds. `additional_instructions` follow the others after a blank line."""
    instructions = assistant.instructions if request.instructions is None else request.instructions
    effort = assistant.reasoning_effort
    if isinstance(request, CreateRun):
        instructions = "\n\n".join(filter(None, (instructions, request.additional_instructions)))
        effort = request.reasoning_effort or effort
    return Run(
        id=new_id("run"),
        created_at=now,
        thread_id=thread_id,
        assistant_id=assistant.id,
        status="queued",
        expires_at=now + ttl,
        model=request.model or assistant.model,
        instructions=instructions or "",
        tools=assistant.tools if request.tools is None else request.tools,
        metadata=request.metadata or {},
        temperature=assistant.temperature if request.temperature is None else request.temperature,
        top_p=assistant.top_p if request.top_p is None else request.top_p,
        max_prompt_tokens=request.max_prompt_tokens,
        max_completion_tokens=request.max_completion_tokens,
        truncation_strategy=request.truncation_strategy or TruncationStrategy(type="auto"),
        tool_choice=request.tool_choice or "auto",
        parallel_tool_calls=request.parallel_tool_calls is not False,
        response_format=request.response_format or assistant.response_format,
        reasoning_effort=effort,
    )
