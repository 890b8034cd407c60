"""The objects of the Assistants API: assistant, thread, message, run.

All packages use them: they are stored, sent and shown unchanged. Field names are OpenAI's (openai-openapi f85dbe2).
Every field is always present; unset is `None`, `[]` or `{}` as the API had it. Times are whole Unix seconds. They are
frozen: `msgspec.structs.replace` makes a changed copy. The `object` field is the tag by which a union is decoded. Run
steps have their own module, `steps`.
"""

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from app.api.tools import (
    Attachment,
    ImageFilePart,
    ImageUrlPart,
    ResponseFormat,
    Tool,
    ToolChoice,
    ToolResources,
    TruncationStrategy,
)

Metadata = dict[str, str]
Role = Literal["user", "assistant"]
RunStatus = Literal[
    "queued",
    "in_progress",
    "requires_action",
    "cancelling",
    "cancelled",
    "failed",
    "completed",
    "incomplete",
    "expired",
]
MessageStatus = Literal["in_progress", "incomplete", "completed"]
ErrorCode = Literal["server_error", "rate_limit_exceeded", "invalid_prompt"]
MessageIncompleteReason = Literal["content_filter", "max_tokens", "run_cancelled", "run_expired", "run_failed"]
BROKEN_OFF: frozenset[MessageIncompleteReason] = frozenset({"run_failed", "run_cancelled", "run_expired"})
"""Why a reply broke off with its run; one that the model itself ended early is part of the conversation."""
RunIncompleteReason = Literal["max_completion_tokens", "max_prompt_tokens", "content_filter"]

TERMINAL_STATUSES: frozenset[RunStatus] = frozenset({"cancelled", "failed", "completed", "incomplete", "expired"})

DEFAULT_ASSISTANT_ID = "asst_default00000000000000000"
"""The assistant created at the first start. Its id is fixed, so that two first starts create one."""


class Object(Struct, frozen=True, kw_only=True):
    """The base of all structs in this module."""


class Assistant(Object, frozen=True, kw_only=True, tag_field="object", tag="assistant"):
    """Model, instructions and tools under one id. An empty `model` means the default model of the endpoint in use."""

    id: str
    created_at: int
    name: str | None = None
    description: str | None = None
    model: str
    instructions: str | None = None
    tools: list[Tool] = []
    tool_resources: ToolResources = ToolResources()
    metadata: Metadata = {}
    temperature: float | None = None
    top_p: float | None = None
    response_format: ResponseFormat = "auto"
    reasoning_effort: str | None = None


class Thread(Object, frozen=True, kw_only=True, tag_field="object", tag="thread"):
    """One conversation."""

    id: str
    created_at: int
    tool_resources: ToolResources = ToolResources()
    metadata: Metadata = {}


class Citation(Object, frozen=True, kw_only=True):
    """The file that a span of text quotes."""

    file_id: str


class FileCitation(Object, frozen=True, kw_only=True, tag_field="type", tag="file_citation"):
    """A quotation of a file; the indexes count characters of the text."""

    text: str
    file_citation: Citation
    start_index: int
    end_index: int


class FilePath(Object, frozen=True, kw_only=True, tag_field="type", tag="file_path"):
    """A file that a tool wrote; the indexes count characters of the text."""

    text: str
    file_path: Citation
    start_index: int
    end_index: int


Annotation = FileCitation | FilePath


class Text(Object, frozen=True, kw_only=True):
    """Text with its annotations."""

    value: str
    annotations: list[Annotation] = []


class TextPart(Object, frozen=True, kw_only=True, tag_field="type", tag="text"):
    """A text part of a message: an object here, a plain string in a request."""

    text: Text


class RefusalPart(Object, frozen=True, kw_only=True, tag_field="type", tag="refusal"):
    """The model's refusal."""

    refusal: str


Part = TextPart | ImageFilePart | ImageUrlPart | RefusalPart


class MessageIncompleteDetails(Object, frozen=True, kw_only=True):
    """Why a message was not finished."""

    reason: MessageIncompleteReason


class Message(Object, frozen=True, kw_only=True, tag_field="object", tag="thread.message"):
    """One message. `run_id` is the run that wrote it, `None` for a user's message.

    `attachments` was always a list in the service's responses, though its schema allows null: clients iterate over it.
    """

    id: str
    created_at: int
    thread_id: str
    status: MessageStatus
    incomplete_details: MessageIncompleteDetails | None = None
    completed_at: int | None = None
    incomplete_at: int | None = None
    role: Role
    content: list[Part] = []
    assistant_id: str | None = None
    run_id: str | None = None
    attachments: list[Attachment] | None = []
    metadata: Metadata = {}

    @property
    def text(self) -> str:
        """All text parts, concatenated: several parts are one long text.

        Without refusals, a kind of content of its own: the search finds no refusal, and none becomes a title.
        """
        return "".join(part.text.value for part in self.content if isinstance(part, TextPart))

    @property
    def broke_off(self) -> bool:
        """Whether this is a reply that broke off with its run."""
        details = self.incomplete_details
        return self.role == "assistant" and details is not None and details.reason in BROKEN_OFF

    def replaces(self, earlier: "Message") -> bool:
        """Whether this reply, the next message of the thread, was written in place of an earlier one: by a retry."""
        return earlier.broke_off and self.role == "assistant" and self.run_id != earlier.run_id


def without_replaced(messages: Sequence[Message]) -> list[Message]:
    """Leave out replies that a retry wrote again. `messages` are oldest first; the thread keeps all of them."""
    kept: list[Message] = []
    for message in messages:
        while kept and message.replaces(kept[-1]):
            kept.pop()
        kept.append(message)
    return kept


class CalledFunction(Object, frozen=True, kw_only=True):
    """A function as the model calls it; `arguments` is JSON text."""

    name: str
    arguments: str


class RequiredCall(Object, frozen=True, kw_only=True):
    """A tool call whose output the run waits for."""

    id: str
    type: Literal["function"] = "function"
    function: CalledFunction


class RequiredCalls(Object, frozen=True, kw_only=True):
    """All tool calls of one model call; their outputs are submitted in one request."""

    tool_calls: list[RequiredCall]


class RequiredAction(Object, frozen=True, kw_only=True):
    """What a run in `requires_action` waits for."""

    type: Literal["submit_tool_outputs"] = "submit_tool_outputs"
    submit_tool_outputs: RequiredCalls


class LastError(Object, frozen=True, kw_only=True):
    """Why a run failed, with a sentence that says what to do."""

    code: ErrorCode
    message: str


class RunIncompleteDetails(Object, frozen=True, kw_only=True):
    """Why a run ended early."""

    reason: RunIncompleteReason


class Usage(Object, frozen=True, kw_only=True):
    """Tokens used, summed over the model calls of a run."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    total_tokens: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        """The sum, field by field."""
        return Usage(
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            total_tokens=self.total_tokens + other.total_tokens,
        )


class Run(Object, frozen=True, kw_only=True, tag_field="object", tag="thread.run"):
    """One execution of an assistant on a thread. Its settings are copied at creation; later edits do not touch it."""

    id: str
    created_at: int
    thread_id: str
    assistant_id: str
    status: RunStatus
    required_action: RequiredAction | None = None
    last_error: LastError | None = None
    expires_at: int | None = None
    started_at: int | None = None
    cancelled_at: int | None = None
    failed_at: int | None = None
    completed_at: int | None = None
    incomplete_details: RunIncompleteDetails | None = None
    model: str
    instructions: str = ""
    tools: list[Tool] = []
    metadata: Metadata = {}
    usage: Usage | None = None
    temperature: float | None = None
    top_p: float | None = None
    max_prompt_tokens: int | None = None
    max_completion_tokens: int | None = None
    truncation_strategy: TruncationStrategy = TruncationStrategy(type="auto")
    tool_choice: ToolChoice = "auto"
    parallel_tool_calls: bool = True
    response_format: ResponseFormat = "auto"
    reasoning_effort: str | None = None

    @property
    def ended_at(self) -> int | None:
        """When the run was over; None while it is not, and where the API has no time for that."""
        return self.completed_at or self.failed_at or self.cancelled_at

    def seconds_taken(self, now: float) -> int | None:
        """Return how long the run took, or has taken until now, in whole seconds as the API counts; None if unknown.

        From the moment at which it was asked for, as the user waited for it. `started_at` is set again whenever the run
        is taken up: after outputs, and after its process died.
        """
        ended = self.ended_at
        if self.status not in TERMINAL_STATUSES:
            ended = int(now)
        if ended is None:
            return None
        return max(0, ended - self.created_at)


FilePurpose = Literal["assistants", "assistants_output", "batch", "evals", "fine-tune", "user_data", "vision"]


class File(Object, frozen=True, kw_only=True, tag_field="object", tag="file"):
    """A stored file; its bytes are read by its id. A file is processed as soon as it is stored."""

    id: str
    bytes: int
    created_at: int
    expires_at: int | None = None
    filename: str
    purpose: FilePurpose
    status: Literal["processed"] = "processed"
    status_details: str | None = None


class Deleted(Object, frozen=True, kw_only=True):
    """The response to a deletion."""

    id: str
    object: Literal["assistant.deleted", "thread.deleted", "thread.message.deleted", "file"]
    deleted: bool = True


class Model(Object, frozen=True, kw_only=True):
    """A model that the endpoint in use offers, as `GET /v1/models` shows it."""

    id: str
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = ""
