"""A whole run on a real stream: what came is in the store and on stdout, what the server needs goes back to it."""

import asyncio
import io
from typing import cast

import pytest

from app.api.objects import DEFAULT_ASSISTANT_ID
from app.api.requests import CreateMessage, CreateThread, CreateThreadAndRun, Page, SubmitToolOutputs, ToolOutput
from app.api.tools import FunctionDefinition, FunctionTool
from app.engine.engine import Engine
from app.headless.ask import Question, ask
from app.headless.printers import TextPrinter
from app.settings import Settings
from tests.fake_model import DONE, Answer, FakeModel, Json, event, raw, refuse, say
from tests.models.whole_runs import run_in_status, services_at
from tests.requirements import requirement

WEATHER = FunctionTool(function=FunctionDefinition(name="weather", parameters={"type": "object"}))
SIGNATURE: Json = {"extra_content": {"google": {"thought_signature": "c2ln"}}}
CALL: Json = {"id": "Ab3dEf6h9", "type": "function", "function": {"name": "weather", "arguments": "{}"}, **SIGNATURE}


@requirement("streams.errors-in-any-dress")
@pytest.mark.parametrize("case", ["error-field", "error-bare-line", "error-same-block", "broke-off"])
async def test_what_came_before_a_failure_is_stored_and_printed(settings: Settings, case: str) -> None:
    out, err = io.StringIO(), io.StringIO()
    async with FakeModel() as server:
        services = services_at(settings, server.base_url.replace("/v1", f"/{case}/v1"))
        assert await ask(services, Question(text="Hi"), TextPrinter(out, err)) == 1
        assert out.getvalue() == "Hel\n"
        async with services() as (assistants, _):
            thread_id = err.getvalue().partition("--thread ")[2].split()[0]
            newest = (await assistants.list_messages(thread_id, Page(limit=1))).data[0]
    assert (newest.text, newest.status) == ("Hel", "incomplete")


@requirement("streams.odd-fields")
@pytest.mark.parametrize("case", ["usage-float", "late-garbage", "tool-calls-object", "half-escapes"])
async def test_an_odd_field_ends_no_run(settings: Settings, case: str) -> None:
    out, err = io.StringIO(), io.StringIO()
    async with FakeModel() as server:
        services = services_at(settings, server.base_url.replace("/v1", f"/{case}/v1"))
        assert await ask(services, Question(text="Hi"), TextPrinter(out, err)) == 0
    assert out.getvalue() in ("Hello\n", "😀 ok\n")


def strict(body: Json) -> Answer:
    """Call first; then refuse, as Gemini, Mistral and DeepSeek do, what does not come back as it was given."""
    messages = cast(list[Json], body["messages"])
    given = [message for message in messages if message["role"] == "assistant"]
    if not given:
        deltas: list[Json] = [{"reasoning_content": "Let me see."}, {"tool_calls": [CALL]}]
        return raw(*map(event, deltas), event({}, "tool_calls"), DONE)
    if given[0].get("tool_calls") != [CALL] or given[0].get("reasoning_content") != "Let me see.":
        return refuse(400, f"Not as it was: {given[0]}")
    if messages[-1].get("tool_call_id") != CALL["id"]:
        return refuse(400, "Tool call id has to be defined")
    return say("Sunny.")


@requirement("streams.calls-go-back-as-they-came", "streams.reasoning-goes-back-with-calls")
async def test_another_process_sends_back_what_the_server_needs(settings: Settings) -> None:
    async with asyncio.timeout(30), FakeModel(strict) as server:
        services = services_at(settings, server.base_url)
        async with services() as (first, _):
            thread = CreateThread(messages=[CreateMessage(role="user", content="Weather?")])
            begun = await first.create_thread_and_run(
                CreateThreadAndRun(assistant_id=DEFAULT_ASSISTANT_ID, thread=thread, tools=[WEATHER])
            )
            waiting = await run_in_status(cast(Engine, first), begun, "requires_action")
        assert waiting.required_action is not None
        call = waiting.required_action.submit_tool_outputs.tool_calls[0]
        assert call.id.startswith("call_")
        async with services() as (second, _):
            outputs = SubmitToolOutputs(tool_outputs=[ToolOutput(tool_call_id=call.id, output="sunny")])
            run = await second.submit_tool_outputs(begun.thread_id, begun.id, outputs)
            await run_in_status(cast(Engine, second), run, "completed")
            newest = (await second.list_messages(begun.thread_id, Page(limit=1))).data[0]
    assert newest.text == "Sunny."
