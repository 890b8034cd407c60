"""How many tokens a model takes: from the list, the table of hosted models, or the words of a refusal."""

import json

import pytest

from app.models.endpoints.names.hosted_windows import hosted_window
from app.models.model import ContextTooLong, Finished, Models, TextPiece
from app.models.script import Gate
from tests.fake_model import DONE, Answer, FakeModel, Head, refuse, say, usage
from tests.models.asking import pieces_of, request_of
from tests.models.connected import Connect
from tests.requirements import requirement

ROWS: dict[str, tuple[dict[str, object], int]] = {
    "vLLM": ({"max_model_len": 32_768}, 32_768),
    "OpenRouter": ({"context_length": 131_072, "top_provider": {"context_length": 65_536}}, 131_072),
    "Groq": ({"context_window": 8192, "max_completion_tokens": 4096}, 8192),
    "Mistral": ({"max_context_length": 32_000, "capabilities": {"completion_chat": True}}, 32_000),
    "LM Studio": ({"max_context_length": 131_072, "loaded_context_length": 4096}, 4096),
    "llama.cpp": ({"meta": {"n_ctx": 8192, "n_ctx_train": 131_072}}, 8192),
    "llama.cpp, older": ({"meta": {"n_ctx_train": 131_072}}, 0),
    "Copilot": ({"capabilities": {"limits": {"max_context_window_tokens": 64_000}}}, 64_000),
    "as text": ({"context_length": "4096"}, 4096),
    "nonsense": ({"context_length": -1, "context_window": True, "max_model_len": [4096], "n_ctx": 1e300}, 0),
    "nothing": ({}, 0),
}


def listing(row: dict[str, object]) -> Answer:
    body = {"object": "list", "data": [{"id": "fake-max", "object": "model", **row}, {"id": "other"}]}
    return [Head(200, "application/json"), json.dumps(body)]


async def window_of(models: Models, model: str = "fake-max") -> int:
    """Ask, and return the window that the end of the answer tells."""
    last = (await pieces_of(models, request_of(model=model)))[-1]
    assert isinstance(last, Finished)
    return last.context_window


@requirement("context.window")
@pytest.mark.parametrize("server", ROWS)
async def test_the_list_tells_the_window_as_each_server_names_it(connect: Connect, server: str) -> None:
    row, window = ROWS[server]
    gate = Gate()
    async with FakeModel([say("Hi", gate)], listing=listing(row)) as fake, connect(fake) as models:
        last = None
        async for last in models.stream(request_of()):
            if isinstance(last, TextPiece):  # the list is asked for beside the first answer
                await fake.wait_for_listing()
                await models.models()
                gate.open()
        assert isinstance(last, Finished)
        assert last.context_window == window
        assert fake.listings == 1


TOO_LONG = refuse(
    400,
    "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens",
    code="context_length_exceeded",
)


@requirement("context.window")
async def test_a_refusal_teaches_the_window_of_its_model_until_a_longer_request_is_answered(connect: Connect) -> None:
    answers = [TOO_LONG, *[say("Hi")] * 3, [*say("Hi")[:-2], usage(prompt=5000), DONE]]
    async with FakeModel(answers, listing=listing({"max_model_len": 9000})) as fake:
        async with connect(fake) as models:
            await models.models()
            with pytest.raises(ContextTooLong):
                await pieces_of(models)
            assert await window_of(models) == 4096
        async with connect(fake) as models:  # another process
            await models.models()
            assert await window_of(models) == 4096
            assert await window_of(models, "other") == 0
            (learnt,) = await models.adaptations()
            assert (learnt.model, learnt.description) == ("fake-max", "its context has 4096 tokens")
            assert await window_of(models) == 9000


@requirement("context.window")
def test_the_table_is_of_providers_at_their_own_addresses() -> None:
    assert hosted_window("https://api.openai.com/v1", "gpt-4o-2024-08-06") == 128_000
    assert hosted_window("https://api.anthropic.com/v1", "claude-opus-4-1-20250805") == 200_000
    assert hosted_window("https://api.openai.com/v1", "gpt-4o-unheard-of") == 0
    assert hosted_window("https://gateway.example/v1", "gpt-4o") == 0


@requirement("context.window", "context.next-model")
async def test_the_window_of_a_model_that_was_not_asked_yet_comes_from_the_list(connect: Connect) -> None:
    async with FakeModel(listing=listing({"max_model_len": 9000})) as fake, connect(fake) as models:
        assert [await models.context_window(name) for name in ("fake-max", "other", "unlisted")] == [9000, 0, 0]
        assert not fake.requests
