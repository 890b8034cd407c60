"""Base URLs that are not quite right: the address that answers is found and kept."""

import json
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from app.api.endpoints import Origin
from app.models.model import ModelError
from app.settings import Settings
from tests.fake_model import Answer, FakeModel, html, raw, refuse, say
from tests.models.asking import pieces_of, request_of, text_of
from tests.models.connected import models_of
from tests.requirements import requirement

ELSEWHERE = {
    "404": refuse(404, "Not Found"),
    "405": refuse(405, "Method Not Allowed"),
    "a page": html(),
    "a page for 404": html(404),
    "a redirect to a login": raw(status=302),
    "other JSON": raw('{"status":"ok"}', type="application/json"),
}


def at(server: FakeModel, path: str, settings: Settings) -> Settings:
    base_url = f"http://127.0.0.1:{server.port}{path}"
    return replace(settings, base_url=base_url, api_key="sk-own", origins={"base_url": Origin.FLAG})


@pytest.mark.parametrize("elsewhere", ELSEWHERE.values(), ids=ELSEWHERE)
@requirement("lists.address")
async def test_a_base_url_without_its_version(settings: Settings, elsewhere: Answer) -> None:
    server = FakeModel([say("x")], models=["llama"], root="/api/v1/", elsewhere=elsewhere)
    async with server, models_of(at(server, "/api/", settings)) as models:
        assert [model.id for model in await models.models()] == ["llama"]
        endpoint = await models.current()
        assert endpoint
        assert endpoint.base_url.endswith("/api"), "its name stays: runs belong to it"
        assert text_of(await pieces_of(models, request_of(model=""))) == "x"
        assert list(models.take_notices()) == [
            f"{endpoint.base_url} is not the address of an API; {endpoint.base_url}/v1 answers and is used."
        ]
        assert not models.take_notices(), "said once"


@requirement("lists.address")
async def test_a_host_without_a_path(settings: Settings) -> None:
    server = FakeModel([say("x"), say("y")], models=["llama"], root="/v1/")
    async with server:
        for said in ([f"The base URL has no path: {server.base_url} is used."], []):
            async with models_of(at(server, "", settings)) as models:
                await pieces_of(models, request_of(model=""))
                assert list(models.take_notices()) == said, "said once, by the first process"


@requirement("lists.address")
async def test_an_api_without_any_path(settings: Settings) -> None:
    server = FakeModel([say("x")], models=["llama"], root="/chat/")
    async with server, models_of(replace(at(server, "", settings), model="llama")) as models:
        assert text_of(await pieces_of(models, request_of(model="llama"))) == "x"
        assert len(models.take_notices()) == 1


@pytest.mark.parametrize("elsewhere", [ELSEWHERE["404"], ELSEWHERE["405"], ELSEWHERE["a page"]])
@requirement("lists.address")
async def test_the_address_is_found_by_the_completion_too(settings: Settings, elsewhere: Answer) -> None:
    server = FakeModel([say("x")], root="/api/v1/", elsewhere=elsewhere, listing=refuse(404, "no list"))
    async with server, models_of(replace(at(server, "/api", settings), model="llama")) as models:
        assert text_of(await pieces_of(models, request_of(model="llama"))) == "x"
        assert len(models.take_notices()) == 1
    assert server.paths[:2] == ["/api/chat/completions", "/api/v1/chat/completions"]


@pytest.mark.parametrize(
    "pasted",
    ["", "/", "/v1/", "/v1/chat/completions", "/v1/models", "/v1/models/", "/v1/responses", "/v1/chat", "/v1/models/m"],
)
@requirement("lists.address")
async def test_a_whole_path_that_was_pasted(settings: Settings, pasted: str) -> None:
    server = FakeModel([say("x")], models=["llama"], root="/v1/")
    async with server, models_of(at(server, pasted, settings)) as models:
        assert text_of(await pieces_of(models, request_of(model=""))) == "x"


@requirement("lists.address", "dialects.kept")
async def test_the_address_is_kept(settings: Settings) -> None:
    server = FakeModel([say("x"), say("y"), say("z")], models=["llama"], root="/api/v1/")
    async with server:
        own = at(server, "/api", settings)
        async with models_of(own) as models:
            await pieces_of(models, request_of(model=""))
        server.paths.clear()
        async with models_of(own) as models:
            await pieces_of(models, request_of(model=""))
            assert server.paths == ["/api/v1/models", "/api/v1/chat/completions"]
            assert not models.take_notices()


@requirement("lists.address", "dialects.contradiction")
async def test_an_address_that_no_longer_answers_is_given_up(settings: Settings) -> None:
    server = FakeModel([say("x"), say("y")], models=["llama"], root="/api/v1/")
    async with server:
        own = at(server, "/api", settings)
        async with models_of(own) as models:
            await pieces_of(models, request_of(model=""))
    async with FakeModel([say("y")], models=["llama"], root="/api/m", port=server.port) as moved:
        async with models_of(own) as models:
            assert [model.id for model in await models.models()] == ["llama"]
        assert moved.paths == ["/api/v1/models", "/api/models"]
        moved.paths.clear()
        async with models_of(own) as models:
            await models.models()
        assert moved.paths == ["/api/models"]


@requirement("lists.address", "models.key-goes-only-where-it-belongs")
async def test_the_memory_leads_to_no_other_host(settings: Settings) -> None:
    async with FakeModel() as strange, FakeModel(models=["llama"], root="/api/") as server:
        own = at(server, "/api", settings)
        entry = {"base_url": own.base_url, "model": "", "habit": "address", "value": strange.base_url}
        write(settings.data_dir / "dialects.json", {**entry, "reason": "", "at": int(time.time())})
        async with models_of(own) as models:
            assert [model.id for model in await models.models()] == ["llama"]
    assert strange.connections == 0


@requirement("lists.address")
async def test_a_server_without_an_api_is_described_by_its_own_address(settings: Settings) -> None:
    server = FakeModel(root="/nowhere")
    async with server, models_of(replace(at(server, "/api", settings), model="llama")) as models:
        with pytest.raises(ModelError, match=r"/api does not offer chat completions \(HTTP 404\). Check the base URL"):
            await pieces_of(models, request_of(model="llama"))
        assert not models.take_notices()


def write(path: Path, *learnt: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"version": 1, "learnt": learnt}))
