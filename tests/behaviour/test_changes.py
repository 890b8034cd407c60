"""What a caller may change, and when: during a run, with null, and what a run takes from its assistant."""

import asyncio

import pytest
from msgspec.structs import replace

from app.api.errors import RequestError
from app.api.objects import Run
from app.api.requests import (
    CreateAssistant,
    CreateMessage,
    CreateRun,
    CreateThread,
    CreateThreadAndRun,
    ModifyAssistant,
    ModifyMessage,
    ModifyRun,
    ModifyThread,
    Page,
)
from app.api.tools import (
    CodeInterpreterFiles,
    CodeInterpreterTool,
    JsonObjectFormat,
    ReasoningEffort,
    ToolResources,
)
from app.models.script import Gate, Reply
from tests.behaviour.asking import asking, ended, last_run, thread_of
from tests.behaviour.transports import Road
from tests.requirements import requirement

pytestmark = pytest.mark.asyncio(loop_scope="module")

FILES = ToolResources(code_interpreter=CodeInterpreterFiles(file_ids=["file-1"]))


@requirement("api.thread-lock")
async def test_metadata_may_change_during_a_run_and_messages_may_not_go(road: Road) -> None:
    api, gate = road.assistants, Gate()
    road.script.replies.append(Reply("Half", gate))
    thread_id = await thread_of(road, "Hi")
    [message] = (await api.list_messages(thread_id, Page())).data
    run = await api.create_run(thread_id, asking())
    await asyncio.wait_for(gate.reached.wait(), 10)
    wanted = {"a": "1"}
    assert (await api.modify_thread(thread_id, ModifyThread(metadata=wanted))).metadata == wanted
    assert (await api.modify_message(thread_id, message.id, ModifyMessage(metadata=wanted))).metadata == wanted
    assert (await api.modify_run(thread_id, run.id, ModifyRun(metadata=wanted))).metadata == wanted
    with pytest.raises(RequestError) as refused:
        await api.delete_message(thread_id, message.id)
    assert (refused.value.status, message.id in refused.value.message) == (400, False)
    assert (await api.get_message(thread_id, message.id)).metadata == wanted
    gate.open()
    done = await ended(road, run)
    assert (done.status, done.metadata) == ("completed", wanted)
    assert (await api.get_thread(thread_id)).metadata == wanted
    assert (await api.delete_message(thread_id, message.id)).deleted


@requirement("api.modify")
async def test_null_clears_what_an_assistant_was_given(road: Road) -> None:
    bare = await road.assistants.create_assistant(CreateAssistant(model="m"))
    full = await road.assistants.create_assistant(
        CreateAssistant(
            model="m",
            name="Ada",
            description="Counts.",
            instructions="Count.",
            tools=[CodeInterpreterTool()],
            tool_resources=FILES,
            metadata={"a": "1"},
            temperature=0.5,
            top_p=0.5,
            response_format=JsonObjectFormat(),
            reasoning_effort="low",
        )
    )
    nothing = ModifyAssistant(
        name=None,
        description=None,
        instructions=None,
        tools=None,
        tool_resources=None,
        metadata=None,
        temperature=None,
        top_p=None,
        response_format=None,
        reasoning_effort=None,
    )
    cleared = await road.assistants.modify_assistant(full.id, nothing)
    assert cleared == replace(bare, id=full.id, created_at=full.created_at)
    assert (cleared.tools, cleared.tool_resources, cleared.temperature, cleared.top_p, cleared.response_format) == (
        [],
        ToolResources(),
        1.0,
        1.0,
        "auto",
    )


@requirement("api.thread-and-run")
async def test_the_tool_resources_of_a_run_with_its_thread_are_the_threads(road: Road) -> None:
    road.script.replies.append(Reply("Here."))
    assistant = await road.assistants.create_assistant(CreateAssistant(model="m"))
    thread = CreateThread(messages=[CreateMessage(role="user", content="Hi")])
    request = CreateThreadAndRun(assistant_id=assistant.id, thread=thread, tool_resources=FILES)
    run = last_run(await road.told_anew(request))
    assert (await road.assistants.get_thread(run.thread_id)).tool_resources == FILES


@requirement("api.run-settings")
async def test_how_hard_to_think_comes_from_the_run_else_from_the_assistant(road: Road) -> None:
    assistant = await road.assistants.create_assistant(CreateAssistant(model="m", reasoning_effort="low"))

    async def asked(effort: ReasoningEffort | None) -> tuple[Run, str | None]:
        road.script.replies.append(Reply("Well."))
        request = CreateRun(assistant_id=assistant.id, reasoning_effort=effort)
        run = last_run(await road.told(await thread_of(road, "Hi"), request))
        return run, road.script.requests[-1].reasoning_effort

    assert (await asked(None))[1] == "low"
    assert (await asked("high"))[1] == "high"
