"""Run steps: what a run did. Each model call gives one step for its text and one for its tool calls.

Field names are OpenAI's (openai-openapi f85dbe2). `expires_at` is in its examples of responses, not in its schema.
"""

from typing import Literal

from app.api.objects import LastError, Metadata, Object, Usage

StepStatus = Literal["in_progress", "cancelled", "failed", "completed", "expired"]


class FunctionCall(Object, frozen=True, kw_only=True):
    """A called function; `output` is `None` until the caller submits it."""

    name: str
    arguments: str
    output: str | None = None


class FunctionToolCall(Object, frozen=True, kw_only=True, tag_field="type", tag="function"):
    """A call of one of the caller's functions."""

    id: str
    function: FunctionCall


class Logs(Object, frozen=True, kw_only=True, tag_field="type", tag="logs"):
    """Printed output of the code interpreter."""

    logs: str


class ImageReference(Object, frozen=True, kw_only=True):
    """A stored image."""

    file_id: str


class Image(Object, frozen=True, kw_only=True, tag_field="type", tag="image"):
    """A picture made by the code interpreter."""

    image: ImageReference


class CodeInterpreterCall(Object, frozen=True, kw_only=True):
    """Code and its output."""

    input: str
    outputs: list[Logs | Image] = []


class CodeInterpreterToolCall(Object, frozen=True, kw_only=True, tag_field="type", tag="code_interpreter"):
    """A use of the code interpreter."""

    id: str
    code_interpreter: CodeInterpreterCall


class RankingOptionsUsed(Object, frozen=True, kw_only=True):
    """How a file search was ranked."""

    ranker: Literal["auto", "default_2024_08_21"]
    score_threshold: float


class FoundContent(Object, frozen=True, kw_only=True):
    """A found passage."""

    type: Literal["text"] = "text"
    text: str


class FoundFile(Object, frozen=True, kw_only=True):
    """A file that file search found; `score` 0 to 1."""

    file_id: str
    file_name: str
    score: float
    content: list[FoundContent] | None = None


class FileSearchCall(Object, frozen=True, kw_only=True):
    """A file search and its results."""

    ranking_options: RankingOptionsUsed | None = None
    results: list[FoundFile] | None = None


class FileSearchToolCall(Object, frozen=True, kw_only=True, tag_field="type", tag="file_search"):
    """A use of file search."""

    id: str
    file_search: FileSearchCall


ToolCall = FunctionToolCall | CodeInterpreterToolCall | FileSearchToolCall


class MessageReference(Object, frozen=True, kw_only=True):
    """The message that a step writes."""

    message_id: str


class MessageCreation(Object, frozen=True, kw_only=True, tag_field="type", tag="message_creation"):
    """The details of a step that writes a message."""

    message_creation: MessageReference


class ToolCalls(Object, frozen=True, kw_only=True, tag_field="type", tag="tool_calls"):
    """The details of a step that calls tools."""

    tool_calls: list[ToolCall]


StepDetails = MessageCreation | ToolCalls


class RunStep(Object, frozen=True, kw_only=True, tag_field="object", tag="thread.run.step"):
    """One step of a run; `usage` is that of its model call, `None` until the step has ended."""

    id: str
    created_at: int
    run_id: str
    assistant_id: str
    thread_id: str
    type: Literal["message_creation", "tool_calls"]
    status: StepStatus
    step_details: StepDetails
    last_error: LastError | None = None
    expires_at: int | None = None
    expired_at: int | None = None
    cancelled_at: int | None = None
    failed_at: int | None = None
    completed_at: int | None = None
    metadata: Metadata = {}
    usage: Usage | None = None
