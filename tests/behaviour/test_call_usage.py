"""What each model call of a run used, over each transport."""

import pytest

from app.api.objects import Usage
from app.api.requests import SubmitToolOutputs, ToolOutput
from app.models.model import Finished
from app.models.script import Gate, Pause, Reply, call
from tests.behaviour.run_requests import TOOLS, create_thread, run_request, wait_for_end
from tests.behaviour.transports import Transport
from tests.requirements import requirement

pytestmark = pytest.mark.asyncio(loop_scope="module")

FIRST = Usage(prompt_tokens=7, completion_tokens=3, total_tokens=10)
SECOND = Usage(prompt_tokens=20, completion_tokens=30, total_tokens=50)


@requirement("runs-seen.usage-of-each-call")
async def test_each_call_has_the_usage_that_was_reported_for_it(transport: Transport) -> None:
    assistants, gate = transport.assistants, Gate()
    transport.script.replies += [
        Reply(call("look"), Finished("stop", FIRST)),
        Reply("It ", gate, Pause(0.02), "is.", Finished("stop", SECOND)),
    ]
    thread_id = await create_thread(transport, "Hi")
    run = await assistants.create_run(thread_id, run_request(tools=TOOLS))
    async for event in assistants.follow(thread_id, run.id):
        if event.event == "thread.run.requires_action":
            break
    run = await assistants.get_run(thread_id, run.id)
    assert run.required_action
    (asked,) = run.required_action.submit_tool_outputs.tool_calls
    outputs = [ToolOutput(tool_call_id=asked.id, output="1")]
    await assistants.submit_tool_outputs(thread_id, run.id, SubmitToolOutputs(tool_outputs=outputs))
    await gate.reached.wait()
    (facts,) = (await assistants.run_facts(thread_id, [run.id])).data
    assert [(one.call, one.usage) for one in facts.calls] == [(1, FIRST)]
    gate.open()
    await wait_for_end(transport, run)
    (facts,) = (await assistants.run_facts(thread_id, [run.id])).data
    assert [(one.call, one.model, one.usage) for one in facts.calls] == [
        (1, "script-1", FIRST),
        (2, "script-1", SECOND),
    ]
    assert 0 < facts.calls[1].seconds < 20
    assert facts.tokens_per_second
    assert facts.tokens_per_second >= SECOND.completion_tokens / 20
    assert facts.cost_usd is None


@requirement("runs-seen.usage-of-each-call")
async def test_a_call_without_reported_usage_has_none(transport: Transport) -> None:
    transport.script.replies.append(Reply("Hello.", Finished("stop")))
    thread_id = await create_thread(transport, "Hi")
    run = await wait_for_end(transport, await transport.assistants.create_run(thread_id, run_request()))
    (facts,) = (await transport.assistants.run_facts(thread_id, [run.id])).data
    assert [one.usage for one in facts.calls] == [None]
    assert facts.tokens_per_second is None
