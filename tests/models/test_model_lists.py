"""Lists of models in every shape, hostile ones, and slow ones."""

import asyncio
import json
import time

import pytest
from msgspec.structs import replace

from app.api.errors import NoEndpoint
from app.api.objects import Model
from app.models.connected import ConnectedModels
from app.models.endpoints.local_servers import LocalServer
from app.models.script import Gate, Pause
from app.settings import Settings
from tests.fake_model import Answer, FakeModel, Head, hang, raw, say
from tests.model_cases.model_lists import CHAT_FIRST, GOOD, JSON, MAX_NAMES, NONE, STEADY
from tests.models.asking import pieces_of, request_of, text_of
from tests.models.connected import models_of
from tests.requirements import requirement

SOON_S = 3.0
"""Less than any deadline of the program for a list."""
LATE_LIST: Answer = [Pause(1.0), Head(200, JSON), '{"data":[{"id":"llama"}]}']


def at(server: FakeModel, settings: Settings, **more: object) -> Settings:
    return replace(settings, base_url=server.base_url, **more)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("case", GOOD)
@requirement("lists.any-shape", "lists.bounds")
async def test_a_list_in_another_shape(settings: Settings, case: str) -> None:
    good = GOOD[case]
    async with FakeModel([say("x")], listing=good.answer) as server, models_of(at(server, settings)) as models:
        listed = await models.models()
        assert [model.id for model in listed] == [one if isinstance(one, str) else one.id for one in good.models]
        assert [one for one in good.models if isinstance(one, Model) and one not in listed] == []
        if listed:
            assert await models.resolve_model("") == listed[0].id


@pytest.mark.parametrize("case", CHAT_FIRST)
@requirement("lists.any-shape")
async def test_a_model_that_cannot_chat_is_not_the_default(settings: Settings, case: str) -> None:
    answer = raw(json.dumps({"data": CHAT_FIRST[case]}), type=JSON)
    async with FakeModel(listing=answer) as server, models_of(at(server, settings)) as models:
        assert await models.resolve_model("") == "chat"
        assert len(await models.models()) == len(CHAT_FIRST[case]), "all are shown"


@pytest.mark.parametrize("case", NONE)
@requirement("lists.none", "lists.bounds")
async def test_no_list(settings: Settings, case: str) -> None:
    async with FakeModel([say("x")], listing=NONE[case]) as server, models_of(at(server, settings)) as models:
        async with asyncio.timeout(SOON_S):
            assert text_of(await pieces_of(models, request_of(model="mine"))) == "x"
        assert server.bodies[0]["model"] == "mine"
        assert await models.models() == []
        with pytest.raises(NoEndpoint, match=r"Name a model with --model|Check the base URL"):
            await models.resolve_model("")


@requirement("lists.bounds")
async def test_a_hundred_thousand_names(settings: Settings) -> None:
    answer = raw(json.dumps([{"id": f"m{number}"} for number in range(400_000)]), type=JSON)
    async with FakeModel(listing=answer) as server, models_of(at(server, settings, model="llama")) as models:
        assert len(await models.models()) == MAX_NAMES
        assert await models.resolve_model("m399999") == "m399999", "it may be among those that are not shown"


@requirement("lists.deadline")
async def test_a_list_that_drips(settings: Settings) -> None:
    async with FakeModel(listing=[Head(200, JSON), *STEADY]) as server:
        models = ConnectedModels(at(server, settings), {}, servers=[], list_timeout_s=0.5)
        async with asyncio.timeout(SOON_S):
            assert await models.models() == []
            with pytest.raises(NoEndpoint, match="no list of models in time"):
                await models.resolve_model("")
        await models.close()


@requirement("lists.deadline")
async def test_a_list_that_drips_names_keeps_those_that_came(settings: Settings) -> None:
    async with FakeModel(listing=[Head(200, JSON), '{"data":[{"id":"a"},{"id":"b"},', *STEADY]) as server:
        models = ConnectedModels(at(server, settings), {}, servers=[], list_timeout_s=1.0)
        assert [model.id for model in await models.models()] == ["a", "b"]
        await models.close()


@pytest.mark.parametrize("answer", [[Head(200, JSON), *STEADY], [Gate()], raw(*[b"x" * 2**20] * 400, type=JSON)])
@requirement("lists.deadline")
async def test_a_local_server_that_trickles_does_not_delay_the_choice(settings: Settings, answer: Answer) -> None:
    async with FakeModel(listing=answer) as slow, FakeModel() as good:
        servers = [LocalServer("slow", slow.base_url), LocalServer("good", good.base_url)]
        models = ConnectedModels(settings, {}, servers=servers, probe_timeout_s=1.0)
        async with asyncio.timeout(SOON_S):
            endpoint = await models.current()
        assert endpoint
        assert endpoint.name == "good"
        await models.close()


@pytest.mark.parametrize("listing", [hang(), [Head(200, JSON), *STEADY]])
@requirement("lists.named-model-does-not-wait")
async def test_a_named_model_does_not_wait_for_the_list(settings: Settings, listing: Answer) -> None:
    async with FakeModel([say("x"), say("y")], listing=listing) as server:
        mapped = at(server, settings, model_map={"gpt-4": "qwen"})
        async with models_of(mapped) as models, asyncio.timeout(SOON_S):
            await pieces_of(models, request_of(model="mine"))
            await pieces_of(models, request_of(model="gpt-4"))
            left_at = time.monotonic()
        assert time.monotonic() - left_at < 1.0, "closing does not wait either"
    assert [body["model"] for body in server.bodies] == ["mine", "qwen"]


@requirement("lists.named-model-does-not-wait")
async def test_an_unknown_name_is_mapped_when_the_list_has_come(settings: Settings) -> None:
    server = FakeModel([say("x")], models=["llama"], strict=True, listing=LATE_LIST)
    async with server, models_of(at(server, settings)) as models:
        assert text_of(await pieces_of(models, request_of(model="gpt-4"))) == "x"
    assert [body["model"] for body in server.bodies] == ["gpt-4", "llama"]
