"""What goes back to a model with its calls: its own ids, fields that only it knows, its reasoning."""

from collections.abc import Sequence
from typing import cast

import pytest
from msgspec.structs import replace

from app.api.endpoints import Origin
from app.api.steps import FunctionCall, FunctionToolCall
from app.models import open_models
from app.models.model import CallPiece, EarlierAnswer, Finished, Models
from app.settings import Settings
from tests.fake_model import DONE, Answer, FakeModel, Json, event, raw, say
from tests.models.asking import pieces_of, request_of
from tests.models.connected import Connect
from tests.requirements import requirement

SIGNATURE: Json = {"extra_content": {"google": {"thought_signature": "c2ln"}}}


def call(id: str | None = "a", arguments: object = "{}", index: object = 0, **more: object) -> Json:
    """Make a whole call of the weather."""
    named = {"index": index, "id": id, "type": "function", "function": {"name": "weather", "arguments": arguments}}
    return {name: value for name, value in named.items() if value is not None} | more


def answer(*deltas: Json) -> Answer:
    return raw(*map(event, deltas), event({}, "tool_calls"), DONE)


def calling(*calls: Json) -> Answer:
    return answer({"tool_calls": list(calls)})


async def earlier_answer(models: Models, model: str = "fake-max") -> EarlierAnswer:
    """Ask, and make of the answer what a run makes of it: calls with ids of ours, each with an output."""
    pieces = await pieces_of(models, request_of(model=model))
    calls: dict[int, FunctionToolCall] = {}
    for piece in pieces:
        if isinstance(piece, CallPiece):
            if piece.index not in calls:
                function = FunctionCall(name=piece.name, arguments="", output="sunny")
                calls[piece.index] = FunctionToolCall(id=f"call_{piece.index}", function=function)
            made = calls[piece.index]
            function = replace(made.function, arguments=made.function.arguments + piece.arguments)
            calls[piece.index] = replace(made, function=function)
    last = pieces[-1]
    assert isinstance(last, Finished)
    return EarlierAnswer(text="", calls=list(calls.values()), server_fields=last.server_fields)


async def sent_back(
    models: Models, server: FakeModel, earlier: Sequence[EarlierAnswer], model: str = "fake-max"
) -> list[Json]:
    """Ask with these answers; return the messages behind the user's."""
    await pieces_of(models, replace(request_of(model=model), earlier_answers=earlier))
    messages = server.bodies[-1]["messages"]
    return cast(list[Json], messages)[1:]


async def round_trip(connect: Connect, given: Answer) -> list[Json]:
    async with FakeModel([given, say("done")]) as server, connect(server) as models:
        return await sent_back(models, server, [await earlier_answer(models)])


def calls_in(messages: Sequence[Json]) -> list[Json]:
    calls = messages[0]["tool_calls"]
    return cast(list[Json], calls)


UNKNOWN: dict[str, tuple[Answer, Json]] = {
    "Gemini": (calling(call() | SIGNATURE), SIGNATURE),
    "in a later fragment": (
        answer(
            {"tool_calls": [call(arguments="")]},
            {"tool_calls": [{"index": 0, "function": {"arguments": "{}"}, **SIGNATURE}]},
        ),
        SIGNATURE,
    ),
    "in two fragments": (
        answer(
            {"tool_calls": [call(extra={"a": 1, "b": {"c": "x"}})]},
            {"tool_calls": [{"index": 0, "extra": {"b": {"d": 2}}}]},
        ),
        {"extra": {"a": 1, "b": {"c": "x", "d": 2}}},
    ),
    "repeated": (
        answer({"tool_calls": [call(signature="s")]}, {"tool_calls": [{"index": 0, "id": "a", "signature": "s"}]}),
        {"signature": "s"},
    ),
    "with halves of characters": (
        raw(
            b'data: {"choices":[{"delta":{"tool_calls":[{"id":"a","mark":"\\ud83d",'
            b'"function":{"name":"weather","arguments":"{}"}}]}}]}\n\n',
            event({}, "stop"),
        ),
        {"mark": "\ufffd"},
    ),
}


@requirement("streams.calls-go-back-as-they-came")
@pytest.mark.parametrize("server_name", UNKNOWN)
async def test_unknown_fields_of_a_call_go_back_verbatim(connect: Connect, server_name: str) -> None:
    given, fields = UNKNOWN[server_name]
    function = {"name": "weather", "arguments": "{}"}
    expected = {**fields, "id": "a", "type": "function", "function": function}
    assert calls_in(await round_trip(connect, given)) == [expected]


@requirement("streams.calls-go-back-as-they-came")
async def test_unknown_fields_of_a_function_go_back_verbatim(connect: Connect) -> None:
    given = calling(call(function={"name": "weather", "arguments": "{}", "thought": {"a": [1]}}))
    assert calls_in(await round_trip(connect, given))[0]["function"] == {
        "name": "weather",
        "arguments": "{}",
        "thought": {"a": [1]},
    }


def named(*parts: str) -> Answer:
    """Make a call whose name comes in these parts, without arguments."""
    deltas: list[Json] = [{"tool_calls": [{"index": 0, "id": "a", "function": {"name": part}}]} for part in parts]
    return answer(*deltas)


IDS: dict[str, tuple[Answer, list[str]]] = {
    "Mistral": (calling(call("Ab3dEf6h9")), ["Ab3dEf6h9"]),
    "two": (calling(call("a"), call("b", index=1)), ["a", "b"]),
    "none": (calling(call(None)), ["call_0"]),
    "empty": (calling(call("")), ["call_0"]),
    "a number": (calling(call(index="0", id=None) | {"id": 7}), ["7"]),
    "the same twice": (calling(call("a"), call("a", index=1)), ["a", "call_1"]),
    "index always 0": (calling(call("a"), call("b")), ["a", "b"]),
    "no index": (calling(call("a", index=None), call("b", index=None)), ["a", "b"]),
    "function_call": (answer({"function_call": {"name": "weather", "arguments": "{}"}}), ["call_0"]),
    "a name in fragments": (named("wea", "ther"), ["a"]),
    "a name that grows": (named("wea", "weather"), ["a"]),
    "a name repeated": (named("weather", "weather"), ["a"]),
    "arguments null": (
        calling(call("a", arguments=None) | {"function": {"name": "weather", "arguments": None}}),
        ["a"],
    ),
    "arguments a list": (calling(call("a", arguments=[])), ["a"]),
    "arguments an object": (calling(call("a", arguments={"city": "Rome"})), ["a"]),
}


@requirement("streams.calls-go-back-as-they-came")
@pytest.mark.parametrize("form", IDS)
async def test_the_id_of_a_call_is_the_models_own_where_it_gave_one(connect: Connect, form: str) -> None:
    given, ids = IDS[form]
    messages = await round_trip(connect, given)
    assert [one["id"] for one in calls_in(messages)] == ids
    assert [message["tool_call_id"] for message in messages[1:]] == ids
    for one in calls_in(messages):
        function = one["function"]
        assert isinstance(function, dict)
        assert function["name"] == "weather"


@requirement("streams.calls-go-back-as-they-came")
async def test_an_id_that_every_round_repeats_is_sent_once(connect: Connect) -> None:
    async with FakeModel([calling(call()), calling(call()), say("done")]) as server, connect(server) as models:
        first = await earlier_answer(models)
        second = await earlier_answer(models)
        messages = await sent_back(models, server, [first, second])
    assert [one["tool_call_id"] for one in messages if one["role"] == "tool"] == ["a", "call_0"]


DETAIL: Json = {"type": "reasoning.text", "text": "Let me see.", "signature": "s", "format": "x-v1", "index": 0}
REASONING: dict[str, tuple[list[Json], Json]] = {
    "DeepSeek": (
        [{"reasoning_content": "Let me "}, {"reasoning_content": "see."}],
        {"reasoning_content": "Let me see."},
    ),
    "another name": ([{"reasoning": "Let me see."}], {"reasoning": "Let me see."}),
    "OpenRouter": (
        [{"reasoning": "Let me see.", "reasoning_details": [DETAIL]}],
        {"reasoning": "Let me see.", "reasoning_details": [DETAIL]},
    ),
    "OpenRouter, encrypted": (
        [{"reasoning_details": [{"type": "reasoning.encrypted", "data": "x", "id": "r1"}]}],
        {"reasoning_details": [{"type": "reasoning.encrypted", "data": "x", "id": "r1"}]},
    ),
    "of a message": (
        [{"extra_content": {"google": {"thought_signature": "s"}}}],
        {"extra_content": {"google": {"thought_signature": "s"}}},
    ),
    "Gemini, of a message": ([{"content": "Hm", "thought_signature": "s"}], {"thought_signature": "s"}),
    "LiteLLM": (
        [{"role": "assistant", "provider_specific_fields": {"thought_signatures": ["s"]}}],
        {"provider_specific_fields": {"thought_signatures": ["s"]}},
    ),
    "Copilot": (
        [{"reasoning_text": "Let me "}, {"reasoning_text": "see."}, {"content": None, "reasoning_opaque": "x1"}],
        {"reasoning_text": "Let me see.", "reasoning_opaque": "x1"},
    ),
    "an unknown field behind text": (
        [{"content": "Hel"}, {"content": "lo"}, {"content": "!", "encrypted_thinking": "x"}],
        {"encrypted_thinking": "x"},
    ),
    "an unknown field in fragments": ([{"mark": "a"}, {"mark": "b"}, {"mark": "ab"}], {"mark": "ab"}),
    "fields that are no part of it": (
        [
            {
                "role": "assistant",
                "annotations": [1],
                "audio": {"id": "a"},
                "refusal": "",
                "mark": None,
                "token_ids": [1],
            }
        ],
        {},
    ),
    "thoughts": ([{"thoughts": "Let me see."}], {"thoughts": "Let me see."}),
    "details of one index": (
        [{"reasoning_details": [DETAIL | {"id": "r1"}]}, {"reasoning_details": [DETAIL | {"id": "r2"}]}],
        {"reasoning_details": [DETAIL | {"id": "r1"}, DETAIL | {"id": "r2"}]},
    ),
    "in tags": ([{"content": "<think>Let me see.</think>"}], {}),
}


@requirement("streams.reasoning-goes-back-with-calls")
@pytest.mark.parametrize("server_name", REASONING)
async def test_reasoning_goes_back_with_the_calls_under_its_own_name(connect: Connect, server_name: str) -> None:
    deltas, fields = REASONING[server_name]
    messages = await round_trip(connect, answer(*deltas, {"tool_calls": [call()]}))
    assert {
        name: value for name, value in messages[0].items() if name not in ("role", "content", "tool_calls")
    } == fields


@requirement("streams.reasoning-goes-back-with-calls")
async def test_reasoning_without_calls_does_not_go_back(connect: Connect) -> None:
    async with FakeModel([answer({"reasoning_content": "x"}, {"content": "Hi"})]) as server, connect(server) as models:
        assert (await earlier_answer(models)).server_fields == b""


@requirement("streams.reasoning-goes-back-with-calls", "streams.calls-go-back-as-they-came")
async def test_nothing_of_one_model_goes_to_another(settings: Settings) -> None:
    given = answer({"reasoning_content": "secret"}, {"tool_calls": [call("secret") | SIGNATURE]})
    async with FakeModel([given, say("done")]) as server, FakeModel([say("done")]) as elsewhere:
        own = replace(settings, base_url=server.base_url, model="fake-max", origins={"base_url": Origin.FLAG})
        async with open_models(own) as models:
            earlier = [await earlier_answer(models)]
            assert b"secret" in earlier[0].server_fields
            to_another_model = await sent_back(models, server, earlier, "fake-100")
        async with open_models(replace(own, base_url=elsewhere.base_url)) as models:
            to_another_server = await sent_back(models, elsewhere, earlier)
    for messages in (to_another_model, to_another_server):
        assert calls_in(messages)[0]["id"] == "call_0"
        assert "secret" not in str(messages)
        assert "google" not in str(messages)


@requirement("streams.text-behind-calls-goes-back")
async def test_text_behind_a_call_goes_back_with_it(connect: Connect) -> None:
    given = answer(
        {"tool_calls": [call(arguments='{"city": "Rome"}')]}, {"content": "I asked "}, {"content": "the weather."}
    )
    assert (await round_trip(connect, given))[0]["content"] == "I asked the weather."
