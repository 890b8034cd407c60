"""Bad days of a model call: the code of `last_error`, and a sentence that names the place and says what to do."""

import asyncio
import os
import socket

import pytest
from msgspec.structs import replace

from app.api.endpoints import Origin
from app.models import open_models
from app.models.connected import ConnectedModels
from app.models.model import ContextTooLong, ModelError
from app.models.timeouts import ModelTimeouts
from app.settings import Settings
from tests.fake_model import DONE, Answer, FakeModel, cut, data, event, hang, html, raw, refuse, say
from tests.models.asking import pieces_of, request_of, text_of
from tests.models.connected import Connect
from tests.requirements import requirement

SOON = (("retry-after-ms", "1"),)

REFUSED: dict[str, tuple[Answer, str, list[str]]] = {
    "wrong key": (
        refuse(401, "Incorrect API key provided: sk-secret-1"),
        "server_error",
        ["The key in OPENAI_API_KEY was rejected by", "401"],
    ),
    "forbidden": (refuse(403, "Project has no access"), "server_error", ["doesn't allow", "Project has no access"]),
    "no credit": (refuse(402, "Insufficient credits"), "server_error", ["requires payment (HTTP 402)", "no credit"]),
    "unknown model": (
        refuse(404, "The model `fake-max` does not exist", code="model_not_found"),
        "server_error",
        ["no model “fake-max”", "--model"],
    ),
    "unknown path": (refuse(404, "Not Found"), "server_error", ["Check the base URL", "/v1"]),
    "a page for 404": (html(404), "server_error", ["Check the base URL", "/v1"]),
    "bad request": (refuse(400, "tools: not supported\nhere"), "invalid_prompt", ["tools: not supported here"]),
    "not processable": (refuse(422, "nope"), "invalid_prompt", ["nope"]),
    "too many": (
        refuse(429, "Slow down", SOON),
        "rate_limit_exceeded",
        ["Rate limited by", "Wait a moment and retry.", "Slow down"],
    ),
    "quota": (
        refuse(429, "You exceeded", SOON, code="insufficient_quota"),
        "rate_limit_exceeded",
        ["no credit left"],
    ),
    "server trouble": (refuse(500, "boom", SOON), "server_error", ["returned a server error", "500", "boom"]),
    "gateway page": ([*html(502)], "server_error", ["returned a server error", "502"]),
    "still loading": (refuse(503, "Loading model", SOON), "server_error", ["still loading"]),
}

STREAMED: dict[str, tuple[Answer, str, list[str]]] = {
    "a page": (html(), "server_error", ["a web page", "Check the base URL"]),
    "a page called a stream": (raw("<html>hi</html>\n"), "server_error", ["a web page"]),
    "no JSON": (raw(b"data: {nonsense\n\n"), "server_error", ["instead of a chat completion"]),
    "bytes": (raw(b"data: \xff\xfe\xfd\n\n"), "server_error", ["instead of a chat completion"]),
    "wrong types": (raw(data({"choices": 7})), "server_error", ["instead of a chat completion"]),
    "deep JSON": (raw(b"data: " + b'{"error":' + b"[" * 100_000 + b"\n\n"), "server_error", ["instead of"]),
    "nothing": (raw(), "server_error", ["an empty reply"]),
    "only [DONE]": (raw(DONE), "server_error", ["an empty reply"]),
    "another JSON": (raw('{"hello": 1}', type="application/json"), "server_error", ["an empty reply"]),
    "ends early in order": (raw(event({"content": "half"})), "server_error", ["stopped in the middle"]),
    "connection closed": (cut("half"), "server_error", ["stopped in the middle"]),
    "connection reset": (cut("half", reset=True), "server_error", ["stopped in the middle"]),
    "closed at once": (cut(), "server_error", ["stopped in the middle"]),
    "an error inside": (
        raw(event({"content": "half"}), data({"error": {"message": "out of memory"}})),
        "server_error",
        ["sent an error while", "out of memory"],
    ),
    "a limit inside": (raw(data({"error": {"message": "slow", "code": 429}})), "rate_limit_exceeded", ["Wait"]),
    "an error as text": (raw(data({"error": "kaputt"})), "server_error", ["kaputt"]),
    "provider broke off": (raw(event({"content": "half"}, "error")), "server_error", ["provider stopped"]),
}


@requirement("models.failures-say-what-to-do")
@pytest.mark.parametrize("day", [*REFUSED, *STREAMED])
async def test_each_failure_has_a_sentence(connect: Connect, day: str) -> None:
    answer, code, words = (REFUSED | STREAMED)[day]
    # A refusal that a moment may cure is tried once more.
    async with FakeModel([answer, answer]) as server, connect(server) as models:
        with pytest.raises(ModelError) as raised:
            await pieces_of(models)
        text = str(raised.value)
        server.answers = [say("fine")]
        assert text_of(await pieces_of(models)) == "fine", "the next call works"
    assert raised.value.code == code
    assert [word for word in words if word not in text] == []
    assert "127.0.0.1" in text
    assert "sk-secret-1" not in text
    assert "\n" not in text


TOO_LONG: dict[str, tuple[str, dict[str, object], tuple[int, int]]] = {
    "OpenAI": (
        "This model's maximum context length is 8192 tokens. However, your messages resulted in 10000 tokens.",
        {"code": "context_length_exceeded"},
        (10_000, 8192),
    ),
    "llama.cpp": (
        "request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it",
        {"type": "exceed_context_size_error", "n_prompt_tokens": 5000, "n_ctx": 4096, "code": 400},
        (5000, 4096),
    ),
    "vLLM": (
        "This model's maximum context length is 4,096 tokens. However, you requested 5,000 tokens",
        {},
        (5000, 4096),
    ),
    "Anthropic": ("prompt is too long: 200001 tokens > 200000 maximum", {}, (200_001, 200_000)),
    "LM Studio": ("the model is loaded with context length of only 4096 tokens", {}, (0, 4096)),
}


@requirement("models.context-too-long")
@pytest.mark.parametrize("server_name", TOO_LONG)
async def test_a_thread_that_does_not_fit(connect: Connect, server_name: str) -> None:
    message, more, numbers = TOO_LONG[server_name]
    async with FakeModel([refuse(400, message, (), **more)]) as server, connect(server) as models:
        with pytest.raises(ContextTooLong) as raised:
            await pieces_of(models)
    assert (raised.value.used, raised.value.limit) == numbers
    assert "fake-max" in str(raised.value)


async def failure_at(settings: Settings, base_url: str) -> ModelError:
    own = replace(settings, base_url=base_url, model="m", api_key="sk-secret-1", origins={"base_url": Origin.FLAG})
    async with open_models(own) as models:
        with pytest.raises(ModelError) as raised:
            await pieces_of(models, request_of(model="m"))
    assert "sk-secret-1" not in str(raised.value)
    assert raised.value.code == "server_error"
    return raised.value


@pytest.fixture
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


@requirement("models.failures-say-what-to-do")
async def test_a_server_that_is_not_running(settings: Settings) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))  # bound and not listening: refused
        error = await failure_at(settings, f"http://127.0.0.1:{bound.getsockname()[1]}/v1")
    assert "cannot be reached" in str(error)
    assert "Is the server running?" in str(error)


@requirement("models.failures-say-what-to-do")
@pytest.mark.usefixtures("no_proxy")
async def test_a_host_that_does_not_exist(settings: Settings) -> None:
    error = await failure_at(settings, "https://unknown.invalid/v1")
    assert "Can't resolve unknown.invalid." in str(error)


@requirement("models.failures-say-what-to-do")
async def test_a_server_without_tls(settings: Settings) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        error = await failure_at(settings, f"https://127.0.0.1:{port}/v1")
    assert "does not speak TLS" in str(error)


@requirement("models.failures-say-what-to-do")
async def test_a_server_that_falls_silent(settings: Settings) -> None:
    async with FakeModel([hang("half")]) as server:
        own = replace(settings, base_url=server.base_url, model="m")
        models = ConnectedModels(own, {}, timeouts=ModelTimeouts(silence=0.2))
        with pytest.raises(ModelError, match="timed out while waiting"):
            await pieces_of(models, request_of(model="m"))
        await models.close()


@requirement("models.failures-say-what-to-do")
async def test_no_endpoint_at_all(settings: Settings) -> None:
    models = ConnectedModels(settings, {}, servers=[])
    with pytest.raises(ModelError, match=r"(?s)OPENAI_API_KEY.*Ollama.*model pull"):
        await pieces_of(models)
    await models.close()
