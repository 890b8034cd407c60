"""Requests to a model, and what its stream adds up to."""

from collections.abc import Sequence

from app.api.objects import Message, Part, Role, Text, TextPart
from app.models.model import Answering, ModelRequest, Models, Piece, ReasoningPiece, TextPiece, TextWasReasoning


def message(content: str | list[Part], role: Role = "user") -> Message:
    parts: list[Part] = [TextPart(text=Text(value=content))] if isinstance(content, str) else content
    return Message(id="msg_1", created_at=0, thread_id="thread_1", status="completed", role=role, content=parts)


def request_of(*said: str, model: str = "fake-max") -> ModelRequest:
    """Make a request whose messages are by user and assistant in turn."""
    roles: Sequence[Role] = ("user", "assistant")
    messages = [message(text, roles[place % 2]) for place, text in enumerate(said or ("Hello",))]
    return ModelRequest(model=model, instructions="", messages=messages)


async def pieces_of(models: Models, request: ModelRequest | None = None) -> list[Piece]:
    """Ask; return the pieces behind the one that names who answers."""
    pieces = [piece async for piece in models.stream(request or request_of())]
    return [piece for piece in pieces if not isinstance(piece, Answering)]


def text_of(pieces: Sequence[Piece]) -> str:
    return said_and_thought(pieces)[0]


def reasoning_of(pieces: Sequence[Piece]) -> str:
    return said_and_thought(pieces)[1]


def said_and_thought(pieces: Sequence[Piece]) -> tuple[str, str]:
    """Return text and reasoning."""
    text = reasoning = ""
    for piece in pieces:
        match piece:
            case TextPiece():
                text += piece.text
            case ReasoningPiece():
                reasoning += piece.text
            case TextWasReasoning():
                text, reasoning = "", reasoning + text.strip()
            case _:
                pass
    return text, reasoning
