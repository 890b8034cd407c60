"""A server that is gone, or silent, while its run is followed: `ask` says so soon, and leaves at once."""

import asyncio
import signal
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from io import StringIO
from pathlib import Path

import pytest

from app.api.endpoints import ListProblem
from app.cli.wiring import open_services
from app.headless.ask import Question, ask
from app.headless.printers import TextPrinter
from app.models.script import Gate, Reply, Script
from app.remote import open_remote
from tests.cli.program import Program
from tests.fake_model import FakeModel, raw, refuse
from tests.remote.cable import At, Cable
from tests.requirements import requirement
from tests.server.running import Running, running

SOON_S = 8.0
"""Much less than the minute after which following ends; a busy machine is slow."""
LEAVING_S = 2.0 + 1.0
"""With what a machine that is busy with other tests may add."""
HI = Question(text="Hi")


async def until(words: str, said: StringIO) -> None:
    """Wait until this is said."""
    async with asyncio.timeout(SOON_S):
        while words not in said.getvalue():  # noqa: ASYNC110 - text in memory is no event
            await asyncio.sleep(0.02)


@requirement("remote.follow-goes-on")
async def test_ask_says_that_the_connection_is_lost_and_that_it_is_back(served: Running, cable: Cable, at: At) -> None:
    gate = Gate()
    served.script.replies.append(Reply("one ", gate, "two"))
    out, err = StringIO(), StringIO()
    asking = asyncio.create_task(ask(partial(open_services, at(cable.url), reclaims=False), HI, TextPrinter(out, err)))
    await until("one", out)
    cable.target = 9
    cable.cut()
    await until("is lost. Trying again for up to 60 s", err)
    gate.open()
    cable.target = served.port
    async with asyncio.timeout(20):
        assert await asking == 0
    assert out.getvalue() == "one two\n", "nothing of it is in the reply"
    assert "is back." in err.getvalue()
    assert err.getvalue().count("is lost") == 1


@requirement("remote.follow-goes-on")
async def test_a_short_interruption_is_not_told(served: Running, cable: Cable, at: At) -> None:
    gate = Gate()
    served.script.replies.append(Reply("one ", gate, "two"))
    async with open_remote(at(cable.url)) as (_, endpoints):
        out, err = StringIO(), StringIO()
        services = partial(open_services, at(cable.url), reclaims=False)
        asking = asyncio.create_task(ask(services, HI, TextPrinter(out, err)))
        await until("one", out)
        cable.cut()
        gate.open()
        async with asyncio.timeout(20):
            assert await asking == 0
        assert "connection" not in err.getvalue()
        assert not endpoints.take_notices()


@asynccontextmanager
async def silenced(served: Running, cable: Cable, how: str) -> AsyncGenerator[Gate]:
    """Add a reply of which the rest does not come."""
    gate = Gate()
    served.script.replies.append(Reply("one", gate))
    yield gate
    if how == "silent":
        cable.freeze()
    else:
        cable.target = 9
        cable.cut()


@pytest.mark.parametrize("how", ["silent", "gone"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@requirement("leaving.two-seconds", "remote.follow-ends")
async def test_a_signal_ends_ask_on_a_stream_that_stands_still(
    served: Running, cable: Cable, tmp_path: Path, how: str, number: signal.Signals
) -> None:
    async with Program(tmp_path).started("ask", "--server", cable.url, "Hi") as process:
        assert process.stdout is not None
        async with silenced(served, cable, how), asyncio.timeout(30):
            assert await process.stdout.readexactly(3) == b"one"
        process.send_signal(number)
        began = time.monotonic()
        async with asyncio.timeout(30):
            _, err = await process.communicate()
        assert time.monotonic() - began < LEAVING_S
        assert process.returncode == 4
        assert b" ask --thread thread_" in err.partition(b"Continue with: assistant-chat")[2]
        assert b"Traceback" not in err


@requirement("lists.refused", "remote.commands")
async def test_why_a_server_lists_no_models(tmp_path: Path) -> None:
    async with FakeModel(listing=refuse(403, "boom words")) as model:
        program = Program(tmp_path, model.base_url)
        async with program.started("serve", "--port", "0") as process:
            assert process.stdout is not None
            async with asyncio.timeout(30):
                url = (await process.stdout.readline()).decode().split()[-1]
            ended = await Program(tmp_path).run("--server", url, "models")
            assert ended.code == 1
            assert f"On the server at {url}: " in ended.err
            assert "It says: boom words" in ended.err
            assert "lists no models" not in ended.out
            model.listing = raw(b'{"data":[]}', type="application/json")
            ended = await Program(tmp_path).run("--server", url, "models")
            assert (ended.code, ended.err) == (0, "")


@requirement("lists.refused", "remote.commands")
async def test_a_server_without_an_endpoint_says_so(tmp_path: Path, at: At) -> None:
    async with running(tmp_path / "there", Script(endpoint=None)) as served, open_remote(at(served.url)) as services:
        assert await services.endpoints.models() == []
        problem = services.endpoints.list_problem()
    assert isinstance(problem, ListProblem)
    assert problem.failed
    assert "No model is available" in problem.says
