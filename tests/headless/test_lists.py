"""`threads`, `runs` and `model`: the output of the commands that list and download."""

import io
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import pytest

from app.api.endpoints import Endpoints, FetchProgress, Weights
from app.api.errors import Error, WeightsError
from app.api.requests import CreateAssistant, CreateRun, CreateThread, ThreadQuery
from app.api.services import OpenEndpoints, OpenServices
from app.api.tools import FunctionDefinition, FunctionTool
from app.headless.ask import Question, ask
from app.headless.lists.builtin_models import list_models, pull
from app.headless.lists.stored_lists import list_assistants, list_runs, list_threads
from app.headless.printers import TextPrinter
from app.models.model import ModelError
from app.models.script import Reply, Script
from tests.headless.streams import Terminal
from tests.requirements import requirement

SMALL = Weights(name="small", size=491_000_000, licence="Apache-2.0", note="often wrong", installed=False, default=True)
LARGE = Weights(name="large", size=1_117_000_000, licence="Apache-2.0", note="usable", installed=True)
FETCHES = [
    FetchProgress(phase="downloading", done=0, total=491_000_000),
    FetchProgress(phase="downloading", done=245_500_000, total=491_000_000),
    FetchProgress(phase="downloading", done=246_000_000, total=491_000_000),
    FetchProgress(phase="checking", done=491_000_000, total=491_000_000),
    FetchProgress(phase="done", done=491_000_000, total=491_000_000),
]


def models_of(script: Script) -> OpenEndpoints:
    @asynccontextmanager
    async def open_endpoints() -> AsyncGenerator[Endpoints]:
        yield script

    return open_endpoints


@requirement("ask.lists")
async def test_threads_and_runs_are_listed(services_on: Callable[[Script], OpenServices]):
    services = services_on(Script(["Blue.", Reply(ModelError("No more\x1b[2J."))]))
    silent = TextPrinter(io.StringIO(), io.StringIO())
    await ask(services, Question(text="The colour\nof the sky\x1b[31m?"), silent)
    out = io.StringIO()
    assert await list_threads(services, ThreadQuery(limit=20), False, out, io.StringIO()) == 0
    header, line = out.getvalue().splitlines()
    assert header.split("  ")[0] == "ID"
    thread_id = line.split()[0]
    assert "completed" in out.getvalue()
    assert "The colour" in out.getvalue()
    assert "\x1b" not in out.getvalue()

    await ask(services, Question(text="And at night?", thread_id=thread_id), silent)
    out = io.StringIO()
    assert await list_runs(services, thread_id, 20, False, out, io.StringIO()) == 0
    _, newest, oldest = out.getvalue().splitlines()
    assert "failed" in newest
    assert "server_error: No more." in newest
    assert "completed" in oldest


@requirement("ask.lists")
async def test_lists_are_searched_and_printed_as_json(services_on: Callable[[Script], OpenServices]):
    services = services_on(Script(["Blue.", "Grey."]))
    for text in ("The sky over Oslo", "The colour of a cloud"):
        await ask(services, Question(text=text), TextPrinter(io.StringIO(), io.StringIO()))
    out = io.StringIO()
    await list_threads(services, ThreadQuery(limit=20, q="cloud"), True, out, io.StringIO())
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [row["title"] for row in rows] == ["The colour of a cloud"]
    out = io.StringIO()
    await list_threads(services, ThreadQuery(limit=1), True, out, io.StringIO())
    assert len(out.getvalue().splitlines()) == 1
    out = io.StringIO()
    await list_runs(services, rows[0]["id"], 20, True, out, io.StringIO())
    assert json.loads(out.getvalue())["object"] == "thread.run"
    with pytest.raises(Error, match=r"No thread found.*assistant-chat threads"):
        await list_runs(services, "thread_doesnotexist0000000000", 20, False, io.StringIO(), io.StringIO())


@requirement("ask.built-in-models")
async def test_built_in_models_are_listed():
    out = io.StringIO()
    assert await list_models(models_of(Script(built_in=[SMALL, LARGE])), False, out) == 0
    first, second = out.getvalue().splitlines()
    assert first.split() == ["small", "491", "MB", "Apache-2.0", "default", "often", "wrong"]
    assert "installed" in second
    with pytest.raises(WeightsError, match="no build"):
        await list_models(models_of(Script()), False, io.StringIO())
    out = io.StringIO()
    assert await list_models(models_of(Script(built_in=[SMALL, LARGE])), True, out) == 0
    objects = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [(one["name"], one["installed"], one["default"]) for one in objects] == [
        ("small", False, True),
        ("large", True, False),
    ]


@requirement("ask.built-in-models")
async def test_a_download_shows_its_progress():
    endpoints = models_of(Script(built_in=[SMALL], fetches=FETCHES))
    out, log = io.StringIO(), io.StringIO()
    assert await pull(endpoints, None, False, out, log) == 0
    assert log.getvalue().splitlines() == [
        "downloading 0% of 491 MB",
        "downloading 50% of 491 MB",
        "checking 100% of 491 MB",
        "done 100% of 491 MB",
    ]
    assert out.getvalue() == "small is ready: often wrong\n"
    screen = Terminal()
    assert await pull(endpoints, "small", False, out, screen) == 0
    assert "50%" in screen.getvalue()
    assert screen.getvalue().endswith("\n")
    out = io.StringIO()
    assert await pull(endpoints, "small", True, out, screen) == 0
    assert json.loads(out.getvalue())["name"] == "small"


@requirement("ask.built-in-models")
async def test_a_failed_download_and_an_unknown_model_are_errors():
    failing = Script(built_in=[SMALL], fetches=[FETCHES[0], WeightsError("No room on the disk.")])
    screen = Terminal()
    with pytest.raises(WeightsError, match="No room"):
        await pull(models_of(failing), None, False, io.StringIO(), screen)
    assert screen.getvalue().endswith("\n")
    with pytest.raises(WeightsError, match="Choose one of: small"):
        await pull(models_of(failing), "huge", False, io.StringIO(), io.StringIO())
    with pytest.raises(WeightsError, match="no build"):
        await pull(models_of(Script()), None, False, io.StringIO(), io.StringIO())


@requirement("bounds.whole-lists")
async def test_as_many_large_assistants_and_runs_are_listed_as_were_asked_for(
    services_on: Callable[[Script], OpenServices],
):
    look = FunctionTool(function=FunctionDefinition(name="look", parameters={"description": "x" * 2**20}))
    services = services_on(Script(["Blue."] * 3))
    async with services() as opened:
        engine = opened.assistants
        thread = await engine.create_thread(CreateThread())
        for _ in range(3):
            assistant = await engine.create_assistant(CreateAssistant(model="m", tools=[look]))
            run = await engine.create_run(thread.id, CreateRun(assistant_id=assistant.id))
            async for _ in engine.follow(thread.id, run.id):
                pass
    out, err = io.StringIO(), io.StringIO()
    assert await list_assistants(services, 3, True, out, err) == 0
    assert len(out.getvalue().splitlines()) == 3
    out = io.StringIO()
    assert await list_runs(services, thread.id, 2, True, out, err) == 0
    assert len(out.getvalue().splitlines()) == 2
