"""Function calls: several at once, several model calls, all outputs in one request, budgets over the run."""

import pytest

from app.api.errors import RequestError
from app.api.events import RunStepDelta
from app.api.objects import Usage
from app.api.requests import (
    Page,
    SubmitToolOutputs,
    ToolOutput,
)
from app.api.steps import FunctionToolCall, RunStep, ToolCalls
from app.models.script import Reply, call
from tests.behaviour.run_requests import (
    CALL_WRITTEN,
    MESSAGE_WRITTEN,
    RUN_STARTED,
    TOOLS,
    create_thread,
    last_run,
    run_request,
    wait_for_end,
)
from tests.behaviour.transports import Streamed, Transport, names
from tests.requirements import requirement

pytestmark = pytest.mark.asyncio(loop_scope="module")


@requirement("api.functions")
async def test_functions_are_called_in_several_model_calls(transport: Transport) -> None:
    transport.script.replies += [
        Reply("Let me see.", call("look", '{"at":1}', 0), call("listen", '{"to":2}', 1)),
        Reply(call("look", '{"at":3}')),
        Reply("Seen and heard."),
    ]
    thread_id = await create_thread(transport, "Hi")
    streamed = await transport.stream_run(thread_id, run_request(tools=TOOLS, parallel_tool_calls=True))
    assert names(streamed) == [*RUN_STARTED, *MESSAGE_WRITTEN, *CALL_WRITTEN, "thread.run.requires_action"]
    waiting = last_run(streamed)
    assert (waiting.status, waiting.usage) == ("requires_action", None)
    assert waiting.required_action is not None
    calls = waiting.required_action.submit_tool_outputs.tool_calls
    assert [(one.function.name, one.function.arguments) for one in calls] == [
        ("look", '{"at":1}'),
        ("listen", '{"to":2}'),
    ]
    assert all(one.id.startswith("call_") for one in calls)
    check_call_deltas(streamed, [(one.id, one.function.name, one.function.arguments) for one in calls])

    outputs = [ToolOutput(tool_call_id=one.id, output=f"of {one.function.name}") for one in reversed(calls)]
    streamed = await transport.stream_outputs(thread_id, waiting.id, SubmitToolOutputs(tool_outputs=outputs))
    again = ["thread.run.step.completed", "thread.run.queued", "thread.run.in_progress"]
    assert names(streamed) == [*again, *CALL_WRITTEN, "thread.run.requires_action"]
    answered = streamed[0][1]
    assert isinstance(answered, RunStep)
    assert isinstance(answered.step_details, ToolCalls)
    given = [one.function.output for one in answered.step_details.tool_calls if isinstance(one, FunctionToolCall)]
    assert given == ["of look", "of listen"]
    waiting = last_run(streamed)
    assert waiting.required_action is not None
    only = waiting.required_action.submit_tool_outputs.tool_calls[0]

    outputs = [ToolOutput(tool_call_id=only.id, output="more")]
    streamed = await transport.stream_outputs(thread_id, waiting.id, SubmitToolOutputs(tool_outputs=outputs))
    assert names(streamed) == [*again, *MESSAGE_WRITTEN, "thread.run.completed"]
    assert last_run(streamed).usage == Usage(prompt_tokens=30, completion_tokens=15, total_tokens=45)
    steps = (await transport.assistants.list_run_steps(thread_id, waiting.id, Page(order="asc"))).data
    kinds = ["message_creation", "tool_calls", "tool_calls", "message_creation"]
    assert [(step.type, step.status) for step in steps] == [(kind, "completed") for kind in kinds]
    asked = transport.script.requests
    assert [len(request.earlier_answers) for request in asked] == [0, 1, 2]
    assert [one.function.output for one in asked[1].earlier_answers[0].calls] == ["of look", "of listen"]


def check_call_deltas(streamed: Streamed, calls: list[tuple[str, str, str]]) -> None:
    """Check that ids and names come once, so that a client that joins the pieces gets each call whole."""
    joined: dict[int, tuple[str, str, str]] = {}
    for _, data in streamed:
        if isinstance(data, RunStepDelta):
            for piece in data.delta.step_details.tool_calls:
                one = joined.get(piece.index, ("", "", ""))
                new = (piece.id or "", piece.function.name or "", piece.function.arguments or "")
                joined[piece.index] = (one[0] + new[0], one[1] + new[1], one[2] + new[2])
    assert [joined[index] for index in sorted(joined)] == calls


@requirement("api.functions")
async def test_outputs_that_do_not_match_the_calls_change_nothing(transport: Transport) -> None:
    transport.script.replies += [Reply(call("look", "{}", 0), call("listen", "{}", 1)), Reply("Done.")]
    thread_id = await create_thread(transport, "Hi")
    waiting = last_run(await transport.stream_run(thread_id, run_request(tools=TOOLS)))
    assert waiting.required_action is not None
    first, second = [one.id for one in waiting.required_action.submit_tool_outputs.tool_calls]
    for given in ([first], [first, first], [first, second, second], [first, "call_other"], []):
        outputs = [ToolOutput(tool_call_id=one, output="x") for one in given]
        submitted = SubmitToolOutputs(tool_outputs=outputs)
        with pytest.raises(RequestError) as refused:
            await transport.assistants.submit_tool_outputs(thread_id, waiting.id, submitted)
        assert refused.value.message == f"Expected tool outputs for call_ids {[first, second]}, got {given}"
        assert await transport.assistants.get_run(thread_id, waiting.id) == waiting
    outputs = [ToolOutput(tool_call_id=one, output="x") for one in (second, first)]
    await transport.assistants.submit_tool_outputs(thread_id, waiting.id, SubmitToolOutputs(tool_outputs=outputs))
    done = await wait_for_end(transport, waiting)
    assert done.status == "completed"
    with pytest.raises(RequestError) as refused:
        await transport.assistants.submit_tool_outputs(thread_id, waiting.id, SubmitToolOutputs(tool_outputs=outputs))
    assert refused.value.message == 'Runs in status "completed" do not accept tool outputs.'


@requirement("api.budgets")
@pytest.mark.parametrize(("budget", "asked"), [(10, 1), (11, 2), (19, 2), (20, 2)])
async def test_the_prompt_budget_spans_the_model_calls(budget: int, asked: int, transport: Transport) -> None:
    """A model call costs 10 tokens: the budget is spent before the second one, exceeded by it, or enough."""
    transport.script.replies += [Reply(call("look")), Reply("Seen.")]
    thread_id = await create_thread(transport, "Hi")
    run = last_run(await transport.stream_run(thread_id, run_request(tools=TOOLS, max_prompt_tokens=budget)))
    assert run.required_action is not None
    [only] = run.required_action.submit_tool_outputs.tool_calls
    outputs = SubmitToolOutputs(tool_outputs=[ToolOutput(tool_call_id=only.id, output="x")])
    run = last_run(await transport.stream_outputs(thread_id, run.id, outputs))
    if budget < 20:
        assert run.incomplete_details is not None
        assert (run.status, run.incomplete_details.reason) == ("incomplete", "max_prompt_tokens")
    else:
        assert (run.status, run.incomplete_details) == ("completed", None)
    assert len(transport.script.requests) == asked
    assert run.usage == Usage(prompt_tokens=10 * asked, completion_tokens=5 * asked, total_tokens=15 * asked)


@requirement("api.budgets")
async def test_the_completion_budget_spans_the_model_calls(transport: Transport) -> None:
    transport.script.replies += [Reply(call("look")), Reply(call("look"))]
    thread_id = await create_thread(transport, "Hi")
    run = last_run(await transport.stream_run(thread_id, run_request(tools=TOOLS, max_completion_tokens=10)))
    for expected in ("thread.run.requires_action", "thread.run.incomplete"):
        assert run.required_action is not None
        only = run.required_action.submit_tool_outputs.tool_calls[0].id
        outputs = SubmitToolOutputs(tool_outputs=[ToolOutput(tool_call_id=only, output="x")])
        streamed = await transport.stream_outputs(thread_id, run.id, outputs)
        assert streamed[-1][0] == expected
        run = last_run(streamed)
    assert [request.max_completion_tokens for request in transport.script.requests] == [10, 5]
    assert run.incomplete_details is not None
    assert run.incomplete_details.reason == "max_completion_tokens"
