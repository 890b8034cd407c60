"""The built-in model, for real: its weights are pulled once into a cache outside the checkout, checked, and asked."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from pathlib import Path

import pytest

from app.api.errors import WeightsError
from app.api.tools import FunctionDefinition, FunctionTool
from app.models import open_models
from app.models.builtin.process import BuiltInServer
from app.models.builtin.weights import TABLE, BuiltInModel, WeightsFolder
from app.models.chat.client import first_dialect
from app.models.chat.request import chat_request
from app.models.chat.server_fields import Source
from app.models.connected import ConnectedModels
from app.models.endpoints.choice import BUILT_IN_ENDPOINT
from app.models.model import ModelError, ModelRequest, TextPiece
from app.settings import Settings
from tests.models.asking import message, pieces_of, request_of, text_of
from tests.requirements import requirement

COMMAND = Path(sys.executable).with_name("assistant-chat")
SUM = "What is 2 + 2? Answer with the number."
PULL = 540.0
"""Seconds for 410 MB on a slow line; from the cache it takes one."""


def program(home: Path, cache: Path, *words: str, seconds: float = 120) -> subprocess.CompletedProcess[str]:
    """Run the installed program in a home of its own."""
    places = {"HOME": home, "XDG_CONFIG_HOME": home / "config", "ASSISTANT_CHAT_DATA_DIR": home / "data"}
    environ = {**os.environ, **{name: str(path) for name, path in places.items()}}
    environ["ASSISTANT_CHAT_MODELS_CACHE"] = str(cache)
    return subprocess.run(
        [COMMAND, *words],
        cwd=home,
        env=environ,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=seconds,
    )


@pytest.fixture(scope="module")
def cache(machine_cache: Path) -> Path:
    return machine_cache / "models"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, cache: Path) -> Path:
    """A home with the default model, pulled by the program."""
    folder = tmp_path_factory.mktemp("home")
    pulled = program(folder, cache, "model", "pull", seconds=PULL)
    assert pulled.returncode == 0, pulled.stderr
    assert "qwen2.5-0.5b is ready" in pulled.stdout
    return folder


@pytest.fixture
def pulled(home: Path) -> Settings:
    return Settings(data_dir=home / "data", config_dir=home / "config" / "assistant-chat")


@asynccontextmanager
async def built_in(settings: Settings) -> AsyncGenerator[ConnectedModels]:
    models = ConnectedModels(settings, {}, servers=[])
    try:
        yield models
    finally:
        await models.close()


def children(parent: int | None = None, program: str = "builtin/child") -> set[int]:
    """Processes of the built-in model that a process has, this one where none is given."""
    listed = subprocess.run(
        ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(parent or os.getpid())], capture_output=True, text=True
    )
    return {int(line.split()[0]) for line in listed.stdout.splitlines() if program in line}


@requirement("models.built-in-answers")
async def test_ask_uses_the_downloaded_model(home: Path, cache: Path, pulled: Settings) -> None:
    async with built_in(pulled) as models:
        await models.choose(BUILT_IN_ENDPOINT)  # a server of this machine's own must not answer instead
    answered = await asyncio.to_thread(program, home, cache, "ask", SUM)
    assert answered.returncode == 0, answered.stderr
    assert "4" in answered.stdout


@requirement("models.built-in-process", "models.cancel-closes")
async def test_the_life_of_its_process(pulled: Settings) -> None:
    async with asyncio.timeout(180), built_in(pulled) as models:
        assert [one.id for one in await models.models()] == ["qwen2.5-0.5b"]
        assert await models.resolve_model("gpt-4") == "qwen2.5-0.5b"
        await models.prepare()
        assert children() == set(), "it starts at the first message"
        long = request_of("Count from one to ten thousand, one number a line.", model="")
        async with aclosing(models.stream(long)) as stream:
            await anext(stream)  # who answers
            assert isinstance(await anext(stream), TextPiece)
        # The one slot is free again at once: the count would go on for minutes.
        async with asyncio.timeout(60):
            assert "4" in text_of(await pieces_of(models, request_of(SUM, model="")))
        (first,) = children()
        os.kill(first, signal.SIGKILL)
        assert "4" in text_of(await pieces_of(models, request_of(SUM, model=""))), "it starts again when it died"
        (second,) = children()
        assert second != first
    assert children() == set(), "it ends with the program"


PARENT = """
import asyncio, sys
from pathlib import Path
from app.models.connected import ConnectedModels
from app.models.model import ModelRequest
from app.settings import Settings

async def main():
    models = ConnectedModels(Settings(data_dir=Path(sys.argv[1]), config_dir=Path(sys.argv[2])), {}, servers=[])
    async for _ in models.stream(ModelRequest(model="", instructions="Hi", messages=[])):
        print("answering", flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


@requirement("models.built-in-process")
async def test_it_dies_with_its_parent(pulled: Settings) -> None:
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PARENT, str(pulled.data_dir), str(pulled.config_dir)), stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout
    async with asyncio.timeout(60):
        assert await parent.stdout.readline() == b"answering\n"
        (child,) = children(parent.pid)
        parent.kill()
        await parent.communicate()
        ending = await asyncio.create_subprocess_exec("tail", f"--pid={child}", "-f", "/dev/null")
        await ending.wait()


@requirement("models.built-in-process")
async def test_weights_that_cannot_be_loaded(settings: Settings) -> None:
    folder = settings.data_dir / "models"
    folder.mkdir(parents=True)
    with (folder / TABLE[0].file).open("wb") as file:
        file.truncate(TABLE[0].size)
    async with built_in(settings) as models:
        with pytest.raises(ModelError, match="could not start"):
            await pieces_of(models, request_of(SUM, model=""))


def stand_in(tmp_path: Path, text: str) -> BuiltInServer:
    """The built-in model with another program in place of its own."""
    program = tmp_path / "child.py"
    program.write_text(text)
    model = BuiltInModel(name="m", size=0, sha256="0" * 64, licence="", note="", official=None, mirror=TABLE[0].mirror)
    (tmp_path / model.file).touch()
    return BuiltInServer(WeightsFolder(tmp_path, table=[model]), program, ready_timeout_s=20)


@requirement("models.built-in-process")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("raise ImportError('libgomp.so.1: cannot open shared object file')", "apt install libgomp1"),
        ("raise ImportError(\"No module named 'xllamacpp'\")", r"assistant-chat\[local\]"),
        ("import sys; sys.exit('out of memory')", "exit code 1.*out of memory"),
        ("print('http://127.0.0.1:9', flush=True)", "stopped while it was starting"),
    ],
)
async def test_why_it_does_not_start(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(WeightsError, match=words):
        await stand_in(tmp_path, text).ensure_running("m")


@requirement("models.built-in-process")
async def test_a_start_that_takes_too_long_fails(tmp_path: Path) -> None:
    built_in = stand_in(tmp_path, "import sys; sys.stdin.read()")
    slow = BuiltInServer(built_in._weights, tmp_path / "child.py", ready_timeout_s=0.1)  # pyright: ignore[reportPrivateUsage]
    with pytest.raises(WeightsError, match="not ready after"):
        await slow.ensure_running("m")


@requirement("models.built-in-process", "models.cancel-closes")
async def test_a_cancelled_call_does_not_stop_the_start(tmp_path: Path) -> None:
    built_in = stand_in(tmp_path, "import sys; sys.stdin.read()")  # never ready
    async with asyncio.timeout(10):
        for seconds in (0, 0, 0.3):
            # Before the process is made, while it is made, and while it is waited for.
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(built_in.ensure_running("m"), seconds)
        assert len(children(program="child.py")) == 1, "the next message finds the start under way"
        await built_in.close()
    assert children(program="child.py") == set()


@requirement("models.built-in-process")
async def test_its_requests_leave_out_tools() -> None:
    tool = FunctionTool(function=FunctionDefinition(name="f"))
    request = ModelRequest(model="", instructions="", messages=[message("Hi")], tools=[tool], temperature=1.5)
    body = chat_request(request, Source("qwen2.5-0.5b", ""), first_dialect(BUILT_IN_ENDPOINT))
    assert (body["temperature"], body["repeat_penalty"]) == (0.1, 1.1)
    assert "tools" not in body


@requirement("models.built-in-process")
async def test_without_a_message_no_process_starts(pulled: Settings) -> None:
    async with open_models(pulled):
        pass
    assert children() == set()
