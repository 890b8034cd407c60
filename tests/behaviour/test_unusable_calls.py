"""Calls that nothing can answer never lock a thread; what a model must get back with its calls comes back."""

import pytest

from app.api.objects import Run
from app.api.requests import Page, SubmitToolOutputs, ToolOutput
from app.api.steps import FunctionToolCall, ToolCalls
from app.models.model import CallPiece, Finished
from app.models.script import Reply, Step, call
from tests.behaviour.run_requests import TOOLS, create_thread, last_run, run_request
from tests.behaviour.transports import Transport
from tests.requirements import requirement

pytestmark = pytest.mark.asyncio(loop_scope="module")

NO_NAME = CallPiece(0, "", '{"at": 1}')


async def run_of(transport: Transport, *steps: Step, offers: bool) -> Run:
    """Run a thread with this reply; the run offers functions, or none."""
    transport.script.replies.append(Reply(*steps))
    request = run_request()
    if offers:
        request = run_request(tools=TOOLS)
    return last_run(await transport.stream_run(await create_thread(transport, "Hi"), request))


async def texts(transport: Transport, run: Run) -> list[str]:
    page = await transport.assistants.list_messages(run.thread_id, Page(), run_id=run.id)
    return [message.text for message in page.data]


@requirement("runs.calls-that-nothing-can-answer")
@pytest.mark.parametrize(
    ("offers", "steps"),
    [
        (False, [call("look")]),
        (False, [CallPiece(0, "look"), CallPiece(0, "", "{}"), call("listen", index=1)]),
        (True, [NO_NAME]),
        (True, [CallPiece(0, "x" * 2**20, "{}")]),
    ],
)
async def test_such_a_call_is_dropped_when_text_came_and_else_fails_the_run(
    offers: bool, steps: list[Step], transport: Transport
) -> None:
    for said in (["Let me see. ", *steps], [*steps, "Let me see. "]):
        run = await run_of(transport, *said, offers=offers)
        assert (run.status, await texts(transport, run)) == ("completed", ["Let me see. "])
    run = await run_of(transport, *steps, offers=offers)
    assert run.status == "failed"
    assert run.last_error is not None
    assert len(run.last_error.message) < 500
    assert "The model called" in run.last_error.message
    if not offers:
        assert "“look”" in run.last_error.message
    assert (await transport.assistants.list_run_steps(run.thread_id, run.id, Page())).data == []
    again = await run_of(transport, "Free.", offers=offers)
    assert again.status == "completed"


@requirement("runs.calls-that-nothing-can-answer")
async def test_the_calls_that_can_be_answered_are_kept(transport: Transport) -> None:
    run = await run_of(transport, NO_NAME, call("look", '{"a": 1}', index=1), offers=True)
    assert run.required_action is not None
    calls = run.required_action.submit_tool_outputs.tool_calls
    assert [(one.function.name, one.function.arguments) for one in calls] == [("look", '{"a": 1}')]


@requirement("runs.calls-that-nothing-can-answer")
async def test_a_name_that_comes_after_the_arguments_is_waited_for(transport: Transport) -> None:
    pieces = [CallPiece(0, "", '{"a"'), CallPiece(0, "", ": 1"), CallPiece(0, "look"), CallPiece(0, "", "}")]
    run = await run_of(transport, *pieces, offers=True)
    (step,) = (await transport.assistants.list_run_steps(run.thread_id, run.id, Page())).data
    assert isinstance(step.step_details, ToolCalls)
    (only,) = step.step_details.tool_calls
    assert isinstance(only, FunctionToolCall)
    assert (only.function.name, only.function.arguments) == ("look", '{"a": 1}')


@requirement("runs.calls-go-back-as-they-came")
async def test_the_fields_of_a_server_come_back_with_the_outputs_of_this_run_only(transport: Transport) -> None:
    script, assistants = transport.script, transport.assistants
    fields = [b'{"round": 1}', b'{"round": 2, "signature": "\xe9\x9b\xa8"}']
    for one in fields:
        script.replies.append(Reply("Look: ", call("look"), Finished("stop", None, one)))
    script.replies += [Reply("Seen."), Reply("Later.")]
    streamed = await transport.stream_run(await create_thread(transport, "Hi"), run_request(tools=TOOLS))
    for _ in fields:
        run = last_run(streamed)
        assert run.required_action is not None
        (only,) = run.required_action.submit_tool_outputs.tool_calls
        outputs = SubmitToolOutputs(tool_outputs=[ToolOutput(tool_call_id=only.id, output="1")])
        streamed = await transport.stream_outputs(run.thread_id, run.id, outputs)
    run = last_run(streamed)
    assert [[answer.server_fields for answer in request.earlier_answers] for request in script.requests] == [
        [],
        fields[:1],
        fields,
    ]
    await assistants.create_run(run.thread_id, run_request(tools=TOOLS))
    later = await script.wait_for_request(4)
    assert later.earlier_answers == []
