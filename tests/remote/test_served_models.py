"""Which model of a server answers is told apart from the list of its models."""

import socket

import httpx2
from msgspec.structs import replace
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from app.models import open_models
from app.remote import open_remote
from app.server.application import create_app
from app.server.http_connection import Connection
from app.server.listening import listen
from app.settings import Settings
from tests.fake_model import FakeModel
from tests.remote.cable import At
from tests.requirements import requirement
from tests.server.running import Running
from tests.server.running import served as serving


@requirement("remote.default-model")
async def test_the_model_that_answers_need_not_be_the_first_of_the_list_or_in_it(settings: Settings, at: At) -> None:
    async with FakeModel(models=["first", "second"]) as endpoint:
        for model, listed in (("", ["first", "second"]), ("second", ["second", "first"]), ("new", ["first", "second"])):
            own = replace(settings, base_url=endpoint.base_url, model=model or None)
            async with (
                open_models(own) as models,
                serving(own, models) as server,
                open_remote(at(server.url)) as (_, endpoints),
                httpx2.AsyncClient() as http,
            ):
                answers = model or "first"
                assert await endpoints.resolve_model("") == answers
                body = (await http.get(f"{server.url}/models")).json()
                assert (body["default"], [row["id"] for row in body["data"]]) == (answers, listed)
                assert set(body) == {"object", "data", "default"}


@requirement("remote.default-model")
async def test_a_server_of_an_earlier_version_lists_its_default_first(served: Running, at: At) -> None:
    async def list_models(_request: Request) -> JSONResponse:
        return JSONResponse({"object": "list", "data": [{"id": "first"}, {"id": "second"}]})

    app = create_app(served.assistants, served.script, server_key=None, loopback=True)
    app.router.routes.insert(0, Route("/v1/models", list_models))
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
    async with listen(app, listener, Connection), open_remote(at(url)) as (_, endpoints):
        assert await endpoints.resolve_model("") == "first"
