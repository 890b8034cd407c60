"""Converts a thread to the messages of a chat completion.

Consecutive messages of one role become one message: the chat templates of several local models require that user and
assistant alternate, and in a thread they do not after a failed run.
"""

from collections.abc import Iterator, Sequence

from app.api.message_text import part_text, text_with_images
from app.api.objects import ImageUrlPart, Message, Part, Text, TextPart
from app.api.steps import FunctionToolCall
from app.models.chat.server_fields import SentCall, Source, from_store, sent_calls
from app.models.model import EarlierAnswer, ModelRequest

Json = dict[str, object]
SEPARATOR = TextPart(text=Text(value="\n\n"))
"""What separates messages that become one."""


def chat_messages(request: ModelRequest, source: Source) -> list[Json]:
    """Build the `messages` of a chat completion: instructions, the thread, the earlier answers of this run.

    `source`: who is asked.
    """
    system: list[Json] = [{"role": "system", "content": request.instructions}] if request.instructions else []
    return [*system, *thread_messages(request.messages), *answer_messages(request.earlier_answers, source)]


def thread_messages(messages: Sequence[Message]) -> list[Json]:
    """Convert the thread to alternating user and assistant messages, without empty ones, which some servers refuse."""
    turns: list[tuple[str, list[Part]]] = []
    for message in messages:
        if not message.content:
            continue
        if turns and turns[-1][0] == message.role:
            turns[-1][1].append(SEPARATOR)
            turns[-1][1].extend(message.content)
        else:
            turns.append((message.role, list(message.content)))
    messages_out: list[Json] = []
    for role, parts in turns:
        content = CONTENT_OF[role](parts)
        if content:
            messages_out.append({"role": role, "content": content})
    return messages_out


def answer_messages(answers: Sequence[EarlierAnswer], source: Source) -> Iterator[Json]:
    """Yield what the model wrote and called earlier in this run, and the outputs of the calls."""
    used_ids: set[str] = set()
    for earlier in answers:
        if not earlier.calls:
            yield {"role": "assistant", "content": earlier.text}
            continue
        fields = from_store(earlier.server_fields, source)
        calls: list[Json] = []
        outputs: list[Json] = []
        for call, sent in zip(earlier.calls, sent_calls(fields, earlier.calls), strict=True):
            # Mistral accepts only ids of its own form. A server that repeats an id would not know which call is meant.
            id = sent.id if sent.id and sent.id not in used_ids else call.id
            used_ids.add(id)
            calls.append(call_message(call, id, sent))
            outputs.append({"role": "tool", "tool_call_id": id, "content": call.function.output or ""})
        text = "\n\n".join(part for part in (earlier.text, fields.text) if part.strip())
        # `content` must be present; OpenAI itself sends null beside calls.
        yield {"role": "assistant", "content": text or None, "tool_calls": calls, **fields.message}
        yield from outputs


def call_message(call: FunctionToolCall, id: str, sent: SentCall) -> Json:
    """Return a tool call in the form in which the model made it."""
    function = {**sent.function, "name": call.function.name, "arguments": call.function.arguments}
    return {**sent.fields, "id": id, "type": "function", "function": function}


def user_content(parts: Sequence[Part]) -> str | list[Json]:
    """The content of a user message: plain text if it has no image, because not every server reads parts."""
    if not any(isinstance(part, ImageUrlPart) for part in parts):
        return text_with_images(parts)
    content: list[Json] = []
    for part in parts:
        if isinstance(part, ImageUrlPart):
            image = {"url": part.image_url.url, "detail": part.image_url.detail or "auto"}
            content.append({"type": "image_url", "image_url": image})
        elif text := part_text(part):
            content.append({"type": "text", "text": text})
    return content


CONTENT_OF = {"user": user_content, "assistant": text_with_images}
"""How the parts of a message are sent, by its role: a model's own message cannot carry an image, only a note of it."""
