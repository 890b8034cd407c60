"""Single requests: what is sent, how often, and what is returned."""

import pytest
from msgspec.structs import replace

from app.api.endpoints import Endpoint, Origin
from app.api.errors import Error, NotFound, RequestError, Unavailable, WeightsError
from app.api.objects import DEFAULT_ASSISTANT_ID, TERMINAL_STATUSES
from app.api.requests import CreateMessage, CreateRun, CreateThread, CreateThreadAndRun, Page, ThreadQuery
from app.models.script import Gate, Reply
from app.remote import open_remote
from tests.remote.cable import At, Cable
from tests.requirements import requirement
from tests.server.running import Running

HELLO = CreateThread(messages=[CreateMessage(role="user", content="Hi")])
ASKING = CreateThreadAndRun(assistant_id=DEFAULT_ASSISTANT_ID, thread=HELLO)


@requirement("remote.once")
async def test_what_changes_something_is_sent_once(served: Running, cable: Cable, at: At) -> None:
    served.script.replies += [Reply("one"), Reply("two")]
    async with open_remote(at(cable.url)) as (remote, _):
        cable.swallows = True
        with pytest.raises(Unavailable, match="check before you retry"):
            await remote.create_thread_and_run(ASKING)
        cable.swallows = False
        threads = (await remote.list_threads(ThreadQuery())).data
        assert len(threads) == 1
        cable.swallows = True
        with pytest.raises(Unavailable):
            await remote.delete_thread(threads[0].id)
        cable.swallows = False
        assert not (await remote.list_threads(ThreadQuery())).data


@requirement("remote.once")
async def test_a_read_is_retried(served: Running, cable: Cable, at: At) -> None:
    async with open_remote(at(cable.url)) as (remote, _):
        cable.cut()
        cable.trips = 1
        assert (await remote.get_assistant(DEFAULT_ASSISTANT_ID)).id == DEFAULT_ASSISTANT_ID
        assert cable.trips == 0


@requirement("remote.refusals")
async def test_refusals_arrive_as_they_were(served: Running, at: At) -> None:
    gate = Gate()
    served.script.replies.append(Reply(gate))
    async with open_remote(at(served.url)) as (remote, _):
        run = await remote.create_thread_and_run(replace(ASKING, stream=True))
        assert run.status not in TERMINAL_STATUSES
        with pytest.raises(RequestError) as busy:
            await remote.create_run(run.thread_id, CreateRun(assistant_id=DEFAULT_ASSISTANT_ID))
        assert str(busy.value) == f"Thread {run.thread_id} already has an active run {run.id}."
        assert (busy.value.status, busy.value.type) == (400, "invalid_request_error")
        long = CreateMessage(role="user", content="x" * 256_001)
        with pytest.raises(RequestError) as refused:
            await remote.create_message(run.thread_id, long)
        assert (refused.value.param, refused.value.code) == ("content", "string_above_max_length")
        with pytest.raises(NotFound, match="No thread found with id 'thread_x'") as missing:
            await remote.get_thread("thread_x")
        assert missing.value.status == 404
        for odd in ("../assistants", "thread_x/runs", "?", "#", "%2e%2e", "日本", ".."):
            with pytest.raises(NotFound):
                await remote.get_thread(odd)
        with pytest.raises(RequestError, match="not valid UTF-8"):
            await remote.create_message(run.thread_id, CreateMessage(role="user", content="\ud800"))
    gate.open()


@requirement("remote.refusals")
async def test_a_body_over_the_limit(served: Running, at: At) -> None:
    parts = CreateMessage(role="user", content="x" * 256_000)
    async with open_remote(at(served.url)) as (remote, _):
        with pytest.raises(RequestError) as refused:
            await remote.create_thread(CreateThread(messages=[parts] * 140))
        assert refused.value.status == 413


@requirement("remote.endpoint")
async def test_the_server_is_the_endpoint(served: Running, at: At) -> None:
    async with open_remote(at(served.url)) as (_, endpoints):
        endpoint = await endpoints.current()
        assert endpoint == Endpoint(
            name=f"127.0.0.1:{served.port}", base_url=served.url, kind="local", origin=Origin.FLAG, setting="server"
        )
        assert endpoint
        assert [one.id for one in await endpoints.models()] == ["script-1"]
        assert await endpoints.resolve_model("") == "script-1"
        assert await endpoints.resolve_model("gpt-4") == "", "the server maps it as it is set up"
        assert list(await endpoints.candidates()) == []
        assert list(endpoints.weights()) == []
        await endpoints.prepare()
        with pytest.raises(Error, match="The model is chosen on the server"):
            await endpoints.choose(endpoint)
        with pytest.raises(Error, match="The key is set on the server"):
            await endpoints.use_key("sk-1")
        with pytest.raises(WeightsError, match="on the server"):
            async for _ in endpoints.fetch_weights():
                pass
        served.script.endpoint = None
        assert await endpoints.resolve_model("") == ""


@requirement("remote.endpoint")
async def test_only_a_model_set_by_a_flag_is_sent(served: Running, at: At) -> None:
    served.script.replies += [Reply("one"), Reply("two"), Reply("three")]
    here = replace(at(served.url), model="mine")
    async with open_remote(here) as (remote, _):
        assert (await remote.create_thread_and_run(ASKING)).model == ""
    typed = replace(here, origins={**here.origins, "model": Origin.FLAG})
    async with open_remote(typed) as (remote, endpoints):
        assert await endpoints.resolve_model("") == ""
        assert (await remote.create_thread_and_run(ASKING)).model == "mine"
        run = await remote.create_thread_and_run(replace(ASKING, model="other"))
        assert run.model == "other"
        assert (await remote.list_runs(run.thread_id, Page())).data[0].id == run.id
