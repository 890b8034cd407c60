"""Server processes of the bench: ours as installed, ours with a scripted model, and a bare Starlette route.

Run as a program, this module is one of the latter two: `python -m tests.bench.served (scripted | bare) FOLDER`.
"""

import asyncio
import socket
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import NamedTuple

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from app.api.services import Services
from app.engine import open_engine
from app.models.model import Finished, ModelRequest, Piece, RefusalPiece, TextPiece
from app.models.script import Script
from app.server import serve
from app.settings import Settings
from tests.bench.bench import ROOT, Bench
from tests.bench.homes import DATA
from tests.terminal.program import COMMAND, environment

WORDS = 60
PAUSE = 0.1
"""Seconds between two words: a reply takes six, long enough for all runs to be under way at once."""
LONG = "long"
"""The model that sends `LONG_WORDS` words, each a delta of its own, and then nothing until the run is cancelled."""
LONG_WORDS = 20_000


class Served(NamedTuple):
    """A running server at `url`."""

    url: str
    pid: int


@asynccontextmanager
async def started(argv: Sequence[str], env: dict[str, str]) -> AsyncGenerator[Served]:
    """Start a server, read its address from its first line, and end it with SIGTERM; its log is not shown."""
    process = await asyncio.create_subprocess_exec(
        *argv, cwd=ROOT, env=env, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        assert process.stdout is not None
        line = (await process.stdout.readline()).decode()
        yield Served(line.split()[2], process.pid)
    finally:
        process.terminate()
        await process.wait()


def ours(bench: Bench, home: Path, command: Path = COMMAND) -> tuple[Sequence[str], dict[str, str]]:
    """The command for `assistant-chat serve` with the bench's model server."""
    endpoint = {"OPENAI_BASE_URL": bench.model_url, "OPENAI_API_KEY": "x", "ASSISTANT_CHAT_MODEL": "short"}
    return [str(command), "serve", "--port", "0"], environment(home, **endpoint)


def here(*arguments: str) -> tuple[Sequence[str], dict[str, str]]:
    """The command for this module as a program."""
    return [sys.executable, "-m", "tests.bench.served", *arguments], environment(Path.home())


class Forgetful(Script):
    """A script that replies in many small pieces and keeps no requests, since memory is measured."""

    def __init__(self) -> None:
        super().__init__(play=self._slow_words)

    async def _slow_words(self, request: ModelRequest) -> AsyncGenerator[Piece]:
        self.requests.clear()
        if request.model == LONG:
            for number in range(LONG_WORDS // 2):
                yield TextPiece(f"word {number} ")
                yield RefusalPiece(f"word {number} ")  # another kind, or it would be joined to the text before
                await asyncio.sleep(0)
            await asyncio.Event().wait()
        for number in range(WORDS):
            await asyncio.sleep(PAUSE)
            yield TextPiece(f"word {number} ")
        yield Finished("stop")


async def serve_scripted(home: Path) -> None:
    """Serve the Assistants API with a model that is slow and uses no CPU."""
    settings = Settings(data_dir=home / DATA, config_dir=home)

    @asynccontextmanager
    async def open_services() -> AsyncGenerator[Services]:
        script = Forgetful()
        async with open_engine(settings, script, reclaims=False) as engine:
            yield Services(engine, script)

    await serve(open_services, "127.0.0.1", 0, None, announce=lambda url: print("Listening on", url, flush=True))


async def serve_bare(home: Path) -> None:
    """Serve a route that returns the first body it got, and one that writes a body to a file.

    Starlette and uvicorn alone, with the same settings.
    """
    kept: dict[str, object] = {}

    async def keep(request: Request) -> JSONResponse:
        kept.update(await request.json())
        return JSONResponse({})

    async def give(_: Request) -> JSONResponse:
        return JSONResponse(kept)

    async def write(request: Request) -> JSONResponse:
        with (home / "body").open("wb") as file:
            async for chunk in request.stream():
                file.write(chunk)
        return JSONResponse({})

    routes = [Route("/object", keep, methods=["POST"]), Route("/object", give), Route("/file", write, methods=["POST"])]
    app = Starlette(routes=routes)
    server = uvicorn.Server(uvicorn.Config(app, http="h11", ws="none", lifespan="off", log_config=None))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as ours does: else a response waits 40 ms
        print(f"Listening on http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
        await server.serve(sockets=[listener])


if __name__ == "__main__":
    serving = serve_scripted if sys.argv[1] == "scripted" else serve_bare
    asyncio.run(serving(Path(sys.argv[2])))
