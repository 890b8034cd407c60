"""Text that a model writes behind its calls is a message of its own, in an order that the API's clients accept."""

import pytest

from app.api.objects import Run, Usage
from app.api.requests import Page, SubmitToolOutputs, ToolOutput
from app.models.model import Finished, ModelError, RefusalPiece
from app.models.script import USAGE, Reply, Step, call
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

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    requirement("runs.text-behind-calls"),
]

ALONE = [
    "thread.message.created",
    "thread.message.in_progress",
    "thread.message.delta",
    "thread.message.completed",
]
"""A message without events of its step: the step of the calls is still open."""


async def stream(transport: Transport, *steps: Step) -> Streamed:
    """Stream a run with this reply."""
    transport.script.replies.append(Reply(*steps))
    return await transport.stream_run(await create_thread(transport, "Hi"), run_request(tools=TOOLS))


async def submit(transport: Transport, run: Run) -> Streamed:
    """Submit an output for each call."""
    assert run.required_action is not None
    calls = run.required_action.submit_tool_outputs.tool_calls
    outputs = [ToolOutput(tool_call_id=one.id, output="1") for one in calls]
    return await transport.stream_outputs(run.thread_id, run.id, SubmitToolOutputs(tool_outputs=outputs))


async def said(transport: Transport, run: Run) -> list[tuple[str, str]]:
    page = await transport.assistants.list_messages(run.thread_id, Page(order="asc"), run_id=run.id)
    return [(message.status, message.text) for message in page.data]


async def steps_of(transport: Transport, run: Run) -> list[tuple[str, str]]:
    page = await transport.assistants.list_run_steps(run.thread_id, run.id, Page(order="asc"))
    return [(step.type, step.status) for step in page.data]


async def test_it_is_a_message_of_its_own_and_the_next_answer_another(transport: Transport) -> None:
    streamed = await stream(transport, "First.", call("look"), "I asked ", "it.", Finished("stop", USAGE))
    assert names(streamed) == [
        *RUN_STARTED, *MESSAGE_WRITTEN, *CALL_WRITTEN, *ALONE, "thread.run.requires_action",
    ]  # fmt: skip
    waiting = last_run(streamed)
    assert await said(transport, waiting) == [("completed", "First."), ("completed", "I asked it.")]
    assert await steps_of(transport, waiting) == [
        ("message_creation", "completed"),
        ("tool_calls", "in_progress"),
        ("message_creation", "completed"),
    ]
    transport.script.replies += [Reply(call("look"), "Again.", Finished("stop", USAGE)), Reply("Done.")]
    waiting = last_run(await submit(transport, waiting))
    run = last_run(await submit(transport, waiting))
    texts = ["First.", "I asked it.", "Again.", "Done."]
    assert (run.status, await said(transport, run)) == ("completed", [("completed", text) for text in texts])
    answers = transport.script.requests[2].earlier_answers
    assert [(answer.text, len(answer.calls)) for answer in answers] == [("First.", 1), ("", 1)]


async def test_text_between_calls_and_line_ends_behind_them(transport: Transport) -> None:
    streamed = await stream(
        transport, call("look"), "\n\n", call("listen", index=1), " \n", "Both", call("look", "1", 2)
    )
    run = last_run(streamed)
    assert run.required_action is not None
    calls = run.required_action.submit_tool_outputs.tool_calls
    assert [one.function.name for one in calls] == ["look", "listen", "look"]
    assert await said(transport, run) == [("completed", "Both")]
    same = last_run(await stream(transport, call("look"), " \n\n \nBoth"))  # in one piece
    assert await said(transport, same) == [("completed", "Both")]
    blank = last_run(await stream(transport, call("look"), "\n", "  "))
    assert (blank.status, await said(transport, blank)) == ("requires_action", [])


async def test_a_refusal_behind_calls_is_kept(transport: Transport) -> None:
    run = last_run(await stream(transport, call("look"), RefusalPiece("I will not.")))
    (message,) = (await transport.assistants.list_messages(run.thread_id, Page(), run_id=run.id)).data
    assert "I will not." in str(message.content)


@pytest.mark.parametrize(
    ("last", "status", "reason"),
    [
        (ModelError("It broke."), "failed", "run_failed"),
        (Finished("length", USAGE), "incomplete", "max_tokens"),
    ],
)
async def test_what_broke_off_behind_calls_is_kept(last: Step, status: str, reason: str, transport: Transport) -> None:
    streamed = await stream(transport, "First.", call("look"), "Half of", last)
    run = last_run(streamed)
    assert run.status == status
    assert await said(transport, run) == [("completed", "First."), ("incomplete", "Half of")]
    (message,) = (await transport.assistants.list_messages(run.thread_id, Page(limit=1), run_id=run.id)).data
    assert message.incomplete_details is not None
    assert message.incomplete_details.reason == reason
    assert "in_progress" not in [state for _, state in await steps_of(transport, run)]
    assert run.usage == (USAGE if status == "incomplete" else Usage())


async def test_a_cancel_while_the_run_waits_keeps_it(transport: Transport) -> None:
    run = last_run(await stream(transport, call("look"), "I asked it."))
    await transport.assistants.cancel_run(run.thread_id, run.id)
    ended = await wait_for_end(transport, run)
    assert (ended.status, await said(transport, run)) == ("cancelled", [("completed", "I asked it.")])
    assert await steps_of(transport, run) == [("tool_calls", "cancelled"), ("message_creation", "completed")]
