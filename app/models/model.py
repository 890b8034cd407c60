"""The interface between a run and the model: one request, a stream of pieces, one kind of error.

`Models` hides everything that differs between servers.
"""

from collections.abc import AsyncGenerator, Sequence
from typing import Literal, Protocol

from msgspec import Struct

from app.api.endpoints import Endpoints
from app.api.errors import Error
from app.api.objects import ErrorCode, Message, Usage
from app.api.steps import FunctionToolCall
from app.api.tools import FunctionTool, ResponseFormat, ToolChoice


class EarlierAnswer(Struct, frozen=True, kw_only=True):
    """What the model answered earlier in the same run: its text, and its tool calls with their outputs.

    `server_fields`: those of its `Finished`.
    """

    text: str
    calls: Sequence[FunctionToolCall]
    server_fields: bytes = b""


class ModelRequest(Struct, frozen=True, kw_only=True):
    """Everything one model call needs. `model`: the name that the run asks for. Fields that are `None` are not sent.

    `profile`: the request goes there and nowhere else, whatever profile `model` names. Empty: to the profile that
    `model` names, else to the one in use.
    """

    model: str
    profile: str = ""
    instructions: str
    messages: Sequence[Message]
    earlier_answers: Sequence[EarlierAnswer] = ()
    tools: Sequence[FunctionTool] = ()
    tool_choice: ToolChoice | None = None
    parallel_tool_calls: bool | None = None
    response_format: ResponseFormat | None = None
    temperature: float | None = None
    top_p: float | None = None
    max_completion_tokens: int | None = None
    reasoning_effort: str | None = None


class Answering(Struct, frozen=True):
    """Who answers: the model by its name there, the base URL and the profile. It is the first piece of every answer."""

    model: str
    base_url: str
    profile: str = ""


class TextPiece(Struct, frozen=True):
    """More text."""

    text: str


class ReasoningPiece(Struct, frozen=True):
    """More of the reasoning, which is no part of the answer."""

    text: str


class TextWasReasoning(Struct, frozen=True):
    """All text so far was reasoning: a tag has closed what none had opened. The answer begins with the next text."""


class RefusalPiece(Struct, frozen=True):
    """More of a refusal."""

    text: str


class CallPiece(Struct, frozen=True):
    """More of the tool call at `index`: the name arrives once and whole, the arguments in fragments."""

    index: int
    name: str = ""
    arguments: str = ""


class Finished(Struct, frozen=True):
    """The last piece. `usage` is `None` when the server did not say.

    `context_window`: how many tokens the model takes at its endpoint, the reply among them; 0 is unknown.

    `server_fields`: what the same model must get back with this answer in the next call of the run (its own call ids,
    unknown fields of its calls, its reasoning). A run stores it unread and returns it in `EarlierAnswer`.

    `cached_tokens`: how many tokens of the prompt the server had in its cache, as far as it says.
    """

    reason: Literal["stop", "length", "content_filter"]
    usage: Usage | None = None
    server_fields: bytes = b""
    context_window: int = 0
    cached_tokens: int = 0


Piece = Answering | TextPiece | ReasoningPiece | TextWasReasoning | RefusalPiece | CallPiece | Finished


class ModelError(Error):
    """The call failed; `code` and the sentence become the run's `last_error`.

    `unanswered`: why the server did not begin to answer, in two words, where another may answer now; else empty.
    """

    unanswered = ""

    def __init__(self, message: str, code: ErrorCode = "server_error") -> None:
        super().__init__(message)
        self.code: ErrorCode = code


class UnknownModel(ModelError):
    """The endpoint has no model of this name."""


class PerhapsWrongAddress(ModelError):
    """The request was refused, by the API or by a server that refuses paths which it does not have."""


class WrongAddress(PerhapsWrongAddress):
    """What answers at this address is no such API: it may lie at another path."""


class ContextTooLong(ModelError):
    """The request does not fit the model's context: `used` of `limit` tokens (0 if the server did not say)."""

    def __init__(self, message: str, used: int = 0, limit: int = 0) -> None:
        super().__init__(message, "invalid_prompt")
        self.used = used
        self.limit = limit


class Models(Endpoints, Protocol):
    """The endpoint in use, and a way to ask it."""

    def stream(self, request: ModelRequest, /) -> AsyncGenerator[Piece]:
        """Ask; the last piece is `Finished`. Closing the iterator closes the request. Raises `ModelError`."""
        ...

    def redact(self, text: str, /) -> str:
        """Return a text without the keys in use, which a server may have repeated in it."""
        ...

    async def close(self) -> None:
        """End what was started: connections, the built-in model's process."""
        ...
