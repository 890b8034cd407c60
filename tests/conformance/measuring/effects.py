"""What a setting does: it is seen in what the model is asked, in the thread, or in how the run ends."""

import base64
from collections.abc import Callable, Sequence
from typing import cast

from msgspec import Struct

from tests.conformance.description.places import Steps
from tests.conformance.measuring.caller import Pairs, as_objects, as_pairs
from tests.conformance.measuring.file_scenes import PICTURE
from tests.conformance.measuring.values import contains, value_at

Json = object


class Outcome(Struct, frozen=True, kw_only=True):
    """What followed a request. `answer`: the object that it returned; `stored`: the same, read again afterwards.

    `asked`: what the model got, the newest; `run`: how the run ended; `messages`: of the thread, oldest first. Of a
    file: `content` has a character for each byte, `listed` the files of its purpose.
    """

    answer: Pairs
    stored: Pairs
    asked: Pairs
    run: Pairs
    messages: Sequence[Pairs]
    thread: Pairs = {}
    content: str = ""
    listed: Sequence[Pairs] = ()


def system_text(outcome: Outcome) -> str:
    """Return the instructions that the model got."""
    messages = cast("list[Pairs]", outcome.asked.get("messages") or [{}])
    return str(messages[0].get("content")) if messages[0].get("role") == "system" else ""


def conversation(outcome: Outcome) -> list[Pairs]:
    """Return the messages that the model got."""
    messages = cast("list[Pairs]", outcome.asked.get("messages") or [])
    return [message for message in messages if message.get("role") != "system"]


def in_instructions(_steps: Steps, value: Json, outcome: Outcome) -> bool:
    """The model got the text as instructions."""
    return str(value) in system_text(outcome)


def asked_as_it_is(steps: Steps, value: Json, outcome: Outcome) -> bool:
    """The model was asked with the same value at the same place."""
    return contains(value_at(outcome.asked, steps), value)


def asked_unless_default(steps: Steps, value: Json, outcome: Outcome) -> bool:
    """The same, but the default is not sent, since some servers refuse fields that they do not know."""
    if value in ("auto", "text", {"type": "text"}):
        return steps[0] not in outcome.asked
    return asked_as_it_is(steps, value, outcome)


def limits_the_reply(_steps: Steps, value: Json, outcome: Outcome) -> bool:
    """The model may write so many tokens."""
    return value in (outcome.asked.get("max_completion_tokens"), outcome.asked.get("max_tokens"))


def ends_over_budget(_steps: Steps, _value: Json, outcome: Outcome) -> bool:
    """The run ended because its prompt was larger."""
    return outcome.run.get("incomplete_details") == {"reason": "max_prompt_tokens"}


def selects_messages(_steps: Steps, value: Json, outcome: Outcome) -> bool:
    """The model got the last message alone, or both."""
    got = str(conversation(outcome))
    return "Second" in got and ("First" in got) == (value == "auto")


EFFECTS: dict[str, Callable[[Steps, Json, Outcome], bool]] = {
    "model": asked_as_it_is,
    "instructions": in_instructions,
    "additional_instructions": in_instructions,
    "temperature": asked_as_it_is,
    "top_p": asked_as_it_is,
    "reasoning_effort": asked_as_it_is,
    "tools": asked_as_it_is,
    "tool_choice": asked_unless_default,
    "parallel_tool_calls": asked_as_it_is,
    "response_format": asked_unless_default,
    "max_completion_tokens": limits_the_reply,
    "max_prompt_tokens": ends_over_budget,
    "truncation_strategy": selects_messages,
}
"""First step of a setting → whether its effect is seen."""


def message_effect(steps: Steps, value: Json, outcome: Outcome) -> bool:
    """Whether a message of a request is in the thread as it was sent, and the model got it. `steps`: inside it."""
    got = conversation(outcome)
    for message in outcome.messages:
        for asked in got:
            if _is_in_thread(steps, value, message) and _is_asked(steps, value, asked):
                return True
    return False


def _is_in_thread(steps: Steps, value: Json, message: Pairs) -> bool:
    match steps:
        case ("content",) if isinstance(value, list):
            parts = cast("list[Pairs]", value)
            return value_at(message, ("content", "[]", "text", "value")) == parts[0]["text"]
        case ("content",) | ("content", "[]", "text"):
            return value_at(message, ("content", "[]", "text", "value")) == value
        case _:
            return contains(value_at(message, steps), value)


def _is_asked(steps: Steps, value: Json, asked: Pairs) -> bool:
    match steps:
        case ("metadata" | "attachments", *_):
            return True  # that is for the program alone, this for its tools
        case ("content",) if isinstance(value, list):
            return str(cast("list[Pairs]", value)[0]["text"]) in str(asked.get("content"))
        case ("content",) | ("content", "[]", "text"):
            return str(value) in str(asked.get("content"))
        case ("content", "[]", "type") if value == "text":
            return isinstance(asked.get("content"), str | list)
        case ("content", "[]", *inner) if "image_file" in (value, *inner):
            return any(_is_picture(part, tuple(inner), value) for part in as_objects(asked.get("content")))
        case ("content", "[]", *inner):  # neighbouring messages of one role are sent as one
            parts = as_objects(asked.get("content"))
            return any(contains(value_at(part, tuple(inner)), value) for part in parts)
        case _:
            return contains(value_at(asked, steps), value)


def _is_picture(part: Pairs, inner: Steps, value: Json) -> bool:
    """Whether a part that the model got is the picture of a file, as detailed as the request has it."""
    url = value_at(part, ("image_url", "url"))
    has_detail = inner[-1] != "detail" or value_at(part, ("image_url", "detail")) == value
    return isinstance(url, str) and base64.b64encode(PICTURE).decode() in url and has_detail


def file_effect(steps: Steps, value: Json, outcome: Outcome) -> bool:
    """Whether a file has the bytes, is listed by its purpose, and will expire when it was sent to."""
    file = outcome.stored
    match steps:
        case ("file",):
            return outcome.content == value and file.get("bytes") == len(outcome.content)
        case ("purpose",):
            return file.get("purpose") == value and file in outcome.listed
        case ("expires_after",):
            return _lifetime_s(file) == as_pairs(value)["seconds"]
        case ("expires_after", "seconds"):
            return _lifetime_s(file) == value
        case ("expires_after", "anchor"):
            return _lifetime_s(file) > 0
        case _:
            return False


def _lifetime_s(file: Pairs) -> int:
    """Return how long a file is stored; 0 if it does not expire."""
    created_at, expires_at = file.get("created_at"), file.get("expires_at")
    assert isinstance(created_at, int)
    return expires_at - created_at if isinstance(expires_at, int) else 0
