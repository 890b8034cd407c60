"""How a run ends without completing: cancelled, failed, cut off, expired."""

import asyncio
from typing import Literal

import pytest

from app.api.errors import RequestError
from app.api.objects import LastError, Message, Run, Usage
from app.api.requests import (
    CreateMessage,
    Page,
    SubmitToolOutputs,
)
from app.api.steps import RunStep
from app.models.model import Finished, ModelError
from app.models.script import Gate, Reply, call
from tests.behaviour.run_requests import (
    MESSAGE_BEGUN,
    RUN_STARTED,
    TOOLS,
    create_thread,
    last_run,
    run_request,
    wait_for_end,
)
from tests.behaviour.transports import DirectTransport, Transport, names
from tests.requirements import requirement
from tests.server.running import Running

pytestmark = pytest.mark.asyncio(loop_scope="module")


@requirement("api.cancel")
async def test_a_cancelled_run_keeps_its_partial_text(transport: Transport) -> None:
    gate = Gate()
    transport.script.replies.append(Reply("Half of", gate))
    thread_id = await create_thread(transport, "Hi")
    run = await transport.assistants.create_run(thread_id, run_request())
    await asyncio.wait_for(gate.reached.wait(), 10)
    assert (await transport.assistants.cancel_run(thread_id, run.id)).status == "cancelling"
    done = await wait_for_end(transport, run)
    assert (done.status, done.expires_at, done.required_action) == ("cancelled", None, None)
    assert done.cancelled_at is not None
    assert done.usage is not None
    message = (await transport.assistants.list_messages(thread_id, Page())).data[0]
    assert (message.status, message.text, message.completed_at) == ("incomplete", "Half of", None)
    assert message.incomplete_details is not None
    assert message.incomplete_details.reason == "run_cancelled"
    step = (await transport.assistants.list_run_steps(thread_id, run.id, Page())).data[0]
    assert step.status == "cancelled"
    assert step.cancelled_at is not None
    with pytest.raises(RequestError) as refused:
        await transport.assistants.cancel_run(thread_id, run.id)
    assert refused.value.message == "Cannot cancel run with status 'cancelled'."
    transport.script.replies.append(Reply("Free again"))
    assert last_run(await transport.stream_run(thread_id, run_request())).status == "completed"
    # The model is not given half a reply: it would continue it, or refuse.
    assert [message.text for message in transport.script.requests[-1].messages] == ["Hi"]


@requirement("api.cancel")
async def test_a_waiting_run_can_be_cancelled(transport: Transport) -> None:
    transport.script.replies.append(Reply(call("look")))
    thread_id = await create_thread(transport, "Hi")
    waiting = last_run(await transport.stream_run(thread_id, run_request(tools=TOOLS)))
    assert (await transport.assistants.cancel_run(thread_id, waiting.id)).required_action is None
    done = await wait_for_end(transport, waiting)
    assert done.status == "cancelled"
    with pytest.raises(RequestError) as refused:
        await transport.assistants.submit_tool_outputs(thread_id, waiting.id, SubmitToolOutputs(tool_outputs=[]))
    assert refused.value.message == 'Runs in status "cancelled" do not accept tool outputs.'


@requirement("api.cancel")
async def test_the_stream_of_a_cancelled_run_ends_with_its_events(transport: Transport) -> None:
    gate = Gate()
    transport.script.replies.append(Reply("Half", gate))
    thread_id = await create_thread(transport, "Hi")
    streaming = asyncio.create_task(transport.stream_run(thread_id, run_request()))
    await asyncio.wait_for(gate.reached.wait(), 10)
    run = (await transport.assistants.list_runs(thread_id, Page())).data[0]
    await transport.assistants.cancel_run(thread_id, run.id)
    assert names(await streaming) == [
        *RUN_STARTED,
        *MESSAGE_BEGUN,
        "thread.run.cancelling",
        "thread.message.incomplete",
        "thread.run.step.cancelled",
        "thread.run.cancelled",
    ]


@requirement("api.failure")
async def test_a_run_fails_before_a_reply_and_in_mid_reply(transport: Transport) -> None:
    transport.script.replies += [
        Reply(ModelError("Too many.", "rate_limit_exceeded")),
        Reply("Half", ModelError("It broke.")),
    ]
    thread_id = await create_thread(transport, "Hi")
    streamed = await transport.stream_run(thread_id, run_request())
    assert names(streamed) == [*RUN_STARTED, "thread.run.failed"]
    failed = last_run(streamed)
    assert failed.last_error == LastError(code="rate_limit_exceeded", message="Too many.")
    assert (failed.expires_at, failed.completed_at) == (None, None)
    assert failed.failed_at is not None
    streamed = await transport.stream_run(thread_id, run_request())
    assert names(streamed) == [
        *RUN_STARTED,
        *MESSAGE_BEGUN,
        "thread.message.incomplete",
        "thread.run.step.failed",
        "thread.run.failed",
    ]
    message = next(data for name, data in streamed if name == "thread.message.incomplete")
    assert isinstance(message, Message)
    assert message.incomplete_details is not None
    assert (message.text, message.incomplete_details.reason) == ("Half", "run_failed")
    assert last_run(streamed).last_error == LastError(code="server_error", message="It broke.")


@requirement("api.incomplete")
async def test_a_reply_that_reaches_its_token_limit_is_incomplete(transport: Transport) -> None:
    await check_cut_off(transport, "length", "max_completion_tokens", "max_tokens")


@requirement("api.incomplete")
async def test_a_reply_that_is_filtered_is_incomplete(service: Running) -> None:
    # Only in process: the API sent this reason, but the strict types of the SDK know only the other two.
    await check_cut_off(
        DirectTransport(service.assistants, service.script), "content_filter", "content_filter", "content_filter"
    )


async def check_cut_off(
    transport: Transport, finish: Literal["length", "content_filter"], run_reason: str, message_reason: str
) -> None:
    """Let a reply end with this reason, then check run, message and step."""
    transport.script.replies.append(Reply("Half", Finished(finish, Usage(completion_tokens=5, total_tokens=5))))
    thread_id = await create_thread(transport, "Hi")
    streamed = await transport.stream_run(thread_id, run_request())
    ending = ["thread.message.incomplete", "thread.run.step.completed", "thread.run.incomplete"]
    assert names(streamed) == [*RUN_STARTED, *MESSAGE_BEGUN, *ending]
    shown, done, run = (data for _, data in streamed[-3:])
    assert isinstance(shown, Message)
    assert isinstance(done, RunStep)
    assert isinstance(run, Run)
    assert run.incomplete_details is not None
    assert (run.status, run.incomplete_details.reason) == ("incomplete", run_reason)
    message = (await transport.assistants.list_messages(thread_id, Page())).data[0]
    assert message.incomplete_details is not None
    assert (message.status, message.incomplete_details.reason) == ("incomplete", message_reason)
    [step] = (await transport.assistants.list_run_steps(thread_id, run.id, Page())).data
    assert (step.status, step.usage) == ("completed", run.usage)
    assert (shown, done) == (message, step)


@requirement("api.expiry")
async def test_a_run_whose_tool_outputs_never_come_expires(short_runs: Transport) -> None:
    short_runs.script.replies.append(Reply(call("look")))
    thread_id = await create_thread(short_runs, "Hi")
    waiting = last_run(await short_runs.stream_run(thread_id, run_request(tools=TOOLS)))
    done = await wait_for_end(short_runs, waiting)
    assert (done.status, done.required_action) == ("expired", None)
    with pytest.raises(RequestError) as refused:
        await short_runs.assistants.submit_tool_outputs(thread_id, waiting.id, SubmitToolOutputs(tool_outputs=[]))
    assert refused.value.message == 'Runs in status "expired" do not accept tool outputs.'
    step = (await short_runs.assistants.list_run_steps(thread_id, waiting.id, Page())).data[0]
    assert step.status == "expired"
    await short_runs.assistants.create_message(thread_id, CreateMessage(role="user", content="Free again"))
