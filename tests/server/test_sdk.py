"""The helpers of the unmodified Python SDK, strict: polling, streaming with handlers, paging, errors."""

# pyright: reportDeprecated=false
# Every Assistants method of the SDK is marked as deprecated.

import asyncio

import openai
import pytest
from openai.types.beta.threads.run_submit_tool_outputs_params import ToolOutput

from app.api.objects import DEFAULT_ASSISTANT_ID
from app.models.model import ModelError
from app.models.script import Gate, Reply, Script, call
from tests.requirements import requirement
from tests.server.recording_handler import RecordingHandler
from tests.server.running import Running

pytestmark = pytest.mark.asyncio(loop_scope="module")


@requirement("sdk.poll-helpers")
async def test_the_poll_helpers_work(server: Running, script: Script) -> None:
    runs = server.client.beta.threads.runs
    script.replies += [Reply(call("look")), Reply("Seen.")]
    thread = await server.client.beta.threads.create(messages=[{"role": "user", "content": "Look"}])
    async with asyncio.timeout(5):  # without the header a helper polls once a second
        waiting = await runs.create_and_poll(
            thread_id=thread.id,
            assistant_id=DEFAULT_ASSISTANT_ID,
            tools=[{"type": "function", "function": {"name": "look"}}],
        )
        assert waiting.status == "requires_action"
        assert waiting.required_action is not None
        outputs: list[ToolOutput] = [
            {"tool_call_id": one.id, "output": "seen"} for one in waiting.required_action.submit_tool_outputs.tool_calls
        ]
        done = await runs.submit_tool_outputs_and_poll(run_id=waiting.id, thread_id=thread.id, tool_outputs=outputs)
    assert done.status == "completed"


@requirement("sdk.poll-helpers")
async def test_the_poll_interval_is_sent_while_a_run_is_active(server: Running, script: Script) -> None:
    gate = Gate()
    script.replies.append(Reply(gate))
    run = await server.client.beta.threads.create_and_run(assistant_id=DEFAULT_ASSISTANT_ID)
    raw = server.client.beta.threads.runs.with_raw_response
    answer = await raw.retrieve(run.id, thread_id=run.thread_id)
    assert int(answer.headers["openai-poll-after-ms"]) < 1000
    assert answer.request_id is not None
    gate.open()
    await server.client.beta.threads.runs.poll(run.id, thread_id=run.thread_id)
    assert "openai-poll-after-ms" not in (await raw.retrieve(run.id, thread_id=run.thread_id)).headers


@requirement("sdk.stream-helpers")
async def test_the_stream_helpers_call_a_handler(server: Running, script: Script) -> None:
    script.replies += [
        Reply("Let me ", "see.", call("look", '{"at":1}', 0), call("look", '{"at":2}', 1), "Wait."),
        Reply("Seen", " all."),
    ]
    first = RecordingHandler()
    async with server.client.beta.threads.create_and_run_stream(
        assistant_id=DEFAULT_ASSISTANT_ID,
        thread={"messages": [{"role": "user", "content": "Look"}]},
        tools=[{"type": "function", "function": {"name": "look"}}],
        event_handler=first,
    ) as stream:
        await stream.until_done()
    assert first.names[0] == "thread.created"
    assert (first.texts, first.calls) == (["Let me see.", "Wait."], ['look({"at":1})', 'look({"at":2})'])
    assert first.ended
    waiting = first.current_run
    assert waiting is not None
    assert waiting.required_action is not None
    second = RecordingHandler()
    async with server.client.beta.threads.runs.submit_tool_outputs_stream(
        run_id=waiting.id,
        thread_id=waiting.thread_id,
        tool_outputs=[
            {"tool_call_id": one.id, "output": "seen"} for one in waiting.required_action.submit_tool_outputs.tool_calls
        ],
        event_handler=second,
    ) as stream:
        final = await stream.get_final_run()
    assert (final.status, second.text, second.texts) == ("completed", "Seen all.", ["Seen all."])
    assert second.names[0] == "thread.run.step.completed"
    assert [step.type for step in await stream.get_final_run_steps()][-1] == "message_creation"


@requirement("sdk.stream-helpers")
async def test_a_failed_run_ends_its_stream_in_order(server: Running, script: Script) -> None:
    script.replies.append(Reply("Half", ModelError("It broke.")))
    thread = await server.client.beta.threads.create(messages=[{"role": "user", "content": "Hi"}])
    recorder = RecordingHandler()
    async with server.client.beta.threads.runs.stream(
        thread_id=thread.id, assistant_id=DEFAULT_ASSISTANT_ID, event_handler=recorder
    ) as stream:
        run = await stream.get_final_run()
    assert run.status == "failed"
    assert run.last_error is not None
    assert run.last_error.message == "It broke."
    assert recorder.names[-3:] == ["thread.message.incomplete", "thread.run.step.failed", "thread.run.failed"]


@requirement("sdk.paging")
async def test_pages_are_fetched_automatically(server: Running) -> None:
    thread = await server.client.beta.threads.create(
        messages=[{"role": "user", "content": str(number)} for number in range(25)]
    )
    listed = server.client.beta.threads.messages.list(thread.id, limit=4, order="asc")
    texts = [part.text.value async for message in listed for part in message.content if part.type == "text"]
    assert texts == [str(number) for number in range(25)]


@requirement("sdk.errors")
async def test_errors_arrive_as_the_exceptions_that_programs_catch(server: Running) -> None:
    beta = server.client.beta
    with pytest.raises(openai.NotFoundError) as missing:
        await beta.threads.retrieve("thread_no")
    assert missing.value.body == {
        "message": "No thread found with id 'thread_no'.",
        "type": "invalid_request_error",
        "param": None,
        "code": None,
    }
    with pytest.raises(openai.BadRequestError) as refused:
        await beta.assistants.create(model="m", name="n" * 257)
    assert (refused.value.param, refused.value.code) == ("name", "string_above_max_length")
    assert refused.value.request_id is not None


@requirement("sdk.models")
async def test_the_models_of_the_endpoint_are_listed(server: Running) -> None:
    assert [model.id async for model in server.client.models.list()] == ["script-1"]
    endpoint, server.script.endpoint = server.script.endpoint, None
    assert [model.id async for model in server.client.models.list()] == []
    server.script.endpoint = endpoint
