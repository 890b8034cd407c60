"""What a run does: the fields of each status, the order of its events, and the refusals around it."""

import asyncio
from typing import Literal

import pytest

from app.api.errors import NotFound, RequestError
from app.api.events import MessageDelta, RunStepDelta, TextPartDelta
from app.api.objects import DEFAULT_ASSISTANT_ID, LastError, Message, Run, Usage
from app.api.requests import (
    CreateAssistant,
    CreateMessage,
    CreateRun,
    CreateThread,
    CreateThreadAndRun,
    ModifyRun,
    Page,
    SubmitToolOutputs,
    ToolOutput,
)
from app.api.steps import FunctionToolCall, MessageCreation, RunStep, ToolCalls
from app.api.tools import (
    CodeInterpreterTool,
    FunctionDefinition,
    FunctionName,
    FunctionTool,
    FunctionToolChoice,
    JsonObjectFormat,
    TruncationStrategy,
)
from app.models.model import Finished, ModelError
from app.models.script import Gate, Reply, call
from tests.behaviour.transports import InProcess, Road, Told, names
from tests.requirements import requirement
from tests.server.running import Running

pytestmark = pytest.mark.asyncio(loop_scope="module")

HEAD = ["thread.run.created", "thread.run.queued", "thread.run.in_progress"]
TEXT = [
    "thread.run.step.created",
    "thread.run.step.in_progress",
    "thread.message.created",
    "thread.message.in_progress",
    "thread.message.delta",
]
SAID = [*TEXT, "thread.message.completed", "thread.run.step.completed"]
CALLED = ["thread.run.step.created", "thread.run.step.in_progress", "thread.run.step.delta"]
TOOLS = [FunctionTool(function=FunctionDefinition(name=name)) for name in ("look", "listen")]


def asking(**settings: object) -> CreateRun:
    """A run of the default assistant."""
    return CreateRun(assistant_id=DEFAULT_ASSISTANT_ID, **settings)  # pyright: ignore[reportArgumentType] - given by name


async def thread_of(road: Road, *texts: str) -> str:
    """A new thread with these messages of the user."""
    first = [CreateMessage(role="user", content=text) for text in texts]
    return (await road.assistants.create_thread(CreateThread(messages=first))).id


async def ended(road: Road, run: Run) -> Run:
    """The run once it is over."""
    async with asyncio.timeout(20):
        async for _ in road.assistants.follow(run.thread_id, run.id):
            pass
    return await road.assistants.get_run(run.thread_id, run.id)


def last_run(told: Told) -> Run:
    """The run as the last event shows it."""
    run = told[-1][1]
    assert isinstance(run, Run)
    return run


@requirement("api.text-run")
async def test_a_reply_of_text(road: Road) -> None:
    road.script.replies.append(Reply("Hello ", "there"))
    thread_id = await thread_of(road, "Hi")
    told = await road.told(thread_id, asking())
    assert names(told) == [*HEAD, *SAID, "thread.run.completed"]
    runs = [data for _, data in told if isinstance(data, Run)]
    assert [run.status for run in runs] == ["queued", "queued", "in_progress", "completed"]
    created, done = runs[0], runs[-1]
    assert (created.started_at, created.usage, created.expires_at) == (None, None, created.created_at + 600)
    assert (done.expires_at, done.usage) == (None, Usage(prompt_tokens=10, completion_tokens=5, total_tokens=15))
    assert done.completed_at is not None
    assert done.started_at is not None
    message = next(data for name, data in told if name == "thread.message.completed")
    assert isinstance(message, Message)
    assert (message.text, message.run_id, message.assistant_id) == ("Hello there", done.id, DEFAULT_ASSISTANT_ID)
    pieces = [piece for _, data in told if isinstance(data, MessageDelta) for piece in data.delta.content]
    assert "".join(piece.text.value for piece in pieces if isinstance(piece, TextPartDelta)) == message.text
    assert await road.assistants.get_run(thread_id, done.id) == done
    assert (await road.assistants.list_messages(thread_id, Page(), run_id=done.id)).data == [message]
    steps = (await road.assistants.list_run_steps(thread_id, done.id, Page())).data
    assert [step.usage for step in steps] == [done.usage]
    assert await road.assistants.get_run_step(thread_id, done.id, steps[0].id) == steps[0]
    details = steps[0].step_details
    assert isinstance(details, MessageCreation)
    assert details.message_creation.message_id == message.id


@requirement("api.empty-answer")
async def test_an_empty_reply_makes_no_message(road: Road) -> None:
    road.script.replies.append(Reply())
    thread_id = await thread_of(road, "Hi")
    told = await road.told(thread_id, asking())
    assert names(told) == [*HEAD, "thread.run.completed"]
    assert len((await road.assistants.list_messages(thread_id, Page())).data) == 1


@requirement("api.thread-and-run")
async def test_a_thread_and_its_run_in_one_request(road: Road) -> None:
    road.script.replies.append(Reply("Hello"))
    thread = CreateThread(messages=[CreateMessage(role="user", content="Hi")], metadata={"title": "New"})
    told = await road.told_anew(CreateThreadAndRun(assistant_id=DEFAULT_ASSISTANT_ID, thread=thread))
    assert names(told) == ["thread.created", *HEAD, *SAID, "thread.run.completed"]
    made = await road.assistants.get_thread(last_run(told).thread_id)
    assert (made, made.metadata) == (told[0][1], {"title": "New"})


@requirement("api.functions")
async def test_functions_in_several_rounds(road: Road) -> None:
    road.script.replies += [
        Reply("Let me see.", call("look", '{"at":1}', 0), call("listen", '{"to":2}', 1)),
        Reply(call("look", '{"at":3}')),
        Reply("Seen and heard."),
    ]
    thread_id = await thread_of(road, "Hi")
    told = await road.told(thread_id, asking(tools=TOOLS, parallel_tool_calls=True))
    assert names(told) == [*HEAD, *SAID, *CALLED, "thread.run.requires_action"]
    waiting = last_run(told)
    assert (waiting.status, waiting.usage) == ("requires_action", None)
    assert waiting.required_action is not None
    calls = waiting.required_action.submit_tool_outputs.tool_calls
    assert [(one.function.name, one.function.arguments) for one in calls] == [
        ("look", '{"at":1}'),
        ("listen", '{"to":2}'),
    ]
    assert all(one.id.startswith("call_") for one in calls)
    check_call_deltas(told, [(one.id, one.function.name, one.function.arguments) for one in calls])

    outputs = [ToolOutput(tool_call_id=one.id, output=f"of {one.function.name}") for one in reversed(calls)]
    told = await road.told_after(thread_id, waiting.id, SubmitToolOutputs(tool_outputs=outputs))
    again = ["thread.run.step.completed", "thread.run.queued", "thread.run.in_progress"]
    assert names(told) == [*again, *CALLED, "thread.run.requires_action"]
    answered = told[0][1]
    assert isinstance(answered, RunStep)
    assert isinstance(answered.step_details, ToolCalls)
    given = [one.function.output for one in answered.step_details.tool_calls if isinstance(one, FunctionToolCall)]
    assert given == ["of look", "of listen"]
    waiting = last_run(told)
    assert waiting.required_action is not None
    only = waiting.required_action.submit_tool_outputs.tool_calls[0]

    outputs = [ToolOutput(tool_call_id=only.id, output="more")]
    told = await road.told_after(thread_id, waiting.id, SubmitToolOutputs(tool_outputs=outputs))
    assert names(told) == [*again, *SAID, "thread.run.completed"]
    assert last_run(told).usage == Usage(prompt_tokens=30, completion_tokens=15, total_tokens=45)
    steps = (await road.assistants.list_run_steps(thread_id, waiting.id, Page(order="asc"))).data
    kinds = ["message_creation", "tool_calls", "tool_calls", "message_creation"]
    assert [(step.type, step.status) for step in steps] == [(kind, "completed") for kind in kinds]
    asked = road.script.requests
    assert [len(request.rounds) for request in asked] == [0, 1, 2]
    assert [one.function.output for one in asked[1].rounds[0].calls] == ["of look", "of listen"]


def check_call_deltas(told: Told, calls: list[tuple[str, str, str]]) -> None:
    """Ids and names come once, so that a client that joins the pieces has each call whole."""
    joined: dict[int, tuple[str, str, str]] = {}
    for _, data in told:
        if isinstance(data, RunStepDelta):
            for piece in data.delta.step_details.tool_calls:
                one = joined.get(piece.index, ("", "", ""))
                new = (piece.id or "", piece.function.name or "", piece.function.arguments or "")
                joined[piece.index] = (one[0] + new[0], one[1] + new[1], one[2] + new[2])
    assert [joined[index] for index in sorted(joined)] == calls


@requirement("api.functions")
async def test_outputs_that_do_not_fit_change_nothing(road: Road) -> None:
    road.script.replies += [Reply(call("look", "{}", 0), call("listen", "{}", 1)), Reply("Done.")]
    thread_id = await thread_of(road, "Hi")
    waiting = last_run(await road.told(thread_id, asking(tools=TOOLS)))
    assert waiting.required_action is not None
    first, second = [one.id for one in waiting.required_action.submit_tool_outputs.tool_calls]
    for given in ([first], [first, first], [first, second, second], [first, "call_other"], []):
        outputs = [ToolOutput(tool_call_id=one, output="x") for one in given]
        with pytest.raises(RequestError) as refused:
            await road.assistants.submit_tool_outputs(thread_id, waiting.id, SubmitToolOutputs(tool_outputs=outputs))
        assert refused.value.message == f"Expected tool outputs for call_ids {[first, second]}, got {given}"
        assert await road.assistants.get_run(thread_id, waiting.id) == waiting
    outputs = [ToolOutput(tool_call_id=one, output="x") for one in (second, first)]
    await road.assistants.submit_tool_outputs(thread_id, waiting.id, SubmitToolOutputs(tool_outputs=outputs))
    done = await ended(road, waiting)
    assert done.status == "completed"
    with pytest.raises(RequestError) as refused:
        await road.assistants.submit_tool_outputs(thread_id, waiting.id, SubmitToolOutputs(tool_outputs=outputs))
    assert refused.value.message == 'Runs in status "completed" do not accept tool outputs.'


@requirement("api.thread-lock")
async def test_an_active_run_holds_its_thread(road: Road) -> None:
    api, gate = road.assistants, Gate()
    road.script.replies.append(Reply("Wait", gate))
    thread_id = await thread_of(road, "Hi")
    run = await api.create_run(thread_id, asking())
    extra = [CreateMessage(role="user", content="More")]
    refusals = (
        (api.create_message(thread_id, extra[0]), f"Can't add messages to {thread_id} while a run {run.id} is active."),
        (api.create_run(thread_id, asking()), f"Thread {thread_id} already has an active run {run.id}."),
        (
            api.create_run(thread_id, asking(additional_messages=extra)),
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
    done = await ended(road, run)
    assert (done.status, done.metadata) == ("completed", {"a": "1"})
    users = [one.text for one in (await api.list_messages(thread_id, Page())).data if one.role == "user"]
    assert users == ["Hi"]
    assert (await api.create_message(thread_id, extra[0])).text == "More"


@requirement("api.cancel")
async def test_a_run_is_cancelled_with_what_it_has_said(road: Road) -> None:
    gate = Gate()
    road.script.replies.append(Reply("Half of", gate))
    thread_id = await thread_of(road, "Hi")
    run = await road.assistants.create_run(thread_id, asking())
    await asyncio.wait_for(gate.reached.wait(), 10)
    assert (await road.assistants.cancel_run(thread_id, run.id)).status == "cancelling"
    done = await ended(road, run)
    assert (done.status, done.expires_at, done.required_action) == ("cancelled", None, None)
    assert done.cancelled_at is not None
    assert done.usage is not None
    message = (await road.assistants.list_messages(thread_id, Page())).data[0]
    assert (message.status, message.text, message.completed_at) == ("incomplete", "Half of", None)
    assert message.incomplete_details is not None
    assert message.incomplete_details.reason == "run_cancelled"
    step = (await road.assistants.list_run_steps(thread_id, run.id, Page())).data[0]
    assert step.status == "cancelled"
    assert step.cancelled_at is not None
    with pytest.raises(RequestError) as refused:
        await road.assistants.cancel_run(thread_id, run.id)
    assert refused.value.message == "Cannot cancel run with status 'cancelled'."
    road.script.replies.append(Reply("Free again"))
    assert last_run(await road.told(thread_id, asking())).status == "completed"


@requirement("api.cancel")
async def test_a_waiting_run_can_be_cancelled(road: Road) -> None:
    road.script.replies.append(Reply(call("look")))
    thread_id = await thread_of(road, "Hi")
    waiting = last_run(await road.told(thread_id, asking(tools=TOOLS)))
    assert (await road.assistants.cancel_run(thread_id, waiting.id)).required_action is None
    done = await ended(road, waiting)
    assert done.status == "cancelled"
    with pytest.raises(RequestError) as refused:
        await road.assistants.submit_tool_outputs(thread_id, waiting.id, SubmitToolOutputs(tool_outputs=[]))
    assert refused.value.message == 'Runs in status "cancelled" do not accept tool outputs.'


@requirement("api.cancel")
async def test_the_stream_of_a_cancelled_run(road: Road) -> None:
    gate = Gate()
    road.script.replies.append(Reply("Half", gate))
    thread_id = await thread_of(road, "Hi")
    telling = asyncio.create_task(road.told(thread_id, asking()))
    await asyncio.wait_for(gate.reached.wait(), 10)
    run = (await road.assistants.list_runs(thread_id, Page())).data[0]
    await road.assistants.cancel_run(thread_id, run.id)
    assert names(await telling) == [
        *HEAD,
        *TEXT,
        "thread.run.cancelling",
        "thread.message.incomplete",
        "thread.run.step.cancelled",
        "thread.run.cancelled",
    ]


@requirement("api.failure")
async def test_a_failure_before_and_in_mid_reply(road: Road) -> None:
    road.script.replies += [
        Reply(ModelError("Too many.", "rate_limit_exceeded")),
        Reply("Half", ModelError("It broke.")),
    ]
    thread_id = await thread_of(road, "Hi")
    told = await road.told(thread_id, asking())
    assert names(told) == [*HEAD, "thread.run.failed"]
    failed = last_run(told)
    assert failed.last_error == LastError(code="rate_limit_exceeded", message="Too many.")
    assert (failed.expires_at, failed.completed_at) == (None, None)
    assert failed.failed_at is not None
    told = await road.told(thread_id, asking())
    assert names(told) == [
        *HEAD,
        *TEXT,
        "thread.message.incomplete",
        "thread.run.step.failed",
        "thread.run.failed",
    ]
    message = next(data for name, data in told if name == "thread.message.incomplete")
    assert isinstance(message, Message)
    assert message.incomplete_details is not None
    assert (message.text, message.incomplete_details.reason) == ("Half", "run_failed")
    assert last_run(told).last_error == LastError(code="server_error", message="It broke.")


@requirement("api.incomplete")
async def test_a_reply_that_is_too_long(road: Road) -> None:
    await check_cut_off(road, "length", "max_completion_tokens", "max_tokens")


@requirement("api.incomplete")
async def test_a_reply_that_is_filtered(service: Running) -> None:
    # Only in process: the service told this reason, but the SDK's strict types know the other two alone.
    await check_cut_off(
        InProcess(service.assistants, service.script), "content_filter", "content_filter", "content_filter"
    )


async def check_cut_off(
    road: Road, finish: Literal["length", "content_filter"], run_reason: str, message_reason: str
) -> None:
    """Let a reply end like this and look at what remains."""
    road.script.replies.append(Reply("Half", Finished(finish, Usage(completion_tokens=5, total_tokens=5))))
    thread_id = await thread_of(road, "Hi")
    told = await road.told(thread_id, asking())
    assert [name for name in names(told) if name != "thread.run.step.completed"] == [
        *HEAD,
        *TEXT,
        "thread.message.incomplete",
        "thread.run.incomplete",
    ]
    run = last_run(told)
    assert run.incomplete_details is not None
    assert (run.status, run.incomplete_details.reason) == ("incomplete", run_reason)
    message = (await road.assistants.list_messages(thread_id, Page())).data[0]
    assert message.incomplete_details is not None
    assert message.incomplete_details.reason == message_reason


@requirement("api.budgets")
async def test_the_completion_budget_spans_the_rounds(road: Road) -> None:
    road.script.replies += [Reply(call("look")), Reply(call("look"))]
    thread_id = await thread_of(road, "Hi")
    run = last_run(await road.told(thread_id, asking(tools=TOOLS, max_completion_tokens=10)))
    for expected in ("thread.run.requires_action", "thread.run.incomplete"):
        assert run.required_action is not None
        only = run.required_action.submit_tool_outputs.tool_calls[0].id
        outputs = SubmitToolOutputs(tool_outputs=[ToolOutput(tool_call_id=only, output="x")])
        told = await road.told_after(thread_id, run.id, outputs)
        assert told[-1][0] == expected
        run = last_run(told)
    assert [request.max_completion_tokens for request in road.script.requests] == [10, 5]
    assert run.incomplete_details is not None
    assert run.incomplete_details.reason == "max_completion_tokens"


@requirement("api.run-settings")
async def test_what_a_run_says_wins_over_its_assistant(road: Road) -> None:
    api = road.assistants
    assistant = await api.create_assistant(
        CreateAssistant(model="m-assistant", instructions="Of the assistant.", tools=[TOOLS[0]], temperature=0.5)
    )
    road.script.replies += [Reply("One"), Reply("Two")]
    thread_id = await thread_of(road, "Hi")
    plain = last_run(await road.told(thread_id, CreateRun(assistant_id=assistant.id, model="")))
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
    run = last_run(await road.told(thread_id, own))
    assert run.instructions == "Of the run.\n\nAnd more."
    assert (run.model, run.temperature, run.top_p, run.metadata) == ("m-run", 0.0, 0.5, {"a": "1"})
    assert (run.tools, run.tool_choice, run.parallel_tool_calls) == (own.tools, own.tool_choice, False)
    assert (run.truncation_strategy, run.response_format) == (own.truncation_strategy, JsonObjectFormat())
    asked = road.script.requests[-1]
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


@requirement("api.expiry")
async def test_a_run_that_nobody_answers_expires(brief: Road) -> None:
    brief.script.replies.append(Reply(call("look")))
    thread_id = await thread_of(brief, "Hi")
    waiting = last_run(await brief.told(thread_id, asking(tools=TOOLS)))
    done = await ended(brief, waiting)
    assert (done.status, done.required_action) == ("expired", None)
    with pytest.raises(RequestError) as refused:
        await brief.assistants.submit_tool_outputs(thread_id, waiting.id, SubmitToolOutputs(tool_outputs=[]))
    assert refused.value.message == 'Runs in status "expired" do not accept tool outputs.'
    step = (await brief.assistants.list_run_steps(thread_id, waiting.id, Page())).data[0]
    assert step.status == "expired"
    await brief.assistants.create_message(thread_id, CreateMessage(role="user", content="Free again"))


@requirement("api.follow")
async def test_following_misses_nothing_and_repeats_nothing(road: Road) -> None:
    gate = Gate()
    road.script.replies.append(Reply("A ", "b ", gate, "c ", "d"))
    thread_id = await thread_of(road, "Hi")
    run = await road.assistants.create_run(thread_id, asking())
    live = asyncio.create_task(all_events(road, run, 0))
    await asyncio.wait_for(gate.reached.wait(), 10)
    late = asyncio.create_task(all_events(road, run, 0))
    gate.open()
    seen = await live
    assert await late == seen
    assert [number for number, _ in seen] == sorted({number for number, _ in seen})
    assert seen[-1][1] == "thread.run.completed"
    last = seen[-1][0]
    assert await all_events(road, run, last) == []
    assert await all_events(road, run, last - 1) == seen[-1:]


async def all_events(road: Road, run: Run, after: int) -> list[tuple[int, str]]:
    async with asyncio.timeout(20):
        followed = road.assistants.follow(run.thread_id, run.id, after=after)
        return [(event.number, event.event) async for event in followed]
