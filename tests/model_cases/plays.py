"""Answers that depend on what comes back, or have no end: played at `http://HOST/NAME/v1`, as the cases are.

Rounds: the first answer calls a function, and the second is a reply only if the call came back as it was given; else
the server answers 400, as the one does that the round is named after. Floods: more than any bound.
"""

import itertools
from collections.abc import Callable, Iterable, Sequence
from typing import cast

from msgspec import Struct

from app.models.script import Pause
from tests.model_cases.case import DONE, HEL, LO, STOP, Json, chunk, event

FUNCTION: Json = {"name": "weather", "arguments": "{}"}


class Played(Struct, frozen=True, kw_only=True):
    """An answer."""

    body: Iterable[bytes | Pause]
    status: int = 200
    type: str = "text/event-stream"


Play = Callable[[Json], Played]
"""Makes the answer to a request."""


class Round(Struct, frozen=True, kw_only=True):
    """A first answer, in deltas, and what must be in the assistant's message that comes back.

    `refused`: contents that the server does not accept in it, each with its words.
    """

    deltas: list[Json]
    call: Json
    fields: Json = {}
    refused: Sequence[tuple[str | None, str]] = ()

    def __call__(self, request: Json) -> Played:
        """Answer a request."""
        messages = cast(list[Json], request["messages"])
        answered = [message for message in messages if message["role"] == "assistant"]
        if not answered:
            return Played(body=[*map(chunk, self.deltas), chunk({}, "tool_calls"), DONE])
        message, outputs = answered[-1], [one for one in messages if one["role"] == "tool"]
        if message.get("tool_calls") != [self.call]:
            return refused(f"Function call is missing a field: {message.get('tool_calls')}")
        if [one.get("tool_call_id") for one in outputs] != [self.call["id"]]:
            return refused("Tool call id has to be defined")
        for content, words in self.refused:
            if message["content"] == content:
                return refused(words)
        wrong = [name for name, value in self.fields.items() if message.get(name) != value]
        if wrong:
            return refused(f"The `{wrong[0]}` in the thinking mode must be passed back to the API.")
        return Played(body=[HEL, LO, STOP, DONE])


def refused(message: str) -> Played:
    """Refuse a request."""
    return Played(body=[event({"error": {"message": message, "code": 400}})[6:]], status=400, type="application/json")


def call(id: str, **more: object) -> Json:
    """Make a call with other fields."""
    return {"id": id, "type": "function", "function": FUNCTION, **more}


def calling(given: Json, *before: Json, **fields: object) -> Round:
    """Make the round of this call, sent whole behind other deltas."""
    return Round(deltas=[*before, {"tool_calls": [{"index": 0, **given}]}], call=given, fields=fields)


SIGNED = call("function-call-1", extra_content={"google": {"thought_signature": "c2ln"}})
DETAIL: Json = {"type": "reasoning.encrypted", "data": "x", "id": "r1", "format": "f", "index": 0}
NO_NULL = None, "invalid message content type: <nil>"
ROUNDS: dict[str, Round] = {
    "call-gemini": calling(SIGNED),
    "call-gemini-function": calling({**call("a"), "function": {**FUNCTION, "thought_signature": "c2ln"}}),
    "call-mistral": calling(call("Ab3dEf6h9")),
    "call-deepseek": calling(
        call("call_00_x"),
        {"reasoning_content": "Let me "},
        {"reasoning_content": "see."},
        reasoning_content="Let me see.",
    ),
    "call-openrouter": calling(call("tool_0"), {"reasoning_details": [DETAIL]}, reasoning_details=[DETAIL]),
    "call-ollama": Round(
        deltas=[{"tool_calls": [{"index": 0, **call("call_8d1")}]}], call=call("call_8d1"), refused=[NO_NULL]
    ),
    "call-bedrock": Round(
        deltas=[{"content": "", "tool_calls": [{"index": 0, **call("tooluse_1")}]}],
        call=call("tooluse_1"),
        refused=[NO_NULL, ("", "messages: text content blocks must be non-empty")],
    ),
    "call-kimi": calling(call("functions.weather:0"), {"reasoning": "Let me see."}, reasoning="Let me see."),
}

LARGE = chunk({"content": "x" * 60_000})
X = b"x" * 60_000


def flood(*begin: bytes, of: bytes, times: int) -> Play:
    """Send the beginning, and one thing so often; the blocks are made while they are sent."""

    def play(_: Json) -> Played:
        return Played(body=itertools.chain([HEL, *begin], itertools.repeat(of, times), [STOP, DONE]))

    return play


def no_progress(_: Json) -> Played:
    """Send an empty delta every 50 ms, for ever."""
    return Played(body=itertools.chain([HEL], itertools.cycle((chunk({}), Pause(0.05)))))


def long_refusal(_: Json) -> Played:
    """Refuse with 120 MB."""
    return Played(
        body=itertools.chain([b'{"error":{"message":"too '], itertools.repeat(X, 2000)),
        status=400,
        type="application/json",
    )


def many_calls(_: Json) -> Played:
    """Call 300 functions."""
    calls = ({"index": index, "id": f"id{index}", "function": FUNCTION} for index in range(300))
    return Played(body=itertools.chain([HEL], (chunk({"tool_calls": [one]}) for one in calls)))


FLOODS: dict[str, tuple[Play, str]] = {
    "flood-text": (flood(of=LARGE, times=1200), "more than 64 MiB"),
    "flood-small-deltas": (flood(of=chunk({"content": "word "}) * 500, times=2400), "more than 64 MiB"),
    "flood-reasoning": (flood(of=LARGE.replace(b"content", b"reasoning"), times=1200), "more than 64 MiB"),
    "flood-comments": (flood(of=b": " + X + b"\n", times=1200), "more than 64 MiB"),
    "flood-line": (flood(b"data: ", of=X, times=200), "a line of more than 8 MiB"),
    "flood-delta": (flood(b'data: {"choices":[{"delta":{"content":"', of=X, times=800), "a line of more than 8 MiB"),
    "flood-event-of-lines": (flood(of=b"data: " + X + b"\n", times=200), "a line of more than 8 MiB"),
    "flood-document": (flood(b"{\n", of=b'"' + X + b'",\n', times=200), "a line of more than 8 MiB"),
    "flood-values": (
        flood(b'data: {"choices":[{"delta":{"tool_calls":[', b"{}," * 300_000, of=b"{}]}}]}\n\n", times=1),
        "250,000 values",
    ),
    "flood-calls": (many_calls, "more than 256 calls"),
    "flood-call": (
        flood(of=chunk({"tool_calls": [{**call("a"), "index": 0, "function": {"arguments": "x" * 60_000}}]}), times=20),
        "a call of more than 1 MiB",
    ),
    "flood-refusal": (long_refusal, "too xxx"),
}
"""What the failure says, by flood."""
PLAYS: dict[str, Play] = {**ROUNDS, **{name: play for name, (play, _) in FLOODS.items()}, "no-progress": no_progress}
