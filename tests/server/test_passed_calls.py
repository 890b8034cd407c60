"""Calls of the model's own API through the server, with the unmodified SDK and a model server behind it."""

import json
import re
from typing import cast

import httpx2
import openai
import pytest
from msgspec.structs import replace
from openai.types.chat import ChatCompletionMessageParam

from app.models.script import Gate
from app.settings import Settings
from tests.fake_model import Answer, FakeModel, Head, raw, refuse, say
from tests.requirements import requirement
from tests.server.passing import KEY, passing

HELLO: list[ChatCompletionMessageParam] = [{"role": "user", "content": "Hello"}]


CHAT = {
    "id": "c1",
    "object": "chat.completion",
    "created": 1,
    "model": "fake-max",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hi"}}],
}
VECTORS = {
    "object": "list",
    "model": "e",
    "data": [{"object": "embedding", "index": 0, "embedding": [0.5, 1.0]}],
    "usage": {"prompt_tokens": 1, "total_tokens": 1},
}


def whole(body: object) -> Answer:
    """Answer with one JSON object."""
    return raw(json.dumps(body), type="application/json")


@requirement("server.passed-calls")
async def test_a_chat_completion_goes_to_the_endpoint_with_its_key_alone(settings: Settings) -> None:
    mapped = replace(settings, model_map={"gpt-4": "fake-max"})
    async with FakeModel([whole(CHAT)], key=KEY) as endpoint, passing(mapped, endpoint) as client:
        caller = client.with_options(default_headers={"X-Of-The-Caller": "1"}, organization="org-1")
        answer = await caller.chat.completions.create(model="gpt-4", messages=HELLO, seed=7)
    assert answer.choices[0].message.content == "Hi"
    seen = endpoint.requests[0]
    assert (seen.body["model"], seen.body["seed"]) == ("fake-max", 7)
    assert not {"x-of-the-caller", "openai-organization", "openai-beta"} & seen.headers.keys()


@requirement("server.passed-calls")
async def test_a_stream_is_passed_on_as_it_comes_and_ends_when_the_caller_leaves(settings: Settings) -> None:
    async with (
        FakeModel([say("First ", Gate(), "second")]) as endpoint,
        passing(replace(settings, model="fake-max"), endpoint) as client,
    ):
        stream = await client.chat.completions.create(model="", messages=HELLO, stream=True)
        async for chunk in stream:
            if chunk.choices[0].delta.content:
                assert chunk.choices[0].delta.content == "First "
                break
        await stream.close()
        await endpoint.left()


@requirement("server.passed-calls")
async def test_refusals_and_embeddings_are_passed_on_without_the_key(settings: Settings) -> None:
    async with (
        FakeModel(
            [
                refuse(422, f"No such thing for {KEY}.", code="odd"),
                whole(VECTORS),
            ],
            models=["e"],
        ) as endpoint,
        passing(settings, endpoint) as client,
    ):
        with pytest.raises(openai.UnprocessableEntityError) as refused:
            await client.embeddings.create(model="e", input="x", encoding_format="float")
        assert (refused.value.code, KEY in str(refused.value.body)) == ("odd", False)
        answer = await client.embeddings.create(model="e", input="x", encoding_format="float")
    assert answer.data[0].embedding == [0.5, 1.0]
    assert [seen.path.rpartition("/")[2] for seen in endpoint.requests] == ["embeddings", "embeddings"]


@requirement("secrets.echoed")
@pytest.mark.parametrize(
    "answer",
    [
        raw(f': by {KEY}\n\ndata: {{"choices": []}}\n\ndata: {{"error": ', f'{{"message": "{KEY}"}}}}\n\n'),
        raw(f'data: {{"choices": []}}\n\nevent: error\ndata: {{"message": "{KEY}"}}\n\n'),
        raw(f'{{\n "error": {{\n  "message": "no {KEY}"\n }}\n}}', type="application/json"),
        [Head(302, "application/json", (("x-request-id", KEY),)), f'{{"detail": "no {KEY}"}}'],
        [Head(200, f"text/plain; charset={KEY}"), "fine"],
    ],
)
async def test_no_error_in_an_answer_and_no_header_repeats_the_key(answer: Answer, settings: Settings) -> None:
    async with (
        FakeModel([answer]) as endpoint,
        passing(replace(settings, model="m"), endpoint) as client,
        httpx2.AsyncClient(base_url=str(client.base_url)) as http,
    ):
        passed = await http.post("chat/completions", json={"model": "m", "messages": HELLO})
    assert "***" in f"{passed.headers} {passed.text}"
    assert KEY not in f"{passed.headers} {passed.text}"


@requirement("server.passed-calls")
async def test_an_endpoint_that_cannot_be_reached_is_a_503_with_a_sentence(settings: Settings) -> None:
    async with FakeModel() as endpoint:
        pass
    async with passing(replace(settings, model="any"), endpoint) as client:
        with pytest.raises(openai.InternalServerError) as failed:
            await client.chat.completions.create(model="any", messages=HELLO)
    assert (failed.value.status_code, failed.value.code) == (503, "no_answer")
    assert "cannot be reached" in failed.value.message


@requirement("server.passed-calls")
async def test_one_model_can_be_retrieved(settings: Settings) -> None:
    async with FakeModel(models=["owner/large", "small"]) as endpoint, passing(settings, endpoint) as client:
        assert (await client.models.retrieve("owner/large")).id == "owner/large"
        assert (await client.models.retrieve("small")).object == "model"
        with pytest.raises(openai.NotFoundError) as missing:
            await client.models.retrieve("gpt-4")
    assert missing.value.code == "model_not_found"


@requirement("server.unserved")
@pytest.mark.parametrize("path", ["/uploads", "/vector_stores", "/uploads/upload-1/parts", "/responses"])
async def test_what_is_not_served_is_named(path: str, settings: Settings) -> None:
    async with FakeModel() as endpoint, passing(settings, endpoint) as client:
        with pytest.raises(openai.NotFoundError) as missing:
            await client.post(path, body={}, cast_to=object)
    assert missing.value.code == "unsupported"
    message = cast("dict[str, str]", missing.value.body)["message"]
    assert re.fullmatch(rf"This server does not serve POST /v1{path}: [^.]+\.", message)
