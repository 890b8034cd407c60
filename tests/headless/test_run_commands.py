"""`runs show`, `runs attach` and `runs cancel`: one run, the newest by default."""

import asyncio
import io
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import pytest

from app.api.conversation.start_run import start_run
from app.api.errors import Error
from app.api.objects import DEFAULT_ASSISTANT_ID, Run
from app.api.requests import CreateAssistant, CreateThread, SubmitToolOutputs, ToolOutput
from app.api.services import OpenServices, Services
from app.api.tools import FunctionDefinition, FunctionTool
from app.headless.printers import JsonPrinter, TextPrinter
from app.headless.runs.attach import attach
from app.headless.runs.cancel_run import cancel_run
from app.headless.runs.show_run import show_run
from app.models.model import ModelError
from app.models.script import Gate, Reply, Script, call
from tests.headless.streams import Watched
from tests.requirements import requirement

ServicesOn = Callable[[Script], OpenServices]


@asynccontextmanager
async def kept_open(open_services: OpenServices) -> AsyncGenerator[OpenServices]:
    """Services that all commands inside the block use: a run goes on between them, as where another program has it."""
    async with open_services() as services:

        @asynccontextmanager
        async def again() -> AsyncGenerator[Services]:
            yield services

        yield again


async def begin(services: OpenServices, assistant_id: str = DEFAULT_ASSISTANT_ID, thread_id: str | None = None) -> Run:
    """Start a run."""
    async with services() as (assistants, _):
        return await start_run(assistants, thread_id, [assistant_id], text="Hi")


async def begin_call(services: OpenServices) -> Run:
    """Start a run that calls a function."""
    async with services() as (assistants, _):
        tool = FunctionTool(function=FunctionDefinition(name="weather"))
        assistant = await assistants.create_assistant(CreateAssistant(model="", tools=[tool]))
    return await begin(services, assistant.id)


async def shown(services: OpenServices, run: Run, run_id: str | None = None) -> str:
    """Return what `runs show` prints."""
    out = io.StringIO()
    assert await show_run(services, run.thread_id, run_id, False, out) == 0
    return out.getvalue()


@requirement("runs.one")
async def test_a_run_is_shown_with_its_facts_steps_and_error(services_on: ServicesOn):
    async with kept_open(services_on(Script(["Blue.", Reply(ModelError("No\x1b[2J more."))]))) as services:
        silent = TextPrinter(io.StringIO(), io.StringIO())
        first = await begin(services)
        assert await attach(services, first.thread_id, None, silent) == 0
        second = await begin(services, thread_id=first.thread_id)
        assert await attach(services, first.thread_id, None, silent) == 1
        newest = await shown(services, first)
        assert f"run             {second.id}\n" in newest
        assert "status          failed\n" in newest
        assert "error           server_error: No more.\n" in newest
        earlier = await shown(services, first, first.id)
        assert "answered by     script-1\n" in earlier
        assert "tokens out      5\n" in earlier
        assert "message         msg_" in earlier
        out = io.StringIO()
        await show_run(services, first.thread_id, first.id, True, out)
        kinds = [json.loads(line)["object"] for line in out.getvalue().splitlines()]
        assert kinds == ["thread.run", "run.facts", "thread.run.step"]


@requirement("runs.one", "ask.waits-with-ids")
async def test_calls_are_shown_with_what_was_submitted(services_on: ServicesOn):
    async with kept_open(services_on(Script([Reply(call("weather", '{"city":"Oslo"}')), "Rain."]))) as services:
        run = await begin_call(services)
        out, err = io.StringIO(), io.StringIO()
        assert await attach(services, run.thread_id, None, TextPrinter(out, err)) == 3
        assert f"run {run.id} of {run.thread_id} is waiting for the outputs of:" in err.getvalue()
        page = await shown(services, run)
        assert 'weather({"city":"Oslo"})' in page
        assert "output          not submitted yet\n" in page
        async with services() as (assistants, _):
            waiting = (await assistants.get_run(run.thread_id, run.id)).required_action
            assert waiting
            outputs = [ToolOutput(tool_call_id=one.id, output="3 °C") for one in waiting.submit_tool_outputs.tool_calls]
            await assistants.submit_tool_outputs(run.thread_id, run.id, SubmitToolOutputs(tool_outputs=outputs))
        # The moment in which it waited is in its past now: attaching goes on to its end.
        assert await attach(services, run.thread_id, run.id, TextPrinter(out, err)) == 0
        assert out.getvalue() == "Rain.\n"
        assert "output          3 °C\n" in await shown(services, run)


@requirement("runs.one")
async def test_attaching_prints_from_the_beginning_and_leaving_does_not_cancel(services_on: ServicesOn):
    gate = Gate()
    async with kept_open(services_on(Script([Reply("one ", gate, "two")]))) as services:
        run = await begin(services)
        await gate.reached.wait()
        out, err = Watched(), io.StringIO()
        attaching = asyncio.create_task(attach(services, run.thread_id, None, TextPrinter(out, err)))
        await out.shows("one ")
        attaching.cancel()
        assert await attaching == 4
        assert f"assistant-chat runs attach {run.thread_id} {run.id}" in err.getvalue()
        again = io.StringIO()
        attaching = asyncio.create_task(attach(services, run.thread_id, run.id, JsonPrinter(again, err)))
        gate.open()
        assert await attaching == 0
        names = [json.loads(line)["event"] for line in again.getvalue().splitlines()]
        assert (names[0], names[-1]) == ("thread.created", "thread.run.completed")


@requirement("runs.one")
async def test_a_run_is_cancelled_once(services_on: ServicesOn):
    gate = Gate()
    async with kept_open(services_on(Script([Reply("one ", gate)]))) as services:
        run = await begin(services)
        await gate.reached.wait()
        out, err = io.StringIO(), io.StringIO()
        assert await cancel_run(services, run.thread_id, run.id, True, out, err) == 0
        assert json.loads(out.getvalue())["status"] == "cancelled"
        out = io.StringIO()
        assert await cancel_run(services, run.thread_id, run.id, False, out, err) == 0
        assert out.getvalue() == f"Run {run.id} was already over: cancelled.\n"
        out = io.StringIO()
        assert await cancel_run(services, run.thread_id, None, False, out, err) == 0
        assert out.getvalue() == f"No run of {run.thread_id} is active.\n"


@requirement("runs.one")
async def test_what_is_no_run_says_so(services_on: ServicesOn):
    async with kept_open(services_on(Script(["Blue."]))) as services:
        run = await begin(services)
        async with services() as (assistants, _):
            empty = await assistants.create_thread(CreateThread())
        for thread_id, run_id, sentence in (
            (run.id, None, f"{run.id} is the id of a run, and this needs that of a thread."),
            (run.thread_id, run.assistant_id, "is the id of an assistant, and this needs that of a run."),
            ("thread_no-such", None, "List the ids with: assistant-chat threads"),
            (empty.id, run.id, "No run found with id"),
            (empty.id, None, f"Thread {empty.id} has no runs."),
        ):
            with pytest.raises(Error) as raised:
                await show_run(services, thread_id, run_id, False, io.StringIO())
            assert sentence in str(raised.value)
