"""The structs into which go-openai decodes responses. Source: go-openai v1.42.

Times are int64 there, so `1.0` breaks it; null is accepted for every field.
"""

import msgspec
from msgspec import Struct


class GoAssistant(Struct):
    id: str
    created_at: int
    model: str
    tools: list[dict[str, object]]
    metadata: dict[str, object]
    name: str | None = None
    temperature: float | None = None


class GoThread(Struct):
    id: str
    created_at: int
    metadata: dict[str, object]


class GoText(Struct):
    value: str
    annotations: list[object]


class GoContent(Struct):
    type: str
    text: GoText | None = None


class GoMessage(Struct):
    id: str
    created_at: int
    thread_id: str
    role: str
    content: list[GoContent]
    metadata: dict[str, object]
    assistant_id: str | None = None
    run_id: str | None = None


class GoError(Struct):
    code: str
    message: str


class GoRun(Struct):
    id: str
    created_at: int
    status: str
    model: str
    tools: list[dict[str, object]]
    metadata: dict[str, object]
    instructions: str
    expires_at: int | None = None
    started_at: int | None = None
    cancelled_at: int | None = None
    failed_at: int | None = None
    completed_at: int | None = None
    last_error: GoError | None = None
    usage: dict[str, int] | None = None


class GoList(Struct):
    data: list[msgspec.Raw]
    first_id: str | None
    last_id: str | None
    has_more: bool
