"""Whole rounds with servers that check what comes back to them, and answer 400 if it is not what they gave."""

import asyncio
from typing import cast

import pytest
from msgspec.structs import replace

from app.api.objects import DEFAULT_ASSISTANT_ID
from app.api.requests import CreateMessage, CreateThread, CreateThreadAndRun, Page, SubmitToolOutputs, ToolOutput
from app.api.tools import FunctionDefinition, FunctionTool
from app.engine.engine import Engine
from app.models.connected import ConnectedModels
from app.models.model import ModelError
from app.models.timeouts import ModelTimeouts
from app.settings import Settings
from tests.fake_model import FakeModel
from tests.model_cases.plays import ROUNDS
from tests.models.asking import request_of
from tests.models.whole_runs import run_in_status, services_at
from tests.requirements import requirement

WEATHER = FunctionTool(function=FunctionDefinition(name="weather", parameters={"type": "object"}))


@requirement("streams.calls-go-back-as-they-came", "streams.reasoning-goes-back-with-calls")
@pytest.mark.parametrize("name", ROUNDS)
async def test_a_round_of_calls_ends_in_a_reply(settings: Settings, name: str) -> None:
    server = FakeModel(at=name)
    async with asyncio.timeout(30), server, services_at(settings, server.base_url)() as (assistants, _):
        engine = cast(Engine, assistants)
        thread = CreateThread(messages=[CreateMessage(role="user", content="Weather?")])
        request = CreateThreadAndRun(assistant_id=DEFAULT_ASSISTANT_ID, thread=thread, tools=[WEATHER])
        run = await run_in_status(engine, await engine.create_thread_and_run(request), "requires_action")
        assert run.required_action is not None
        call = run.required_action.submit_tool_outputs.tool_calls[0]
        assert call.id.startswith("call_")
        outputs = SubmitToolOutputs(tool_outputs=[ToolOutput(tool_call_id=call.id, output="sunny")])
        run = await engine.submit_tool_outputs(run.thread_id, run.id, outputs)
        await run_in_status(engine, run, "completed")
        assert (await engine.list_messages(run.thread_id, Page(limit=1))).data[0].text == "Hello"


@requirement("streams.silence")
async def test_a_server_that_sends_nothing_new_for_ever_is_left(settings: Settings) -> None:
    async with FakeModel(at="no-progress") as server:
        own = replace(settings, base_url=server.base_url, api_key="sk-1", model="m")
        models = ConnectedModels(own, {}, timeouts=ModelTimeouts(silence=0.3))
        with pytest.raises(ModelError, match="nothing new came"):
            async for _ in models.stream(request_of(model="m")):
                pass
        await models.close()
