"""`serve` as a process: its first line, its key, how it stops, and the runs that the next one continues."""

import json
import signal
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from app.api.errors import Error
from app.api.objects import DEFAULT_ASSISTANT_ID
from app.api.services import Services
from app.server import serve
from tests.cli.program import Program
from tests.fake_model import FakeModel, hang, say
from tests.requirements import requirement
from tests.server.processes import ended, url_of

HELLO = {
    "assistant_id": DEFAULT_ASSISTANT_ID,
    "thread": {"messages": [{"role": "user", "content": "Hello"}]},
    "stream": True,
}


@asynccontextmanager
async def never() -> AsyncGenerator[Services]:
    """Services that must not be opened."""
    raise AssertionError("the data was opened")
    yield


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "chat.invalid"])
@requirement("serve.needs-a-key")
async def test_beyond_loopback_a_key_is_required(host: str) -> None:
    with pytest.raises(Error, match="ASSISTANT_CHAT_SERVER_KEY"):
        await serve(never, host, 0, None, announce=print)


@requirement("serve.address")
async def test_an_unavailable_address_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        with pytest.raises(Error, match=f"Cannot listen on 127.0.0.1:{port}"):
            await serve(never, "127.0.0.1", port, None, announce=print)
    with pytest.raises(Error, match="Cannot listen"):
        await serve(never, "127.0.0.1", 70_000, None, announce=print)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@requirement("serve.stops-in-order")
async def test_a_signal_ends_streams_and_the_next_server_continues_the_run(
    number: signal.Signals, tmp_path: Path
) -> None:
    async with FakeModel([hang("Half of"), say("The whole.")]) as model:
        program = Program(tmp_path, model.base_url)
        async with program.started("serve", "--port", "0") as process:
            async with httpx2.AsyncClient(base_url=await url_of(process), timeout=20) as http:
                text = ""
                async with http.stream("POST", "/threads/runs", json=HELLO) as answer:
                    async for piece in answer.aiter_text():
                        text += piece
                        if "Half of" in piece:
                            process.send_signal(number)
            assert await ended(process) == 0
            assert process.stderr is not None
            log = (await process.stderr.read()).decode()
            assert "handed back" in log
            assert "Traceback" not in log
        *_, error, done, _ = text.split("\n\n")
        assert error.startswith('event: error\ndata: {"error":{"message":"The server is stopping.')
        assert done == "event: done\ndata: [DONE]"
        async with (
            program.started("serve", "--port", "0") as process,
            httpx2.AsyncClient(base_url=await url_of(process), timeout=20) as http,
        ):
            thread = (await http.get("/threads")).json()["data"][0]
            run = f"/threads/{thread['id']}/runs/{thread['run_id']}"
            events = (await http.get(f"{run}/events")).text
            assert events.rstrip().split("\n\n")[-1].split("\n")[1] == "event: thread.run.completed"
            messages = (await http.get(f"/threads/{thread['id']}/messages")).json()["data"]
            assert [message["content"][0]["text"]["value"] for message in messages] == ["The whole.", "Hello"]


@requirement("serve.stops-in-order")
async def test_a_client_that_reads_nothing_does_not_delay_the_stop(tmp_path: Path) -> None:
    async with FakeModel([say(*["x" * 10_000] * 1000)]) as model:
        program = Program(tmp_path, model.base_url)
        async with program.started("serve", "--port", "0") as process:
            http = httpx2.AsyncClient(base_url=await url_of(process), timeout=20)
            async with http, http.stream("POST", "/threads/runs", json=HELLO):
                await model.wait_for_request(1)
                process.send_signal(signal.SIGTERM)
                assert await ended(process) == 0


@requirement("serve.needs-a-key")
async def test_the_key_comes_from_the_environment(tmp_path: Path) -> None:
    async with FakeModel([]) as model:
        program = Program(tmp_path, model.base_url)
        program.environment["ASSISTANT_CHAT_SERVER_KEY"] = "sk-test"
        async with (
            program.started("serve", "--port", "0") as process,
            httpx2.AsyncClient(base_url=await url_of(process)) as http,
        ):
            assert (await http.get("/threads")).status_code == 401
            assert (await http.get("/threads", headers={"authorization": "Bearer sk-test"})).status_code == 200


@requirement("serve.run-lives")
@pytest.mark.parametrize(("set_to", "lives"), [(None, 600), ("77", 77)])
async def test_a_run_of_a_server_lives_600_seconds_by_default(set_to: str | None, lives: int, tmp_path: Path) -> None:
    async with FakeModel([say("Hello.")]) as model:
        program = Program(tmp_path, model.base_url)
        if set_to:
            program.environment["ASSISTANT_CHAT_RUN_TTL"] = set_to
        async with (
            program.started("serve", "--port", "0") as process,
            httpx2.AsyncClient(base_url=await url_of(process), timeout=20) as http,
        ):
            run = (await http.post("/threads/runs", json=HELLO | {"stream": False})).json()
            assert run["expires_at"] - run["created_at"] == lives


@requirement("serve.run-lives")
@pytest.mark.parametrize(("set_to", "lives"), [(None, 86_400), ("77", 77)])
async def test_a_run_of_ask_lives_a_day_by_default(set_to: str | None, lives: int, tmp_path: Path) -> None:
    async with FakeModel([say("Hello.")]) as model:
        program = Program(tmp_path, model.base_url)
        if set_to:
            program.environment["ASSISTANT_CHAT_RUN_TTL"] = set_to
        ended_ask = await program.run("ask", "--json", "Hi")
    queued = next(
        one["data"] for one in map(json.loads, ended_ask.out.splitlines()) if one["event"] == "thread.run.queued"
    )
    assert queued["expires_at"] - queued["created_at"] == lives


@requirement("server.mapped-models")
async def test_a_model_that_the_endpoint_lacks_is_mapped(tmp_path: Path) -> None:
    async with FakeModel([say("Hello.")]) as model:
        program = Program(tmp_path, model.base_url)
        program.environment["XDG_CONFIG_HOME"] = str(tmp_path)
        (tmp_path / "assistant-chat").mkdir()
        (tmp_path / "assistant-chat" / "config.toml").write_text('[models]\n"gpt-4" = "fake-7"\n')
        async with (
            program.started("serve", "--port", "0") as process,
            httpx2.AsyncClient(base_url=await url_of(process), timeout=20) as http,
        ):
            text = (await http.post("/threads/runs", json=HELLO | {"model": "gpt-4"})).text
        *_, completed, _, _ = text.split("\n\n")
        assert '"status":"completed"' in completed
        assert '"model":"gpt-4"' in completed
        asked = [request.body["model"] for request in model.requests if request.method == "POST"]
        assert asked == ["fake-7"]
