"""Changes by a caller, also during a run and with null; settings that a run takes from its assistant."""

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
    CodeInterpreterTool,
    FileSearchStores,
    JsonObjectFormat,
    ReasoningEffort,
    ToolResources,
)
from app.models.script import Gate, Reply
from tests.behaviour.run_requests import create_thread, last_run, run_request, wait_for_end
from tests.behaviour.transports import Transport
from tests.requirements import requirement

pytestmark = pytest.mark.asyncio(loop_scope="module")

STORES = ToolResources(file_search=FileSearchStores())


async def wait_for_message(transport: Transport, run: Run) -> None:
    """Wait until the run writes a message."""
    async with asyncio.timeout(20):
        async for event in transport.assistants.follow(run.thread_id, run.id):
            if event.event == "thread.message.delta":
                return
    raise AssertionError("the run ended without a message")


@requirement("api.thread-lock")
async def test_during_a_run_metadata_can_be_changed_and_messages_cannot_be_deleted(transport: Transport) -> None:
    api, gate = transport.assistants, Gate()
    transport.script.replies.append(Reply("Half", gate, " and half."))
    thread_id = await create_thread(transport, "Hi")
    run = await api.create_run(thread_id, run_request())
    await wait_for_message(transport, run)
    messages = [one.id for one in (await api.list_messages(thread_id, Page())).data]
    assert len(messages) == 2
    metadata = {"a": "1"}
    assert (await api.modify_thread(thread_id, ModifyThread(metadata=metadata))).metadata == metadata
    assert (await api.modify_run(thread_id, run.id, ModifyRun(metadata=metadata))).metadata == metadata
    for one in messages:
        assert (await api.modify_message(thread_id, one, ModifyMessage(metadata=metadata))).metadata == metadata
        with pytest.raises(RequestError) as refused:
            await api.delete_message(thread_id, one)
        assert (refused.value.status, refused.value.type) == (400, "invalid_request_error")
    gate.open()
    done = await wait_for_end(transport, run)
    assert (done.status, done.metadata) == ("completed", metadata)
    assert (await api.get_thread(thread_id)).metadata == metadata
    kept = (await api.list_messages(thread_id, Page())).data
    assert [(one.id, one.text, one.metadata) for one in kept] == [
        (messages[0], "Half and half.", metadata),
        (messages[1], "Hi", metadata),
    ]
    assert (await api.delete_message(thread_id, messages[1])).deleted
    assert [one.id for one in (await api.list_messages(thread_id, Page())).data] == messages[:1]


@requirement("api.modify")
async def test_metadata_is_replaced_as_a_whole_and_null_clears_it(transport: Transport) -> None:
    api = transport.assistants
    transport.script.replies.append(Reply("Here."))
    thread_id = await create_thread(transport, "Hi")
    run = last_run(await transport.stream_run(thread_id, run_request(metadata={"a": "1", "b": "2"})))
    message = (await api.list_messages(thread_id, Page())).data[0]
    for given, kept in (({"b": "3", "c": "4"}, {"b": "3", "c": "4"}), (None, {}), ({"d": "5"}, {"d": "5"}), ({}, {})):
        thread = await api.modify_thread(thread_id, ModifyThread(metadata=given))
        assert (thread.metadata, await api.get_thread(thread_id)) == (kept, thread)
        changed = await api.modify_message(thread_id, message.id, ModifyMessage(metadata=given))
        assert changed == replace(message, metadata=kept) == await api.get_message(thread_id, message.id)
        over = await api.modify_run(thread_id, run.id, ModifyRun(metadata=given))
        assert over == replace(run, metadata=kept) == await api.get_run(thread_id, run.id)


@requirement("api.modify")
async def test_null_clears_a_field_of_an_assistant(transport: Transport) -> None:
    bare = await transport.assistants.create_assistant(CreateAssistant(model="m"))
    full = await transport.assistants.create_assistant(
        CreateAssistant(
            model="m",
            name="Ada",
            description="Counts.",
            instructions="Count.",
            tools=[CodeInterpreterTool()],
            tool_resources=STORES,
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
    cleared = await transport.assistants.modify_assistant(full.id, nothing)
    assert cleared == replace(bare, id=full.id, created_at=full.created_at)
    assert cleared == await transport.assistants.get_assistant(full.id)
    assert (cleared.name, cleared.description, cleared.instructions) == (None, None, None)
    assert (cleared.tools, cleared.tool_resources, cleared.metadata) == ([], ToolResources(), {})
    assert (cleared.temperature, cleared.top_p, cleared.response_format) == (1.0, 1.0, "auto")


@requirement("api.thread-and-run")
async def test_tool_resources_of_a_run_that_creates_its_thread_go_to_the_thread(transport: Transport) -> None:
    transport.script.replies.append(Reply("Here."))
    assistant = await transport.assistants.create_assistant(CreateAssistant(model="m"))
    thread = CreateThread(messages=[CreateMessage(role="user", content="Hi")])
    request = CreateThreadAndRun(assistant_id=assistant.id, thread=thread, tool_resources=STORES)
    streamed = await transport.stream_thread_and_run(request)
    made = await transport.assistants.get_thread(last_run(streamed).thread_id)
    assert (made, made.tool_resources) == (streamed[0][1], STORES)
    assert (await transport.assistants.get_assistant(assistant.id)).tool_resources == ToolResources()


@requirement("api.run-settings")
async def test_the_reasoning_effort_comes_from_the_run_or_else_from_the_assistant(transport: Transport) -> None:
    assistant = await transport.assistants.create_assistant(CreateAssistant(model="m", reasoning_effort="low"))

    async def run_with(effort: ReasoningEffort | None) -> tuple[str | None, str | None]:
        transport.script.replies.append(Reply("Well."))
        request = CreateRun(assistant_id=assistant.id, reasoning_effort=effort)
        run = last_run(await transport.stream_run(await create_thread(transport, "Hi"), request))
        return run.reasoning_effort, transport.script.requests[-1].reasoning_effort

    assert await run_with(None) == ("low", "low")
    assert await run_with("high") == ("high", "high")
    transport.script.replies += [Reply("Well."), Reply("Well.")]
    run = last_run(await transport.stream_thread_and_run(CreateThreadAndRun(assistant_id=assistant.id)))
    assert (run.reasoning_effort, transport.script.requests[-1].reasoning_effort) == ("low", "low")
    run = last_run(await transport.stream_run(await create_thread(transport, "Hi"), run_request()))
    assert (run.reasoning_effort, transport.script.requests[-1].reasoning_effort) == (None, None)


@requirement("api.run-settings")
async def test_unset_sampling_settings_show_the_api_defaults_and_are_not_sent(transport: Transport) -> None:
    bare = await transport.assistants.create_assistant(CreateAssistant(model="m"))
    set_to_one = await transport.assistants.create_assistant(CreateAssistant(model="m", temperature=1, top_p=1))
    for assistant, sent in ((bare, None), (set_to_one, 1.0)):
        assert (assistant.temperature, assistant.top_p) == (1.0, 1.0)
        transport.script.replies.append(Reply("Well."))
        thread_id = await create_thread(transport, "Hi")
        streamed = await transport.stream_run(thread_id, CreateRun(assistant_id=assistant.id))
        runs = [data for _, data in streamed if isinstance(data, Run)]
        runs.append(await transport.assistants.get_run(runs[-1].thread_id, runs[-1].id))
        assert {(run.temperature, run.top_p) for run in runs} == {(1.0, 1.0)}
        asked = transport.script.requests[-1]
        assert (asked.temperature, asked.top_p) == (sent, sent)
