"""A model call over HTTP: what goes out, what comes back, and what is closed."""

import asyncio
from contextlib import aclosing

import pytest
from msgspec.structs import replace

from app.api.objects import RefusalPart, Text, TextPart, Usage
from app.api.steps import FunctionCall, FunctionToolCall
from app.api.tools import (
    FunctionDefinition,
    FunctionTool,
    ImageFile,
    ImageFilePart,
    ImageUrl,
    ImageUrlPart,
    JsonSchema,
    JsonSchemaFormat,
)
from app.models.model import (
    Answering,
    CallPiece,
    EarlierAnswer,
    Finished,
    ModelError,
    ModelRequest,
    RefusalPiece,
    TextPiece,
)
from app.models.script import Gate
from tests.fake_model import DONE, Answer, FakeModel, Head, Json, calls, data, event, hang, raw, refuse, say, usage
from tests.fixed_reply import TEXT
from tests.models.asking import message, pieces_of, request_of, text_of
from tests.models.connected import Connect
from tests.requirements import requirement

SOON = (("retry-after-ms", "1"),)
WEATHER = FunctionTool(function=FunctionDefinition(name="weather", parameters={"type": "object"}))


@requirement("models.streams")
async def test_a_reply_streams_with_usage_and_finish_reason(connect: Connect) -> None:
    async with FakeModel([say("Hel", "lo")]) as server, connect(server) as models:
        pieces = await pieces_of(models)
    assert text_of(pieces) == "Hello"
    assert pieces[-1] == Finished("stop", Usage(prompt_tokens=10, completion_tokens=5, total_tokens=15))
    assert server.bodies[0]["stream"] is True
    assert server.bodies[0]["stream_options"] == {"include_usage": True}


@requirement("models.streams")
async def test_each_piece_arrives_when_it_is_sent(connect: Connect) -> None:
    gate = Gate()
    async with asyncio.timeout(10), FakeModel([say("first", gate, "second")]) as server, connect(server) as models:
        stream = models.stream(request_of())
        assert await anext(stream) == Answering("fake-max", server.base_url, f"127.0.0.1-{server.port}")
        assert await anext(stream) == TextPiece("first")
        gate.open()
        assert await anext(stream) == TextPiece("second")


@requirement("models.streams")
async def test_the_fixed_reply_arrives_complete(connect: Connect) -> None:
    async with FakeModel() as server, connect(server) as models:
        assert text_of(await pieces_of(models)) == TEXT


@requirement("models.connection-is-kept")
async def test_the_next_call_uses_the_same_connection(connect: Connect) -> None:
    async with FakeModel([say("one"), say("two"), say("three")]) as server, connect(server) as models:
        for _ in range(3):
            await pieces_of(models)
    assert [seen.connection for seen in server.requests] == [1, 1, 1]


@requirement("models.cancel-closes")
async def test_closing_the_stream_closes_the_request(connect: Connect) -> None:
    async with asyncio.timeout(10), FakeModel([hang("half ")]) as server, connect(server) as models:
        async with aclosing(models.stream(request_of())) as stream:
            await anext(stream)  # who answers
            assert await anext(stream) == TextPiece("half ")
        await server.left()


@requirement("models.cancel-closes")
async def test_cancelling_before_the_first_byte_closes_the_request(connect: Connect) -> None:
    async with asyncio.timeout(10), FakeModel([hang(), say("next")]) as server, connect(server) as models:
        asking = asyncio.ensure_future(pieces_of(models))
        await server.wait_for_request()
        asking.cancel()
        await server.left()
        assert text_of(await pieces_of(models)) == "next"


@requirement("models.only-what-is-set")
async def test_unset_fields_are_not_sent(connect: Connect) -> None:
    async with FakeModel([say("x")]) as server, connect(server) as models:
        await pieces_of(models)
    assert set(server.bodies[0]) == {"model", "messages", "stream", "stream_options"}


@requirement("models.only-what-is-set")
async def test_set_fields_are_sent(connect: Connect) -> None:
    request = ModelRequest(
        model="fake-max",
        instructions="Be brief.",
        messages=[message("Hi")],
        tools=[WEATHER],
        tool_choice="required",
        parallel_tool_calls=False,
        response_format=JsonSchemaFormat(json_schema=JsonSchema(name="answer", schema={"type": "object"})),
        temperature=0.0,
        top_p=0.5,
        max_completion_tokens=7,
        reasoning_effort="low",
    )
    async with FakeModel([say("x")]) as server, connect(server) as models:
        await pieces_of(models, request)
    assert server.bodies[0] == {
        "model": "fake-max",
        "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi"}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "tools": [{"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}],
        "tool_choice": "required",
        "parallel_tool_calls": False,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "answer", "schema": {"type": "object"}},
        },
        "temperature": 0.0,
        "top_p": 0.5,
        "max_tokens": 7,
        "reasoning_effort": "low",
    }


@requirement("models.dialects")
async def test_a_server_that_refuses_a_field_is_asked_without_it_from_then_on(connect: Connect) -> None:
    request = ModelRequest(model="fake-max", instructions="", messages=[message("Hi")], max_completion_tokens=9)
    answers = [
        refuse(400, "Unrecognized request argument supplied: stream_options"),
        refuse(422, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."),
        say("yes"),
        say("again"),
    ]
    async with FakeModel(answers) as server, connect(server) as models:
        assert text_of(await pieces_of(models, request)) == "yes"
        assert text_of(await pieces_of(models, request)) == "again"
    assert ["stream_options" in body for body in server.bodies] == [True, False, False, False]
    assert ["max_tokens" in body for body in server.bodies] == [True, True, False, False]
    assert server.bodies[-1]["max_completion_tokens"] == 9


@requirement("models.dialects")
async def test_fields_that_a_reasoning_model_rejects_are_dropped(connect: Connect) -> None:
    request = ModelRequest(model="fake-max", instructions="", messages=[message("Hi")], temperature=0.2, top_p=0.5)
    refusal = "Unsupported value: 'temperature' does not support 0.2 with this model. Only 1 is supported."
    answers = [refuse(400, refusal), refuse(400, "Unknown parameter: 'top_p'."), say("yes"), say("as ever")]
    async with FakeModel(answers) as server, connect(server) as models:
        assert text_of(await pieces_of(models, request)) == "yes"
        assert text_of(await pieces_of(models, replace(request, model="fake-100"))) == "as ever"
    sampled = [("temperature" in body, "top_p" in body) for body in server.bodies]
    assert sampled == [(True, True), (False, True), (False, False), (True, True)]


@requirement("models.dialects")
@pytest.mark.parametrize(
    "refusal",
    ["Invalid 'temperature': must be at most 1.", "Unsupported parameter: 'response_format' is not supported."],
)
async def test_a_value_out_of_range_or_a_format_that_is_refused_fails(refusal: str, connect: Connect) -> None:
    schema = JsonSchemaFormat(json_schema=JsonSchema(name="answer", schema={"type": "object"}))
    request = replace(request_of("Hi"), temperature=1.5, response_format=schema)
    async with FakeModel([refuse(400, refusal)]) as server, connect(server) as models:
        with pytest.raises(ModelError, match="refused the request"):
            await pieces_of(models, request)
    assert len(server.bodies) == 1


@requirement("models.key-goes-only-where-it-belongs")
async def test_headers_of_the_environment_are_not_sent_to_another_server(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_ORG_ID", "OPENAI_PROJECT_ID", "OPENAI_ADMIN_KEY"):
        monkeypatch.setenv(name, "another-secret")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "Authorization: Bearer another-secret\nX-Gateway: another-secret")
    async with FakeModel([say("x")]) as server, connect(server) as models:
        await pieces_of(models)
    assert "another-secret" not in str(server.requests[0].headers)
    assert server.requests[0].headers["authorization"] == "Bearer sk-secret-1"


@requirement("models.key-goes-only-where-it-belongs", "models.failures-say-what-to-do")
async def test_a_conversation_is_not_redirected(connect: Connect) -> None:
    async with FakeModel() as elsewhere:
        there = (("location", f"{elsewhere.base_url}/chat/completions"),)
        async with FakeModel([refuse(307, "moved", there)]) as server, connect(server) as models:
            with pytest.raises(ModelError, match=rf"redirects to {elsewhere.base_url}/chat/completions \(HTTP 307\)"):
                await pieces_of(models)
        assert elsewhere.requests == []


@requirement("models.dialects")
async def test_a_temporary_failure_is_retried(connect: Connect) -> None:
    async with FakeModel([refuse(503, "busy", SOON), say("fine")]) as server, connect(server) as models:
        assert text_of(await pieces_of(models)) == "fine"


@requirement("models.thread-to-messages")
async def test_a_thread_becomes_alternating_messages(connect: Connect) -> None:
    call = FunctionToolCall(id="call_1", function=FunctionCall(name="weather", arguments="{}", output="sunny"))
    request = ModelRequest(
        model="fake-max",
        instructions="",
        messages=[
            message("One"),
            message("two"),
            message([RefusalPart(refusal="No.")], "assistant"),
            message([], "assistant"),
            message([ImageUrlPart(image_url=ImageUrl(url="data:image/png;base64,AA")), TextPart(text=Text(value="?"))]),
        ],
        earlier_answers=[EarlierAnswer(text="", calls=[call]), EarlierAnswer(text="Sunny.", calls=[])],
    )
    async with FakeModel([say("x")]) as server, connect(server) as models:
        await pieces_of(models, request)
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AA", "detail": "auto"}}
    function = {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": "{}"}}
    assert server.bodies[0]["messages"] == [
        {"role": "user", "content": "One\n\ntwo"},
        {"role": "assistant", "content": "No."},
        {"role": "user", "content": [image, {"type": "text", "text": "?"}]},
        {"role": "assistant", "content": None, "tool_calls": [function]},
        {"role": "tool", "tool_call_id": "call_1", "content": "sunny"},
        {"role": "assistant", "content": "Sunny."},
    ]


@requirement("models.thread-to-messages")
async def test_a_stored_image_becomes_a_note(connect: Connect) -> None:
    thread = [message([TextPart(text=Text(value="See ")), ImageFilePart(image_file=ImageFile(file_id="file-1"))])]
    async with FakeModel([say("x")]) as server, connect(server) as models:
        await pieces_of(models, ModelRequest(model="fake-max", instructions="", messages=thread))
    assert server.bodies[0]["messages"] == [{"role": "user", "content": "See \n[image: file-1]"}]


def tool_deltas(*deltas: Json, finish: str = "tool_calls") -> Answer:
    return raw(*(event({"tool_calls": [delta]}) for delta in deltas), event({}, finish), DONE)


def fragment(name: str | None, arguments: object, **more: object) -> Json:
    return {**more, "function": {"name": name, "arguments": arguments}}


TWO = [("weather", '{"city": "Rome"}'), ("time", '{"zone": 1}')]
SHAPES = {
    "as OpenAI sends them": calls(("weather", {"city": "Rome"}), ("time", {"zone": 1})),
    "finish reason stop": calls(("weather", {"city": "Rome"}), ("time", {"zone": 1}), finish="stop"),
    "no index, ids": tool_deltas(
        fragment("weather", '{"city": "Rome"}', id="a"), fragment("time", '{"zone": 1}', id="b")
    ),
    "no index, no id": tool_deltas(fragment("weather", '{"city": "Rome"}'), fragment("time", '{"zone": 1}')),
    "no index, fragments": tool_deltas(
        fragment("weather", '{"city": ', id="a"),
        fragment(None, '"Rome"}'),
        fragment("time", "", id="b"),
        fragment(None, '{"zone": 1}'),
    ),
    "index always 0": tool_deltas(
        fragment("weather", '{"city": "Rome"}', index=0, id="a"), fragment("time", '{"zone": 1}', index=0, id="b")
    ),
    "id and name repeated": tool_deltas(
        fragment("weather", '{"city": ', index=0, id="a"),
        fragment("weather", '"Rome"}', index=0, id="a"),
        fragment("time", '{"zone": ', index=1, id="b"),
        fragment("time", "1}", index=1, id="b"),
    ),
    "arguments as an object": tool_deltas(
        fragment("weather", {"city": "Rome"}, index=0, id="a"), fragment("time", {"zone": 1}, index=1, id="b")
    ),
    "interleaved": tool_deltas(
        fragment("weather", '{"city": ', index=0, id="a"),
        fragment("time", '{"zone": ', index=1, id="b"),
        fragment(None, '"Rome"}', index=0),
        fragment(None, "1}", index=1),
    ),
}


@requirement("models.tool-calls")
@pytest.mark.parametrize("shape", SHAPES)
async def test_tool_calls_of_every_shape(connect: Connect, shape: str) -> None:
    async with FakeModel([SHAPES[shape]]) as server, connect(server) as models:
        pieces = await pieces_of(models)
    found: dict[int, tuple[str, str]] = {}
    for piece in pieces:
        if isinstance(piece, CallPiece):
            name, arguments = found.get(piece.index, ("", ""))
            found[piece.index] = name + piece.name, arguments + piece.arguments
    assert [(name, arguments.replace(" ", "")) for name, arguments in found.values()] == [
        (name, arguments.replace(" ", "")) for name, arguments in TWO
    ]
    assert list(found) == [0, 1]


LOOSE = {
    "no [DONE]": raw(event({"content": "Hi"}), event({}, "stop")),
    "no finish reason, but [DONE]": raw(event({"content": "Hi"}), DONE),
    "comments and other fields": raw(b": ping\r\n\r\nevent: message\r\nid: 1\r\n", event({"content": "Hi"}, "stop")),
    "no space after data": raw(event({"content": "Hi"}, "stop").replace(b"data: ", b"data:"), DONE),
    "no line end at the end": raw(event({"content": "Hi"}, "stop").rstrip()),
    "content as parts": raw(event({"content": [{"type": "text", "text": "Hi"}]}, "stop"), DONE),
    "not streamed": raw(
        '{"choices":[{"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]}', type="application/json"
    ),
}


@requirement("models.streams")
@pytest.mark.parametrize("shape", LOOSE)
async def test_streams_of_different_servers(connect: Connect, shape: str) -> None:
    async with FakeModel([LOOSE[shape]]) as server, connect(server) as models:
        assert await pieces_of(models) == [TextPiece("Hi"), Finished("stop", None)]


@requirement("models.streams")
async def test_a_refusal_and_an_end_for_length(connect: Connect) -> None:
    answers = [raw(event({"refusal": "No."}), event({}, "content_filter"), DONE), say("cut", finish="length")]
    async with FakeModel(answers) as server, connect(server) as models:
        assert await pieces_of(models) == [RefusalPiece("No."), Finished("content_filter", None)]
        assert (await pieces_of(models))[-1] == Finished(
            "length", Usage(prompt_tokens=10, completion_tokens=5, total_tokens=15)
        )


@requirement("models.streams")
async def test_a_character_cut_in_two_arrives_whole(connect: Connect) -> None:
    whole = data({"choices": [{"delta": {"content": "日本語 🙂"}, "finish_reason": "stop"}]}).decode()
    spelled = whole.encode().decode("unicode_escape").encode("utf-16", "surrogatepass").decode("utf-16").encode()
    assert "日本語".encode() in spelled
    answer = [Head(), *(spelled[at : at + 1] for at in range(len(spelled))), usage(), DONE]
    async with FakeModel([answer]) as server, connect(server) as models:
        assert text_of(await pieces_of(models)) == "日本語 🙂"


@requirement("models.key-goes-only-where-it-belongs")
async def test_the_key_is_sent_and_no_key_is_no_header(connect: Connect) -> None:
    async with FakeModel([say("x")], key="sk-secret-1") as server, connect(server) as models:
        assert text_of(await pieces_of(models)) == "x"
