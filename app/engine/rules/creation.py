"""Makes objects from requests: new assistants, threads, messages and runs, and modified assistants.

A text part is a string in a request and an object in a response. Settings that a run's request leaves out are copied
from its assistant, so that later changes of the assistant do not touch the run.
"""

from typing import TypeVar

from msgspec import UNSET, UnsetType
from msgspec.structs import asdict, replace

from app.api.objects import DEFAULT_ASSISTANT_ID, Assistant, File, Message, Part, Run, Text, TextPart, Thread
from app.api.requests import (
    CreateAssistant,
    CreateFile,
    CreateMessage,
    CreateRun,
    CreateThread,
    CreateThreadAndRun,
    ModifyAssistant,
    TextRequestPart,
)
from app.api.tools import ToolResources, TruncationStrategy
from app.engine.rules.given_nulls import without_nulls
from app.engine.rules.ids import new_id

T = TypeVar("T")


def new_assistant(request: CreateAssistant, now: int) -> Assistant:
    """Make a new assistant."""
    return Assistant(
        id=new_id("asst"),
        created_at=now,
        name=request.name,
        description=request.description,
        model=request.model,
        instructions=request.instructions,
        tools=without_nulls(request.tools) or [],
        tool_resources=without_nulls(request.tool_resources) or ToolResources(),
        metadata=request.metadata or {},
        temperature=request.temperature,
        top_p=request.top_p,
        response_format=request.response_format or "auto",
        reasoning_effort=request.reasoning_effort,
    )


def default_assistant(now: int) -> Assistant:
    """Make the assistant that always exists. It names no model, so the default of the endpoint in use is taken."""
    return Assistant(
        id=DEFAULT_ASSISTANT_ID,
        created_at=now,
        name="Assistant",
        model="",
        instructions="You are a helpful assistant. Answer in Markdown, in the language of the question.",
    )


BATCH_FILE_TTL_S = 30 * 86_400
"""When a file for a batch expires if the request does not say. Source: the API reference of files."""


def new_file(request: CreateFile, file_id: str, size: int, now: int) -> File:
    """Make the object of a file whose bytes are stored."""
    expires_at = None
    if request.expires_after is not None:
        expires_at = now + request.expires_after.seconds
    elif request.purpose == "batch":
        expires_at = now + BATCH_FILE_TTL_S
    return File(
        id=file_id,
        bytes=size,
        created_at=now,
        expires_at=expires_at,
        filename=request.filename,
        purpose=request.purpose,
    )


CLEARED: dict[str, object] = {
    "model": "",
    "tools": [],
    "tool_resources": ToolResources(),
    "metadata": {},
    "response_format": "auto",
}
"""What null in a request sets a field to that is never null in a stored object."""


def modified_assistant(assistant: Assistant, request: ModifyAssistant) -> Assistant:
    """Return the assistant with the given fields changed: null clears a field, an empty model counts as absent."""
    changes: dict[str, object] = {}
    for name, value in asdict(request).items():
        if value is None:
            changes[name] = CLEARED.get(name)
        elif value is not UNSET and (name, value) != ("model", ""):
            changes[name] = without_nulls(value)
    return replace(assistant, **changes)


def modified_metadata(old: dict[str, str], given: dict[str, str] | UnsetType | None) -> dict[str, str]:
    """Return the new metadata: the given one replaces the old one as a whole, null empties it, absent keeps it."""
    if given is UNSET:
        return old
    return given or {}


def new_thread(request: CreateThread, now: int, tool_resources: ToolResources | None) -> Thread:
    """Make a new thread, without its messages. `tool_resources` take precedence over those of the request."""
    return Thread(
        id=new_id("thread"),
        created_at=now,
        tool_resources=without_nulls(tool_resources or request.tool_resources) or ToolResources(),
        metadata=request.metadata or {},
    )


def new_message(request: CreateMessage, thread_id: str, now: int) -> Message:
    """Make the message that a caller sends; it is completed at once."""
    return Message(
        id=new_id("msg"),
        created_at=now,
        thread_id=thread_id,
        status="completed",
        completed_at=now,
        role=request.role,
        content=_content(request),
        attachments=without_nulls(request.attachments) or [],
        metadata=request.metadata or {},
    )


def _content(request: CreateMessage) -> list[Part]:
    if isinstance(request.content, str):
        return [TextPart(text=Text(value=request.content))]
    parts: list[Part] = []
    for part in request.content:
        if isinstance(part, TextRequestPart):
            parts.append(TextPart(text=Text(value=part.text)))
        else:
            parts.append(without_nulls(part))
    return parts


def new_run(request: CreateRun | CreateThreadAndRun, assistant: Assistant, thread_id: str, now: int, ttl_s: int) -> Run:
    """Make a queued run. `additional_instructions` are appended to the instructions after a blank line."""
    instructions = _given_or(request.instructions, assistant.instructions)
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
        expires_at=now + ttl_s,
        model=request.model or assistant.model,
        instructions=instructions or "",
        tools=_given_or(without_nulls(request.tools), assistant.tools),
        metadata=request.metadata or {},
        temperature=_given_or(request.temperature, assistant.temperature),
        top_p=_given_or(request.top_p, assistant.top_p),
        max_prompt_tokens=request.max_prompt_tokens,
        max_completion_tokens=request.max_completion_tokens,
        truncation_strategy=request.truncation_strategy or TruncationStrategy(type="auto"),
        tool_choice=request.tool_choice or "auto",
        parallel_tool_calls=request.parallel_tool_calls is not False,
        response_format=request.response_format or assistant.response_format,
        reasoning_effort=effort,
    )


def _given_or(value: T | None, default: T) -> T:
    """Return the value, which may be 0 or empty, or the default if it is None."""
    if value is None:
        return default
    return value
