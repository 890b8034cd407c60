"""Thread → model messages: the one converter. `chat_completions` calls it for each request.

Messages of one role in a row become one message, since the chat templates of several local models demand that user
and assistant alternate, and a thread after a failed run does not.
"""

from collections.abc import Iterable, Sequence

from app.api.message_text import part_text
from app.api.objects import ImageUrlPart, Message, Part, Text, TextPart
from app.models.model import EarlierRound, ModelRequest

Json = dict[str, object]
BETWEEN = TextPart(text=Text(value="\n\n"))
"""Stands between messages that become one."""


def chat_messages(request: ModelRequest) -> list[Json]:
    """The `messages` of a chat completion: instructions, the thread, the earlier rounds of this run."""
    system: list[Json] = [{"role": "system", "content": request.instructions}] if request.instructions else []
    return [*system, *thread_messages(request.messages), *round_messages(request.rounds)]


def thread_messages(messages: Sequence[Message]) -> list[Json]:
    """User and assistant messages in turn; an empty one is left out, which some servers refuse."""
    turns: list[tuple[str, list[Part]]] = []
    for message in messages:
        if not message.content:
            continue
        if turns and turns[-1][0] == message.role:
            turns[-1][1].append(BETWEEN)
            turns[-1][1].extend(message.content)
        else:
            turns.append((message.role, list(message.content)))
    said = ((role, user_content(parts) if role == "user" else "".join(map(part_text, parts))) for role, parts in turns)
    return [{"role": role, "content": content} for role, content in said if content]


def round_messages(rounds: Sequence[EarlierRound]) -> Iterable[Json]:
    """What the model said and called earlier in this run, and the outputs."""
    for one in rounds:
        if not one.calls:
            yield {"role": "assistant", "content": one.text}
            continue
        calls = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.function.name, "arguments": call.function.arguments},
            }
            for call in one.calls
        ]
        # `content` must be there; null is what OpenAI sends itself beside calls.
        yield {"role": "assistant", "content": one.text or None, "tool_calls": calls}
        for call in one.calls:
            yield {"role": "tool", "tool_call_id": call.id, "content": call.function.output or ""}


def user_content(parts: Sequence[Part]) -> str | list[Json]:
    """Plain text where it can be: not every server reads parts."""
    if not any(isinstance(part, ImageUrlPart) for part in parts):
        return "".join(map(part_text, parts))
    content: list[Json] = []
    for part in parts:
        if isinstance(part, ImageUrlPart):
            image = {"url": part.image_url.url, "detail": part.image_url.detail or "auto"}
            content.append({"type": "image_url", "image_url": image})
        elif text := part_text(part):
            content.append({"type": "text", "text": text})
    return content
