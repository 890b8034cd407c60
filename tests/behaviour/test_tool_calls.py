"""Tool calls: how often they are forced, calls without arguments, an answer that breaks off in one."""

import pytest

from app.api.events import RunStepDelta
from app.api.objects import Run, Usage
from app.api.requests import Page, SubmitToolOutputs, ToolOutput
from app.api.steps import FunctionToolCall, ToolCalls
from app.api.tools import CodeInterpreterToolChoice, FunctionName, FunctionToolChoice, ToolChoice
from app.models.model import ContextTooLong, ModelError
from app.models.script import Reply, call
from tests.behaviour.run_requests import TOOLS, create_thread, last_run, run_request
from tests.behaviour.transports import Streamed, Transport
from tests.requirements import requirement

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def submit_output(transport: Transport, run: Run) -> Streamed:
    """Submit the output of the only call, and return the stream."""
    assert run.required_action is not None
    [only] = run.required_action.submit_tool_outputs.tool_calls
    outputs = [ToolOutput(tool_call_id=only.id, output="x")]
    return await transport.stream_outputs(run.thread_id, run.id, SubmitToolOutputs(tool_outputs=outputs))


@requirement("api.forced-tools")
@pytest.mark.parametrize("choice", ["required", FunctionToolChoice(function=FunctionName(name="look"))])
async def test_a_forced_tool_is_forced_only_once(choice: ToolChoice, transport: Transport) -> None:
    transport.script.replies += [Reply(call("look")), Reply("Seen.")]
    streamed = await transport.stream_run(
        await create_thread(transport, "Hi"), run_request(tools=TOOLS, tool_choice=choice)
    )
    assert last_run(await submit_output(transport, last_run(streamed))).status == "completed"
    assert [request.tool_choice for request in transport.script.requests] == [choice, None]


@requirement("api.forced-tools")
async def test_tool_choice_none_applies_to_all_rounds(transport: Transport) -> None:
    transport.script.replies += [Reply(call("look")), Reply("Seen.")]
    streamed = await transport.stream_run(
        await create_thread(transport, "Hi"), run_request(tools=TOOLS, tool_choice="none")
    )
    await submit_output(transport, last_run(streamed))
    assert [request.tool_choice for request in transport.script.requests] == ["none", "none"]


@requirement("api.functions")
async def test_a_call_without_arguments_has_an_empty_object(transport: Transport) -> None:
    transport.script.replies.append(Reply(call("look", "")))
    streamed = await transport.stream_run(await create_thread(transport, "Hi"), run_request(tools=TOOLS))
    run = last_run(streamed)
    assert run.required_action is not None
    assert [one.function.arguments for one in run.required_action.submit_tool_outputs.tool_calls] == ["{}"]
    [step] = (await transport.assistants.list_run_steps(run.thread_id, run.id, Page())).data
    assert isinstance(step.step_details, ToolCalls)
    assert [one.function.arguments for one in step.step_details.tool_calls if isinstance(one, FunctionToolCall)] == [
        "{}"
    ]
    pieces = [data.delta.step_details.tool_calls for _, data in streamed if isinstance(data, RunStepDelta)]
    assert "".join(piece.function.arguments or "" for [piece] in pieces) == "{}"


@requirement("api.failure")
async def test_an_answer_that_breaks_off_in_a_call_is_not_joined_to_another_answer(transport: Transport) -> None:
    too_long = ContextTooLong("Too long.", used=9, limit=5)
    transport.script.replies += [Reply(call("look", '{"a":'), too_long), Reply("No.")]
    run = last_run(await transport.stream_run(await create_thread(transport, *"abcdefgh"), run_request(tools=TOOLS)))
    assert run.status == "failed"
    assert len(transport.script.requests) == 1


@requirement("api.failure")
async def test_a_failed_step_has_a_usage_and_an_error_code_of_steps(transport: Transport) -> None:
    transport.script.replies.append(Reply("Half", ModelError("Refused in mid-reply.", "invalid_prompt")))
    run = last_run(await transport.stream_run(await create_thread(transport, "Hi"), run_request()))
    assert run.last_error is not None
    assert run.last_error.code == "invalid_prompt"
    [step] = (await transport.assistants.list_run_steps(run.thread_id, run.id, Page())).data
    assert step.last_error is not None
    assert (step.last_error.code, step.last_error.message) == ("server_error", run.last_error.message)
    assert step.usage == Usage()


@requirement("api.hosted-tools")
async def test_a_choice_of_a_hosted_tool_may_name_a_function_that_does_not_exist(transport: Transport) -> None:
    choice = CodeInterpreterToolChoice(function={"name": ""})
    run = last_run(await transport.stream_run(await create_thread(transport, "Hi"), run_request(tool_choice=choice)))
    assert (run.status, run.tool_choice) == ("failed", choice)  # which the request was not: the tool is not there yet
