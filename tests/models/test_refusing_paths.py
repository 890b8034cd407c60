"""Base URLs that are not quite right, at servers that refuse a path they do not have in other ways than with 404."""

import pytest
from msgspec.structs import replace

from app.api.endpoints import Origin
from app.models.model import ModelError
from app.settings import Settings
from tests.fake_model import Answer, FakeModel, Head, html, raw, refuse, say
from tests.models.asking import pieces_of, request_of, text_of
from tests.models.connected import models_of
from tests.requirements import requirement

SOON = (("retry-after-ms", "1"),)
ELSEWHERE: dict[str, Answer] = {
    "400": refuse(400, "Bad request"),
    "401": refuse(401, "Unknown route", SOON),
    "403": refuse(403, "Forbidden"),
    "406": refuse(406, "Not acceptable"),
    "410": refuse(410, "Gone"),
    "418": raw("I'm a teapot", status=418, type="text/plain"),
    "422": refuse(422, "Unprocessable"),
    "500": refuse(500, "Cannot POST", SOON),
    "501": refuse(501, "Not implemented", SOON),
    "502": html(502),
    "a redirect": [Head(302, "text/html", (("Location", "/login"),))],
    "a redirect for ever": [Head(308, "text/html", (("Location", "?"),))],
    "a page": html(),
    "other JSON": raw('{"status":"ok"}', type="application/json"),
    "a text": raw("Hello from the gateway", type="text/plain"),
    "nothing": raw(type="text/plain"),
}
KEY = "sk-own-key"


def at(server: FakeModel, path: str, settings: Settings) -> Settings:
    base_url = f"http://127.0.0.1:{server.port}{path}"
    return replace(settings, base_url=base_url, api_key=KEY, origins={"base_url": Origin.FLAG})


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
@requirement("lists.address")
async def test_the_list_finds_the_address(settings: Settings, elsewhere: str) -> None:
    server = FakeModel([say("x")], models=["llama"], root="/v1/", elsewhere=ELSEWHERE[elsewhere])
    async with server, models_of(at(server, "/x/", settings)) as models:
        assert text_of(await pieces_of(models, request_of(model=""))) == "x"
        assert len(models.take_notices()) == 1


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
@requirement("lists.address")
async def test_the_completion_finds_the_address(settings: Settings, elsewhere: str) -> None:
    server = FakeModel([say("x")], root="/v1/", elsewhere=ELSEWHERE[elsewhere])
    async with server, models_of(replace(at(server, "/x", settings), model="llama")) as models:
        assert text_of(await pieces_of(models, request_of(model="llama"))) == "x"
        assert len(models.take_notices()) == 1


@requirement("lists.address", "models.failures-say-what-to-do")
async def test_a_key_that_is_refused_at_the_right_address_is_told(settings: Settings) -> None:
    def answer(_: object) -> Answer:
        return refuse(401, "Incorrect API key")

    listing = refuse(401, "Incorrect API key")
    async with FakeModel(answer, listing=listing, root="/api/v1/") as server:
        own = at(server, "/api", settings)
        async with models_of(own) as models:
            assert await models.models() == []
            problem = models.list_problem()
            assert problem
            assert "was rejected by" in problem.says
        async with models_of(replace(own, model="llama")) as models:
            with pytest.raises(ModelError, match=r"was rejected by .*It says: Incorrect API key"):
                await pieces_of(models, request_of(model="llama"))
            assert not models.take_notices()


@requirement("lists.address", "models.failures-say-what-to-do")
async def test_a_refusal_of_an_address_that_has_answered_is_not_tried_elsewhere(settings: Settings) -> None:
    server = FakeModel([say("x"), refuse(400, "no such tool")], root="/api/")
    async with server, models_of(replace(at(server, "/api", settings), model="llama")) as models:
        assert text_of(await pieces_of(models, request_of(model="llama"))) == "x"
        with pytest.raises(ModelError, match="no such tool"):
            await pieces_of(models, request_of(model="llama"))
    assert server.paths == ["/api/chat/completions"] * 2
