"""A run: the fields of each status, the order of its events, its settings, and the lock on its thread."""

import asyncio

import pytest
from msgspec import UNSET

from app.api.errors import NotFound, RequestError
from app.api.events import MessageDelta, TextPartDelta
from app.api.objects import DEFAULT_ASSISTANT_ID, Message, Run, Usage
from app.api.requests import (
    CreateAssistant,
    CreateMessage,
    CreateRun,
    CreateThread,
    CreateThreadAndRun,
    ModifyRun,
    Page,
)
from app.api.steps import MessageCreation
from app.api.tools import (
    CodeInterpreterTool,
    FileSearchOptions,
    FileSearchTool,
    FunctionName,
    FunctionToolChoice,
    JsonObjectFormat,
    Tool,
    TruncationStrategy,
)
from app.models.script import Gate, Reply
from tests.behaviour.run_requests import (
    MESSAGE_WRITTEN,
    RUN_STARTED,
    TOOLS,
    create_thread,
    last_run,
    run_request,
    wait_for_end,
)
from tests.behaviour.transports import Transport, names
from tests.requirements import requirement

pytestmark = pytest.mark.asyncio(loop_scope="module")


@requirement("api.text-run")
async def test_a_reply_of_text_completes_the_run(transport: Transport) -> None:
    transport.script.replies.append(Reply("Hello ", "there"))
    thread_id = await create_thread(transport, "Hi")
    streamed = await transport.stream_run(thread_id, run_request())
    assert names(streamed) == [*RUN_STARTED, *MESSAGE_WRITTEN, "thread.run.completed"]
    runs = [data for _, data in streamed if isinstance(data, Run)]
    assert [run.status for run in runs] == ["queued", "queued", "in_progress", "completed"]
    created, done = runs[0], runs[-1]
    assert (created.started_at, created.usage, created.expires_at) == (None, None, created.created_at + 600)
    assert (done.expires_at, done.usage) == (None, Usage(prompt_tokens=10, completion_tokens=5, total_tokens=15))
    assert done.completed_at is not None
    assert done.started_at is not None
    message = next(data for name, data in streamed if name == "thread.message.completed")
    assert isinstance(message, Message)
    assert (message.text, message.run_id, message.assistant_id) == ("Hello there", done.id, DEFAULT_ASSISTANT_ID)
    pieces = [piece for _, data in streamed if isinstance(data, MessageDelta) for piece in data.delta.content]
    texts = [piece.text for piece in pieces if isinstance(piece, TextPartDelta)]
    assert "".join(text.value for text in texts) == message.text
    assert texts[0].annotations == []  # clients that join the deltas take the list from here
    assert all(text.annotations is UNSET for text in texts[1:])
    assert await transport.assistants.get_run(thread_id, done.id) == done
    assert (await transport.assistants.list_messages(thread_id, Page(), run_id=done.id)).data == [message]
    steps = (await transport.assistants.list_run_steps(thread_id, done.id, Page())).data
    assert [step.usage for step in steps] == [done.usage]
    assert await transport.assistants.get_run_step(thread_id, done.id, steps[0].id) == steps[0]
    details = steps[0].step_details
    assert isinstance(details, MessageCreation)
    assert details.message_creation.message_id == message.id


@requirement("api.empty-answer")
async def test_an_empty_reply_makes_no_message(transport: Transport) -> None:
    transport.script.replies.append(Reply())
    thread_id = await create_thread(transport, "Hi")
    streamed = await transport.stream_run(thread_id, run_request())
    assert names(streamed) == [*RUN_STARTED, "thread.run.completed"]
    assert len((await transport.assistants.list_messages(thread_id, Page())).data) == 1


@requirement("api.thread-and-run")
async def test_a_thread_and_its_run_are_created_in_one_request(transport: Transport) -> None:
    transport.script.replies.append(Reply("Hello"))
    thread = CreateThread(messages=[CreateMessage(role="user", content="Hi")], metadata={"title": "New"})
    request = CreateThreadAndRun(assistant_id=DEFAULT_ASSISTANT_ID, thread=thread)
    streamed = await transport.stream_thread_and_run(request)
    assert names(streamed) == ["thread.created", *RUN_STARTED, *MESSAGE_WRITTEN, "thread.run.completed"]
    made = await transport.assistants.get_thread(last_run(streamed).thread_id)
    assert (made, made.metadata) == (streamed[0][1], {"title": "New"})


@requirement("api.thread-lock")
async def test_an_active_run_locks_its_thread(transport: Transport) -> None:
    api, gate = transport.assistants, Gate()
    transport.script.replies.append(Reply("Wait", gate))
    thread_id = await create_thread(transport, "Hi")
    run = await api.create_run(thread_id, run_request())
    extra = [CreateMessage(role="user", content="More")]
    refusals = (
        (api.create_message(thread_id, extra[0]), f"Can't add messages to {thread_id} while a run {run.id} is active."),
        (api.create_run(thread_id, run_request()), f"Thread {thread_id} already has an active run {run.id}."),
        (
            api.create_run(thread_id, run_request(additional_messages=extra)),
            f"Thread {thread_id} already has an active run {run.id}.",
        ),
    )
    for refusal, text in refusals:
        with pytest.raises(RequestError) as refused:
            await refusal
        error = refused.value
        assert (error.message, error.status, error.type) == (text, 400, "invalid_request_error")
        assert (error.param, error.code) == (None, None)
    changed = await api.modify_run(thread_id, run.id, ModifyRun(metadata={"a": "1"}))
    assert changed.metadata == {"a": "1"}
    gate.open()
    done = await wait_for_end(transport, run)
    assert (done.status, done.metadata) == ("completed", {"a": "1"})
    users = [one.text for one in (await api.list_messages(thread_id, Page())).data if one.role == "user"]
    assert users == ["Hi"]
    assert (await api.create_message(thread_id, extra[0])).text == "More"


@requirement("api.run-settings")
async def test_settings_of_a_run_take_precedence_over_its_assistant(transport: Transport) -> None:
    api = transport.assistants
    assistant = await api.create_assistant(
        CreateAssistant(model="m-assistant", instructions="Of the assistant.", tools=[TOOLS[0]], temperature=0.5)
    )
    transport.script.replies += [Reply("One"), Reply("Two")]
    thread_id = await create_thread(transport, "Hi")
    plain = last_run(await transport.stream_run(thread_id, CreateRun(assistant_id=assistant.id, model="")))
    assert (plain.model, plain.instructions, plain.temperature) == ("m-assistant", "Of the assistant.", 0.5)
    assert plain.tools == [TOOLS[0]]
    own = CreateRun(
        assistant_id=assistant.id,
        model="m-run",
        instructions="Of the run.",
        additional_instructions="And more.",
        additional_messages=[CreateMessage(role="user", content="Added")],
        tools=[TOOLS[1], CodeInterpreterTool()],
        metadata={"a": "1"},
        temperature=0.0,
        top_p=0.5,
        max_prompt_tokens=1000,
        truncation_strategy=TruncationStrategy(type="last_messages", last_messages=2),
        tool_choice=FunctionToolChoice(function=FunctionName(name="listen")),
        parallel_tool_calls=False,
        response_format=JsonObjectFormat(),
    )
    run = last_run(await transport.stream_run(thread_id, own))
    assert run.instructions == "Of the run.\n\nAnd more."
    assert (run.model, run.temperature, run.top_p, run.metadata) == ("m-run", 0.0, 0.5, {"a": "1"})
    assert (run.tools, run.tool_choice, run.parallel_tool_calls) == (own.tools, own.tool_choice, False)
    assert (run.truncation_strategy, run.response_format) == (own.truncation_strategy, JsonObjectFormat())
    asked = transport.script.requests[-1]
    assert [message.text for message in asked.messages] == ["One", "Added"]
    assert [tool.function.name for tool in asked.tools] == ["listen"]
    assert (asked.tool_choice, asked.parallel_tool_calls) == (own.tool_choice, False)
    assert (asked.temperature, asked.top_p, asked.response_format) == (0.0, 0.5, JsonObjectFormat())
    await api.delete_assistant(assistant.id)
    assert (await api.get_run(thread_id, run.id)) == run
    with pytest.raises(NotFound):
        await api.create_run(thread_id, CreateRun(assistant_id=assistant.id))
    found = await api.list_runs(thread_id, Page())
    assert [one.id for one in found.data] == [run.id, plain.id]


@requirement("api.follow")
async def test_following_misses_nothing_and_repeats_nothing(transport: Transport) -> None:
    gate = Gate()
    transport.script.replies.append(Reply("A ", "b ", gate, "c ", "d"))
    thread_id = await create_thread(transport, "Hi")
    run = await transport.assistants.create_run(thread_id, run_request())
    live = asyncio.create_task(read_events(transport, run, 0))
    await asyncio.wait_for(gate.reached.wait(), 10)
    late = asyncio.create_task(read_events(transport, run, 0))
    gate.open()
    seen = await live
    assert await late == seen
    assert [number for number, _ in seen] == sorted({number for number, _ in seen})
    assert seen[-1][1] == "thread.run.completed"
    last = seen[-1][0]
    assert await read_events(transport, run, last) == []
    assert await read_events(transport, run, last - 1) == seen[-1:]


async def read_events(transport: Transport, run: Run, after: int) -> list[tuple[int, str]]:
    async with asyncio.timeout(20):
        followed = transport.assistants.follow(run.thread_id, run.id, after=after)
        return [(event.number, event.event) async for event in followed]


@requirement("api.hosted-tools")
async def test_hosted_tools_are_shown_and_not_offered(transport: Transport) -> None:
    hosted: list[Tool] = [CodeInterpreterTool(), FileSearchTool(file_search=FileSearchOptions(max_num_results=3))]
    assistant = await transport.assistants.create_assistant(CreateAssistant(model="m", tools=hosted))
    transport.script.replies.append(Reply("One"))
    thread_id = await create_thread(transport, "Hi")
    run = last_run(await transport.stream_run(thread_id, CreateRun(assistant_id=assistant.id, tool_choice="auto")))
    assert (run.status, run.tools, run.tool_choice) == ("completed", hosted, "auto")
    assert (transport.script.requests[-1].tools, transport.script.requests[-1].tool_choice) == ([], None)


@requirement("api.truncation")
async def test_the_model_is_given_the_last_messages(transport: Transport) -> None:
    thread_id = await create_thread(transport, "One", "Two", "Three")
    for number, seen in ((1, ["Three"]), (2, ["Two", "Three"]), (9, ["One", "Two", "Three"])):
        transport.script.replies.append(Reply())
        strategy = TruncationStrategy(type="last_messages", last_messages=number)
        await transport.stream_run(thread_id, run_request(truncation_strategy=strategy))
        assert [message.text for message in transport.script.requests[-1].messages] == seen
    with pytest.raises(RequestError) as refused:
        await transport.assistants.create_run(
            thread_id, run_request(truncation_strategy=TruncationStrategy(type="last_messages"))
        )
    error = refused.value
    assert error.message == "Missing required parameter: 'truncation_strategy.last_messages'."
    assert (error.param, error.code) == ("truncation_strategy.last_messages", "missing_required_parameter")
    assert all(run.status == "completed" for run in (await transport.assistants.list_runs(thread_id, Page())).data)
