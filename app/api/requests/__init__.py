"""Request bodies and queries of the API with their limits, decoded strictly (an unknown field is an error).

`None` means unset, as in the API; where a modification must distinguish "absent" from "null", absent is `UNSET`. The
limits are part of the types and are checked on decoding (msgspec checks nothing on construction). Sources:
openai-openapi f85dbe2, and error bodies that users of the service reported.
"""

from typing import Annotated, Generic, Literal, TypeVar

from msgspec import UNSET, Meta, Struct, UnsetType

from app.api.objects import Role, RunStatus
from app.api.tools import (
    Attachment,
    ImageFilePart,
    ImageUrlPart,
    ReasoningEffort,
    ResponseFormat,
    Tool,
    ToolChoice,
    ToolResources,
    TruncationStrategy,
    Value,
)

MAX_TEXT_CHARS = 256_000
"""The longest text of one part; `content_from` splits a longer one into several."""

MAX_METADATA_KEYS = 16
Metadata = Annotated[
    dict[Annotated[str, Meta(max_length=64)], Annotated[str, Meta(max_length=512)]],
    Meta(max_length=MAX_METADATA_KEYS),
]
Name = Annotated[str, Meta(max_length=256)]
Description = Annotated[str, Meta(max_length=512)]
Instructions = Annotated[str, Meta(max_length=256_000)]
Tools = Annotated[list[Tool], Meta(max_length=128)]
Temperature = Annotated[float, Meta(ge=0, le=2)]
TopP = Annotated[float, Meta(ge=0, le=1)]
Identifier = Annotated[str, Meta(max_length=256)]
"""The id of an object. Ours have 24 characters after the prefix; longer ones get a 404 that repeats them."""
TokenBudget = Annotated[int, Meta(ge=1, le=2**31)]
PartText = Annotated[str, Meta(min_length=1, max_length=MAX_TEXT_CHARS)]


class TextRequestPart(Value, frozen=True, kw_only=True, tag_field="type", tag="text"):
    """A text part: a plain string in a request, an object in a response."""

    text: PartText


RequestPart = TextRequestPart | ImageFilePart | ImageUrlPart


class CreateMessage(Value, frozen=True, kw_only=True):
    """A message to append."""

    role: Role
    content: PartText | Annotated[list[RequestPart], Meta(min_length=1)]
    attachments: list[Attachment] | None = None
    metadata: Metadata | None = None


class ModifyMessage(Value, frozen=True, kw_only=True):
    """The metadata replaces the old metadata as a whole."""

    metadata: Metadata | UnsetType | None = UNSET


class CreateAssistant(Value, frozen=True, kw_only=True):
    """A new assistant. An empty `model` means the default model of the endpoint in use."""

    model: Annotated[str, Meta(max_length=256)]
    name: Name | None = None
    description: Description | None = None
    instructions: Instructions | None = None
    reasoning_effort: ReasoningEffort | None = None
    tools: Tools | None = None
    tool_resources: ToolResources | None = None
    metadata: Metadata | None = None
    temperature: Temperature | None = None
    top_p: TopP | None = None
    response_format: ResponseFormat | None = None


class ModifyAssistant(Value, frozen=True, kw_only=True):
    """Absent keeps, null clears, `tools` replaces. An empty `model` counts as absent: go-openai always sends it.

    The service refused null for `model`; here it goes back to the default model of the endpoint in use.
    """

    model: Annotated[str, Meta(max_length=256)] | UnsetType | None = UNSET
    name: Name | UnsetType | None = UNSET
    description: Description | UnsetType | None = UNSET
    instructions: Instructions | UnsetType | None = UNSET
    reasoning_effort: ReasoningEffort | UnsetType | None = UNSET
    tools: Tools | UnsetType | None = UNSET
    tool_resources: ToolResources | UnsetType | None = UNSET
    metadata: Metadata | UnsetType | None = UNSET
    temperature: Temperature | UnsetType | None = UNSET
    top_p: TopP | UnsetType | None = UNSET
    response_format: ResponseFormat | UnsetType | None = UNSET


class CreateThread(Value, frozen=True, kw_only=True):
    """A new thread, with its first messages if any (at most 32, as the service had it)."""

    messages: Annotated[list[CreateMessage], Meta(max_length=32)] | None = None
    tool_resources: ToolResources | None = None
    metadata: Metadata | None = None


class ModifyThread(Value, frozen=True, kw_only=True):
    """Absent keeps, null clears."""

    tool_resources: ToolResources | UnsetType | None = UNSET
    metadata: Metadata | UnsetType | None = UNSET


class RunSettings(Value, frozen=True, kw_only=True):
    """The fields that both ways of starting a run share; each value overrides the assistant's."""

    assistant_id: Identifier
    model: Annotated[str, Meta(max_length=256)] | None = None
    instructions: Instructions | None = None
    tools: Tools | None = None
    metadata: Metadata | None = None
    temperature: Temperature | None = None
    top_p: TopP | None = None
    stream: bool | None = None
    max_prompt_tokens: TokenBudget | None = None
    max_completion_tokens: TokenBudget | None = None
    truncation_strategy: TruncationStrategy | None = None
    tool_choice: ToolChoice | None = None
    parallel_tool_calls: bool | None = None
    response_format: ResponseFormat | None = None


class CreateRun(RunSettings, frozen=True, kw_only=True):
    """A run on a thread. `additional_messages` are appended before it, in the same transaction."""

    additional_instructions: Instructions | None = None
    additional_messages: Annotated[list[CreateMessage], Meta(max_length=32)] | None = None
    reasoning_effort: ReasoningEffort | None = None


class CreateThreadAndRun(RunSettings, frozen=True, kw_only=True):
    """A new thread and a run on it, in one transaction."""

    thread: CreateThread | None = None
    tool_resources: ToolResources | None = None


class ForkThread(Value, frozen=True, kw_only=True, omit_defaults=True):
    """A new thread with copies of the messages up to this one; without one it has none. OpenAI's API has no such body.

    `metadata` is added to that of the thread, over `forked_from`. `replaces`: the messages from this one on, which must
    be the last ones of the thread, are deleted from it: the branch has them then. `run` is created in what goes on: in
    the thread whose messages are replaced, else in the branch. All of it happens, or nothing.
    """

    message_id: Identifier | None = None
    metadata: Metadata | None = None
    replaces: Identifier | None = None
    run: CreateRun | None = None


class ModifyRun(Value, frozen=True, kw_only=True):
    """The metadata replaces the old metadata as a whole; allowed in every status."""

    metadata: Metadata | UnsetType | None = UNSET


class ToolOutput(Value, frozen=True, kw_only=True):
    """The output of one tool call."""

    tool_call_id: Identifier | None = None
    output: Annotated[str, Meta(max_length=1_048_576)] | None = None


class SubmitToolOutputs(Value, frozen=True, kw_only=True):
    """The outputs of all tool calls that the run waits for."""

    tool_outputs: list[ToolOutput]
    stream: bool | None = None


class Page(Value, frozen=True, kw_only=True):
    """A page of a list: `after` and `before` are ids of objects, both exclusive."""

    limit: Annotated[int, Meta(ge=1, le=100)] = 20
    order: Literal["asc", "desc"] = "desc"
    after: str | None = None
    before: str | None = None


class ExpiresAfter(Value, frozen=True, kw_only=True):
    """When a file expires: so many seconds after it was created, one hour to 30 days."""

    anchor: Literal["created_at"]
    seconds: Annotated[int, Meta(ge=3600, le=2_592_000)]


class CreateFile(Value, frozen=True, kw_only=True):
    """What is said of a new file besides its bytes. Files that a tool writes have purposes of their own."""

    filename: Annotated[str, Meta(min_length=1, max_length=1024)] = "upload"
    purpose: Literal["assistants", "batch", "evals", "fine-tune", "user_data", "vision"]
    expires_after: ExpiresAfter | None = None


class FilePage(Page, frozen=True, kw_only=True):
    """A page of the files; only those with this purpose, if one is given."""

    limit: Annotated[int, Meta(ge=1, le=10_000)] = 10_000
    purpose: str | None = None


class ThreadQuery(Page, frozen=True, kw_only=True):
    """A page of threads by last activity; `q` filters titles and searches messages.

    In `q`, `tag:x` and, where there is such a tag, `#x` leave only threads with a tag that begins with `x`.
    `pinned`: "first" lists pinned threads before all others; not together with `q`.
    `archived`: whether archived threads are listed. By default a search finds them and a list leaves them out.
    `tag`: only threads with this tag, or with all of several that are separated by commas.
    `thread_id`: only this thread, whose row has all messages with the words of `q`.
    `run_status`: only threads whose active run has this status; not together with `q`.
    `siblings_of`: ids of messages, separated by commas. The rows are then the threads that go on differently where each
    of these messages is, oldest first, with the message's own thread among them, all on one page. A message without
    siblings has no rows.
    `id_begins`: only threads whose id begins so, archived ones too; not together with `q`.
    `counts_in`: a thread whose row, if it is on the page, has the number of its messages.
    """

    q: str | None = None
    thread_id: Identifier | None = None
    run_status: Literal["queued", "in_progress", "requires_action", "cancelling"] | None = None
    siblings_of: str | None = None
    pinned: Literal["first"] | None = None
    archived: Literal["exclude", "only", "include"] | None = None
    tag: str | None = None
    id_begins: Identifier | None = None
    counts_in: str | None = None


class Sibling(Struct, frozen=True, kw_only=True):
    """The message that a thread has in place of another one, `instead_of`; the same one in the thread of that."""

    instead_of: str
    message_id: str


class ThreadRow(Struct, frozen=True, kw_only=True):
    """A thread as a list shows it.

    `title` is `metadata.title`, else the first message, shortened, else empty. `match` is the line of a message that
    a search found, `hits` has the id of this message; in a search of one thread those of all that it found, newest
    first. `last_active_at` is in whole Unix seconds; `run_status` is that of the newest run. `sibling` is set in rows
    that `siblings_of` asked for, `message_count` in the row that `counts_in` names.
    """

    id: str
    object: Literal["thread"] = "thread"
    created_at: int
    title: str
    last_active_at: int
    run_status: RunStatus | None = None
    run_id: str | None = None
    match: str | None = None
    metadata: dict[str, str] = {}
    hits: list[str] | UnsetType = UNSET
    sibling: Sibling | None = None
    message_count: int | UnsetType = UNSET


T = TypeVar("T")


class Listing(Struct, Generic[T], frozen=True, kw_only=True):
    """One page of a list, as the API shapes it.

    `unindexed` is in a search of threads alone: how many messages it may have missed, since they are still to be
    indexed.
    """

    object: Literal["list"] = "list"
    data: list[T]
    first_id: str | None
    last_id: str | None
    has_more: bool
    unindexed: int | UnsetType = UNSET
