"""The commands without a screen against a served engine, and `assistant-chat serve` itself as a process."""

import asyncio
import json
from asyncio.subprocess import Process
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from io import StringIO
from pathlib import Path

import pytest

from app.api.errors import Error, Unavailable
from app.api.requests import CreateAssistant
from app.api.tools import FunctionDefinition, FunctionTool
from app.cli.arguments import parse
from app.cli.command_line import start
from app.cli.wiring import open_services
from app.headless.plain import converse
from app.headless.stop_request import StopRequest
from app.models.script import Gate, Reply, call
from app.settings import read_settings
from tests.cli.listed import listed_ids
from tests.cli.program import Program
from tests.fake_model import FakeModel, hang, say
from tests.remote.cable import At, Cable
from tests.requirements import requirement
from tests.server.running import Running

KEY = "key-of-the-server"


class Shell:
    """Runs commands in this process; `out` and `err` are what the last one wrote."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._data = str(folder / "elsewhere")
        self._capsys = capsys
        self.environment: dict[str, str] = {}
        self.out = self.err = ""

    async def run(self, *words: str) -> int:
        """The exit code."""
        invocation = parse([*words, "--data-dir", self._data])
        work = start(invocation, read_settings(invocation.flags, self.environment, None), StopRequest())
        assert not isinstance(work, int)
        code = await work
        self.out, self.err = self._capsys.readouterr()
        return code


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    """Where no model is set, and no conversation is kept."""
    return Shell(tmp_path, capsys)


@requirement("remote.commands")
async def test_every_command(served: Running, shell: Shell, tmp_path: Path) -> None:
    served.script.replies += [Reply("Hello ", "日本 🎉"), Reply("Again."), Reply(call("look", '{"at":"it"}'))]
    assert await shell.run("ask", "--server", served.url, "Hi") == 0
    assert shell.out == "Hello 日本 🎉\n"
    thread_id = shell.err.split()[-1]
    assert await shell.run("--server", served.url, "ask", "--json", "--thread", thread_id, "More") == 0
    events = [json.loads(line) for line in shell.out.splitlines()]
    assert [events[0]["event"], events[-1]["event"]] == ["thread.run.created", "thread.run.completed"]

    # The environment says it as well; an address without a path is enough.
    shell.environment["ASSISTANT_CHAT_SERVER"] = served.url.removesuffix("/v1")
    assert await shell.run("threads") == 0
    assert listed_ids(shell.out) == [thread_id]
    assert await shell.run("threads", "--json", "Again") == 0
    assert json.loads(shell.out)["id"] == thread_id
    assert await shell.run("runs", thread_id) == 0
    assert [" completed " in line for line in shell.out.splitlines()[1:]] == [True] * 2
    offering = await served.assistants.create_assistant(
        CreateAssistant(model="script", tools=[FunctionTool(function=FunctionDefinition(name="look"))])
    )
    assert await shell.run("ask", "--assistant", offering.id, "--model", "script-1", "Look") == 3
    assert "look(" in shell.err
    assert served.script.requests[-1].model == "script-1"
    with pytest.raises(Error, match=r"thread_x.*assistant-chat threads"):
        await shell.run("ask", "--thread", "thread_x", "Hi")
    assert not [*tmp_path.joinpath("elsewhere").rglob("*.db")]


@requirement("remote.commands")
async def test_stopping_ask_cancels_the_run(served: Running, shell: Shell) -> None:
    gate = Gate()
    served.script.replies.append(Reply("Half ", gate))
    ask = asyncio.create_task(shell.run("ask", "--server", served.url, "Hi"))
    await gate.reached.wait()
    ask.cancel()
    async with asyncio.timeout(10):
        assert await ask == 4
    assert shell.out.startswith("Half")
    assert await shell.run("runs", shell.err.split()[-1], "--server", served.url) == 0
    assert " cancelled " in shell.out


@requirement("remote.commands")
async def test_a_plain_conversation(served: Running, at: At) -> None:
    async def lines() -> AsyncIterator[str]:
        yield "One?"
        yield "Two?"

    served.script.replies += [Reply("First."), Reply("Second."), Reply("Third."), Reply("Fourth.")]
    out, err = StringIO(), StringIO()
    services = partial(open_services, at(served.url), reclaims=False)
    assert await converse(services, None, lines(), out, err) == 0
    assert out.getvalue() == "First.\nSecond.\n"
    assert f"127.0.0.1:{served.port}" in err.getvalue()
    assert await converse(services, err.getvalue().split()[-1], lines(), out, err) == 0
    assert out.getvalue().endswith("You: Two?\nAssistant: Second.\nThird.\nFourth.\n")


@requirement("ask.plain", "remote.commands")
async def test_a_plain_conversation_outlives_a_server_that_is_away(served: Running, cable: Cable, at: At) -> None:
    async def lines() -> AsyncIterator[str]:
        yield "One?"
        cable.target = 9
        cable.cut()
        yield "Two?"
        cable.target = served.port
        yield "Three?"

    served.script.replies += [Reply("First."), Reply("Third.")]
    out, err = StringIO(), StringIO()
    assert await converse(partial(open_services, at(cable.url), reclaims=False), None, lines(), out, err) == 0
    assert out.getvalue() == "First.\nThird.\n"
    assert f"{cable.url} closed the connection" in err.getvalue()
    assert [message.text for message in served.script.requests[-1].messages] == ["One?", "First.", "Three?"]


@pytest.mark.parametrize("words", [["ask", "Hi"], ["threads"], ["runs", "thread_x"]])
@requirement("remote.commands", "remote.says-what-to-do")
async def test_no_server(shell: Shell, words: list[str]) -> None:
    with pytest.raises(Unavailable, match=r"http://127\.0\.0\.1:9/v1 cannot be reached.* --server"):
        await shell.run(*words, "--server", "http://127.0.0.1:9/v1")


@pytest.mark.parametrize("words", [["serve"], ["model", "list"]])
@requirement("remote.commands")
def test_commands_for_this_machine_refuse_a_server(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parse([*words, "--server", "http://127.0.0.1:9/v1"])
    assert ended.value.code == 2
    assert "--server" in capsys.readouterr().err


@asynccontextmanager
async def serving(home: Path, model: FakeModel, *, port: int = 0, key: str = "") -> AsyncGenerator[tuple[str, Process]]:
    """`assistant-chat serve` in this home: its URL and its process."""
    program = Program(home, model.base_url)
    if key:
        program.environment["ASSISTANT_CHAT_SERVER_KEY"] = key
    async with program.started("serve", "--port", str(port)) as process:
        assert process.stdout is not None
        async with asyncio.timeout(30):
            line = (await process.stdout.readline()).decode()
        assert line.startswith("Listening on "), line
        yield line.split()[-1], process


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """The home of the server."""
    home = tmp_path / "there"
    home.mkdir()
    return home


@pytest.fixture
def elsewhere(tmp_path: Path) -> Program:
    """The program in another home, where no model is set."""
    home = tmp_path / "elsewhere"
    home.mkdir()
    return Program(home)


@requirement("remote.commands", "remote.key")
async def test_a_server_with_a_key_as_a_process(there: Path, elsewhere: Program) -> None:
    async with FakeModel([say("Hello")]) as model, serving(there, model, key=KEY) as (url, _):
        elsewhere.environment["ASSISTANT_CHAT_SERVER"] = url
        refused = await elsewhere.run("ask", "Hi")
        assert (refused.code, refused.out) == (2, "")
        assert "requires a key" in refused.err
        assert len(refused.err.splitlines()) == 1
        elsewhere.environment["ASSISTANT_CHAT_SERVER_KEY"] = KEY
        assert (await elsewhere.run("ask", "Hi")).out == "Hello\n"


@requirement("remote.follow-goes-on")
async def test_a_server_killed_during_a_reply(there: Path, elsewhere: Program) -> None:
    async with FakeModel([hang("Half"), say("Whole.")]) as model, AsyncExitStack() as stack:
        async with serving(there, model) as (url, server):
            ask = await stack.enter_async_context(elsewhere.started("ask", "--server", url, "Hi"))
            assert ask.stdout is not None
            async with asyncio.timeout(30):
                assert await ask.stdout.readexactly(4) == b"Half"
            server.kill()
            await server.wait()
        port = int(url.removesuffix("/v1").rpartition(":")[2])
        async with serving(there, model, port=port), asyncio.timeout(30):
            out, err = await ask.communicate()
            assert ask.returncode == 0, err
    assert out == b"\nWhole.\n"
    assert b"The reply was interrupted and starts again." in err
