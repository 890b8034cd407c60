"""Reasoning and the facts of a run over each transport, and that nothing of the API carries them."""

import msgspec
import pytest
from openai import BadRequestError

from app.api.errors import NotFound, RequestError
from app.api.events import Event, ReasoningDelta
from app.api.objects import Run
from app.api.requests import CreateRun, Page, SubmitToolOutputs, ThreadQuery, ToolOutput
from app.api.run_facts import MAX_RUN_IDS, Reasoning, RunFacts
from app.api.services import Assistants
from app.models.model import ModelError, ReasoningPiece
from app.models.script import Reply, Script, call
from tests.behaviour.over_sdk import SdkTransport
from tests.behaviour.run_requests import TOOLS, create_thread, last_run, run_request
from tests.behaviour.transports import Transport
from tests.requirements import requirement
from tests.server.running import Running

pytestmark = pytest.mark.asyncio(loop_scope="module")

THOUGHTS = ["Let me ", "see. ", "雨が"]
SECRET = "SECRET thought"


async def follow(assistants: Assistants, thread_id: str, run_id: str, after: int = 0) -> list[Event]:
    """Follow a run until it is over or waits for outputs."""
    events: list[Event] = []
    async for event in assistants.follow(thread_id, run_id, after):
        events.append(event)
        if event.event == "thread.run.requires_action":
            break
    return events


async def run_to_stop(assistants: Assistants, thread_id: str, request: CreateRun) -> tuple[Run, list[Event]]:
    run = await assistants.create_run(thread_id, request)
    events = await follow(assistants, thread_id, run.id)
    return await assistants.get_run(thread_id, run.id), events


def outputs_for(run: Run) -> SubmitToolOutputs:
    assert run.required_action is not None
    calls = run.required_action.submit_tool_outputs.tool_calls
    return SubmitToolOutputs(tool_outputs=[ToolOutput(tool_call_id=one.id, output="1") for one in calls])


def reasoning_of(events: list[Event]) -> tuple[str, list[tuple[int, str]]]:
    """Return the text of the deltas, and call and text of what was completed."""
    deltas = "".join(event.data.text for event in events if isinstance(event.data, ReasoningDelta))
    return deltas, [(event.data.call, event.data.text) for event in events if isinstance(event.data, Reasoning)]


async def facts_of(assistants: Assistants, run: Run) -> RunFacts:
    (facts,) = (await assistants.run_facts(run.thread_id, [run.id])).data
    return facts


@requirement("reasoning.events", "reasoning.facts")
async def test_reasoning_is_followed_and_kept_for_each_model_call(transport: Transport) -> None:
    assistants, pieces = transport.assistants, [ReasoningPiece(text) for text in THOUGHTS]
    transport.script.replies += [Reply(*pieces, "So: ", call("look")), Reply(ReasoningPiece("Again."), "Seen.")]
    thread_id = await create_thread(transport, "Hi")
    run, events = await run_to_stop(assistants, thread_id, run_request(tools=TOOLS))
    assert reasoning_of(events) == ("".join(THOUGHTS), [(1, "".join(THOUGHTS))])
    names = [event.event for event in events]
    assert names.index("run.reasoning.completed") == names.index("thread.run.step.created") - 1
    await assistants.submit_tool_outputs(thread_id, run.id, outputs_for(run))
    later = await follow(assistants, thread_id, run.id, events[-1].number)
    assert reasoning_of(later) == ("Again.", [(2, "Again.")])
    facts = await facts_of(assistants, run)
    assert (facts.run_id, facts.model, facts.endpoint, facts.attempts) == (run.id, "script-1", "script:", 2)
    assert [(one.call, one.text) for one in facts.reasoning] == [(1, "".join(THOUGHTS)), (2, "Again.")]
    assert all(0 <= one.seconds < 20 for one in facts.reasoning)
    assert facts.first_token_s is not None
    assert 0 <= facts.first_token_s < 20


@requirement("reasoning.events")
@pytest.mark.parametrize("end", [[], [ModelError("It broke.")]])
async def test_reasoning_that_nothing_follows_is_completed_when_the_answer_ends(
    end: list[ModelError], transport: Transport
) -> None:
    transport.script.replies.append(Reply(ReasoningPiece("Only this."), *end))
    run, events = await run_to_stop(transport.assistants, await create_thread(transport, "Hi"), run_request())
    assert reasoning_of(events) == ("Only this.", [(1, "Only this.")])
    facts = await facts_of(transport.assistants, run)
    assert [one.text for one in facts.reasoning] == ["Only this."]
    assert facts.first_token_s is None
    assert (await transport.assistants.list_messages(run.thread_id, Page(), run_id=run.id)).data == []


@requirement("reasoning.events")
async def test_reasoning_between_the_text_belongs_to_the_same_call(transport: Transport) -> None:
    transport.script.replies.append(Reply(ReasoningPiece("One. "), "A", ReasoningPiece("Two. "), "B"))
    run, events = await run_to_stop(transport.assistants, await create_thread(transport, "Hi"), run_request())
    assert reasoning_of(events) == ("One. Two. ", [(1, "One. "), (1, "One. Two. ")])
    (message,) = (await transport.assistants.list_messages(run.thread_id, Page(), run_id=run.id)).data
    assert message.text == "AB"


@requirement("reasoning.facts", "reasoning.bad-queries")
async def test_facts_are_of_the_runs_of_this_thread_in_the_order_given(transport: Transport) -> None:
    assistants = transport.assistants
    transport.script.replies += [Reply(ReasoningPiece("1"), "one"), Reply("two"), Reply("elsewhere")]
    thread_id = await create_thread(transport, "Hi")
    first, _ = await run_to_stop(assistants, thread_id, run_request())
    second, _ = await run_to_stop(assistants, thread_id, run_request())
    other, _ = await run_to_stop(assistants, await create_thread(transport, "Hi"), run_request())
    asked = [second.id, other.id, first.id, second.id, "run_unknown"]
    page = await assistants.run_facts(thread_id, asked)
    assert [facts.run_id for facts in page.data] == [second.id, first.id]
    assert [len(facts.reasoning) for facts in page.data] == [0, 1]
    assert (page.first_id, page.last_id, page.has_more) == (second.id, first.id, False)
    assert (await assistants.run_facts(thread_id, ["run_unknown"])).data == []
    with pytest.raises(NotFound, match="No thread found"):
        await assistants.run_facts("thread_unknown", [first.id])
    with pytest.raises(RequestError) as refused:
        await assistants.run_facts(thread_id, [f"run_{number}" for number in range(MAX_RUN_IDS + 1)])
    assert (refused.value.status, refused.value.param) == (400, "run_ids")


@requirement("reasoning.goes-with-the-thread")
async def test_a_deleted_thread_takes_the_facts_of_its_runs_with_it(transport: Transport) -> None:
    transport.script.replies.append(Reply(ReasoningPiece("1"), "one"))
    run, _ = await run_to_stop(transport.assistants, await create_thread(transport, "Hi"), run_request())
    await transport.assistants.delete_thread(run.thread_id)
    with pytest.raises(NotFound):
        await transport.assistants.run_facts(run.thread_id, [run.id])


@requirement("reasoning.never-in-the-api")
async def test_neither_objects_nor_later_requests_carry_reasoning(transport: Transport) -> None:
    assistants, thought = transport.assistants, ReasoningPiece(SECRET)
    transport.script.replies += [Reply(thought, "Said.", call("look")), Reply(thought, "Seen."), Reply("Later.")]
    thread_id = await create_thread(transport, "Hi")
    run, _ = await run_to_stop(assistants, thread_id, run_request(tools=TOOLS))
    await assistants.submit_tool_outputs(thread_id, run.id, outputs_for(run))
    await follow(assistants, thread_id, run.id, 0)
    run = await assistants.get_run(thread_id, run.id)
    while run.status != "completed":
        run = await assistants.get_run(thread_id, run.id)
    await run_to_stop(assistants, thread_id, run_request())
    shown = [
        await assistants.list_messages(thread_id, Page()),
        await assistants.list_runs(thread_id, Page()),
        await assistants.list_run_steps(thread_id, run.id, Page()),
        await assistants.list_threads(ThreadQuery(q="SECRET")),
        transport.script.requests,
    ]
    assert len(transport.script.requests) == 3
    assert SECRET.encode() not in msgspec.json.encode(shown)


@requirement("reasoning.never-in-the-api")
async def test_the_streams_of_the_api_carry_no_reasoning(service: Running) -> None:
    service.script.replies.clear()
    sdk = SdkTransport(service.client, service.script)  # the unmodified SDK refuses events that it does not know
    thought = ReasoningPiece(SECRET)
    sdk.script.replies += [Reply(thought, "Said.", call("look")), Reply(thought, "Seen.", thought)]
    streamed = await sdk.stream_run(await create_thread(sdk, "Hi"), run_request(tools=TOOLS))
    run = last_run(streamed)
    streamed += await sdk.stream_outputs(run.thread_id, run.id, outputs_for(run))
    assert last_run(streamed).status == "completed"
    assert [name for name, _ in streamed if not name.startswith("thread.")] == []
    assert SECRET.encode() not in msgspec.json.encode([data for _, data in streamed])


@requirement("reasoning.bad-queries")
@pytest.mark.parametrize("query", ["", "?run_ids=", "?run_ids=a%00b"])
async def test_a_wrong_query_for_facts_is_refused(query: str, service: Running) -> None:
    transport = SdkTransport(service.client, Script())
    thread_id = await create_thread(transport, "Hi")
    with pytest.raises(BadRequestError) as refused:
        await service.client.get(f"/threads/{thread_id}/run_facts{query}", cast_to=object)
    assert refused.value.param is not None
    assert refused.value.param.startswith("run_ids")
