"""Which model answers a run that names one or none, and what is said where a server sends no list."""

import asyncio

import pytest
from msgspec.structs import replace

from app.api.endpoints import Origin
from app.api.errors import NoEndpoint
from app.models.model import ModelError
from app.models.script import Gate
from app.settings import Settings
from tests.fake_model import Answer, FakeModel, raw, refuse, say
from tests.models.asking import pieces_of, request_of, text_of
from tests.models.connected import models_of
from tests.requirements import requirement


def with_key(settings: Settings, origin: Origin = Origin.ENVIRONMENT) -> Settings:
    return replace(settings, api_key="sk-own", origins={"api_key": origin})


async def answering(settings: Settings, server: FakeModel, asked: str, **more: object) -> str:
    own = replace(settings, base_url=server.base_url, **more)  # pyright: ignore[reportArgumentType]
    async with models_of(own) as models:
        return await models.resolve_model(asked)


@requirement("models.names")
async def test_which_model_a_run_uses(settings: Settings) -> None:
    async with FakeModel(models=["nomic-embed-text", "llama", "qwen"]) as server:
        assert await answering(settings, server, "qwen", model="llama") == "qwen"
        assert await answering(settings, server, "gpt-4", model="llama", model_map={"gpt-4": "qwen"}) == "qwen"
        assert await answering(settings, server, "gpt-4", model="llama") == "llama"
        assert await answering(settings, server, "gpt-4") == "llama", "the first that chats"
        assert await answering(settings, server, "") == "llama"
        before = server.listings
        assert await answering(settings, server, "", model="typo") == "typo", "the user's own word goes out"
        assert await answering(settings, server, "typo", model="typo") == "typo"
        assert server.listings == before, "no list is asked for where the name is set"


@requirement("models.names")
async def test_without_a_list_the_name_is_sent_as_asked(settings: Settings) -> None:
    async with FakeModel(models=[]) as server:
        assert await answering(settings, server, "anything") == "anything"
        with pytest.raises(NoEndpoint, match="--model"):
            await answering(settings, server, "")


@requirement("models.names")
async def test_openai_has_a_documented_default(settings: Settings) -> None:
    async with models_of(with_key(settings)) as models:
        assert await models.resolve_model("") == "gpt-5.4-mini"


@requirement("models.names")
async def test_the_list_is_fetched_once_and_again_for_an_unknown_name(settings: Settings) -> None:
    async with FakeModel(models=["one"]) as server, models_of(replace(settings, base_url=server.base_url)) as models:
        assert [one.id for one in await models.models()] == ["one"]
        for _ in range(3):
            assert await models.resolve_model("one") == "one"
        assert server.listings == 1
        server.models.append("two")
        server.answers = [refuse(404, "The model `one` does not exist")]
        with pytest.raises(ModelError):
            await pieces_of(models, request_of(model="one"))
        assert await models.resolve_model("two") == "two"


@pytest.mark.parametrize("failure", [refuse(400, "no"), refuse(404, "The model `one` does not exist")])
@requirement("models.names", "models.no-list-says-why")
async def test_a_call_that_fails_leaves_others_their_list(settings: Settings, failure: Answer) -> None:
    gate = Gate()
    listing = raw(gate, '{"data":[{"id":"one"}]}', type="application/json")
    async with (
        FakeModel([failure, say("x")], listing=listing) as server,
        models_of(replace(settings, base_url=server.base_url)) as models,
    ):
        waiting = asyncio.create_task(pieces_of(models, request_of(model="")))
        await server.wait_for_listing()
        failing = asyncio.create_task(pieces_of(models, request_of(model="one")))
        await server.wait_for_request()
        asked_again = asyncio.create_task(server.wait_for_listing(2))  # by a call whose name is unknown
        await asyncio.wait([failing, asked_again], return_when=asyncio.FIRST_COMPLETED)
        asked_again.cancel()
        gate.open()
        with pytest.raises(ModelError):
            await failing
        assert text_of(await waiting) == "x"


@requirement("models.names")
async def test_a_call_that_fails_for_another_reason_keeps_the_list(settings: Settings) -> None:
    async with FakeModel(models=["one"]) as server, models_of(replace(settings, base_url=server.base_url)) as models:
        assert await models.resolve_model("") == "one"
        server.answers = [refuse(400, "no"), say("x")]
        with pytest.raises(ModelError):
            await pieces_of(models, request_of(model=""))
        await pieces_of(models, request_of(model=""))
        assert server.listings == 1


@requirement("models.connection-is-kept")
async def test_preparing_does_what_the_first_call_would_wait_for(settings: Settings) -> None:
    async with FakeModel([say("x")]) as server, models_of(replace(settings, base_url=server.base_url)) as models:
        await models.prepare()
        assert (server.listings, len(server.requests)) == (1, 0)
        await pieces_of(models, request_of(model=""))
        assert server.listings == 1


@requirement("models.no-list-says-why")
async def test_a_server_that_was_away_is_asked_again(settings: Settings) -> None:
    async with FakeModel() as server:
        port = server.port
    own = replace(settings, base_url=f"http://127.0.0.1:{port}/v1")
    async with models_of(own) as models:
        with pytest.raises(NoEndpoint, match="cannot be reached"):
            await models.resolve_model("")
        async with FakeModel(models=["llama"], port=port):
            assert await models.resolve_model("") == "llama"


@requirement("models.no-list-says-why")
async def test_a_list_that_requires_another_key_says_so(settings: Settings) -> None:
    async with FakeModel(key="right") as server, models_of(replace(settings, base_url=server.base_url)) as models:
        with pytest.raises(NoEndpoint, match=r"requires an API key. Set OPENAI_API_KEY"):
            await models.resolve_model("")
        named = replace(with_key(settings), base_url=server.base_url)
        async with models_of(named) as others:
            with pytest.raises(NoEndpoint, match=r"The key in OPENAI_API_KEY was rejected by .* Check it"):
                await others.resolve_model("")


@requirement("models.no-list-says-why")
async def test_a_web_page_instead_of_a_list_says_what_to_check(settings: Settings) -> None:
    async def page(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 15\r\n\r\n<!doctype html>")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(page, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with models_of(replace(settings, base_url=f"http://127.0.0.1:{port}")) as models:
            with pytest.raises(NoEndpoint, match=r"web page. Check the base URL: it usually ends in /v1"):
                await models.resolve_model("")
