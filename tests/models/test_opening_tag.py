"""A chat template that writes the opening `<think>`: the text begins inside the reasoning."""

import asyncio
import io
import json
from typing import cast

import pytest

from app.api.objects import DEFAULT_ASSISTANT_ID, Run
from app.api.requests import CreateMessage, CreateThread, CreateThreadAndRun, Page
from app.api.tools import FunctionDefinition, FunctionTool
from app.engine.engine import Engine
from app.headless.ask import Question, ask
from app.headless.printers import WAS_REASONING, JsonPrinter, TextPrinter
from app.models.model import Models, Piece, TextPiece, TextWasReasoning
from app.models.script import Gate
from app.settings import Settings
from tests.fake_model import Answer, FakeModel, Json, calls, say
from tests.models.asking import pieces_of, reasoning_of, request_of, text_of
from tests.models.connected import Connect
from tests.models.whole_runs import run_in_status, services_at
from tests.requirements import requirement

THOUGHT, REPLY = "Let me see.", "Hello"
WHOLE = f"{THOUGHT}\n</think>\n\n{REPLY}"
CUTS = {"whole": [WHOLE], "threes": [WHOLE[at : at + 3] for at in range(0, len(WHOLE), 3)], "letters": [*WHOLE]}


@requirement("streams.opening-tag-is-learnt")
@pytest.mark.parametrize("name", ["deepseek-r1:8b", "qwq", "qwen3-4b-thinking", "DeepSeek-R1-Distill-Qwen-7B"])
async def test_a_name_alone_holds_nothing_back(connect: Connect, name: str) -> None:
    gate = Gate()
    answers = [say("Hel", "lo", gate, "!"), say(*CUTS["letters"])]
    async with asyncio.timeout(10), FakeModel(answers, models=[name]) as server, connect(server) as models:
        assert await text_with_gate(models, name, gate) == "Hello!"
        pieces = await pieces_of(models, request_of(model=name))
        assert (reasoning_of(pieces), text_of(pieces)) == (THOUGHT, REPLY)


@requirement("streams.opening-tag-is-learnt")
async def test_a_long_answer_without_a_tag_flows_before_its_end(connect: Connect) -> None:
    gate, long = Gate(), "word " * 5000
    answers = [say(*CUTS["threes"]), say(long, gate, "!")]
    async with asyncio.timeout(10), FakeModel(answers) as server, connect(server) as models:
        await pieces_of(models)
        assert await models.adaptations(), "the model is held back from now on"
        assert await text_with_gate(models, "fake-max", gate) == long + "!"
        assert not await models.adaptations()


@requirement("streams.text-was-reasoning")
async def test_what_flowed_is_taken_back_when_the_tag_comes_late(connect: Connect) -> None:
    long = "word " * 5000 + "end."
    async with FakeModel([say(*CUTS["threes"]), say(long, "</think>", "Hello")]) as server, connect(server) as models:
        await pieces_of(models)
        pieces = await pieces_of(models)
        assert (reasoning_of(pieces), text_of(pieces)) == (long, "Hello")
        assert takes_back(pieces)


async def text_with_gate(models: Models, name: str, gate: Gate) -> str:
    """Return the text of an answer whose gate opens once some of the text is there."""
    text = ""
    async for piece in models.stream(request_of(model=name)):
        if isinstance(piece, TextPiece):
            text += piece.text
            gate.open()
    return text


def takes_back(pieces: list[Piece]) -> bool:
    return any(isinstance(piece, TextWasReasoning) for piece in pieces)


@requirement("streams.opening-tag-is-learnt")
async def test_another_model_is_read_so_after_its_first_answer_until_one_has_no_tag(connect: Connect) -> None:
    thinking, plain = say(*CUTS["letters"]), say("Hi")
    answers = [thinking, calls(("weather", {})), thinking, plain, thinking]
    async with FakeModel(answers) as server:
        async with connect(server) as models:
            assert takes_back(await pieces_of(models))
            assert await models.adaptations()
            await pieces_of(models)  # a call alone says nothing
        async with connect(server) as models:  # as in another process
            pieces = await pieces_of(models)
            assert (takes_back(pieces), reasoning_of(pieces), text_of(pieces)) == (False, THOUGHT, REPLY)
            assert text_of(await pieces_of(models)) == "Hi"
            assert not await models.adaptations()
            assert takes_back(await pieces_of(models))


@requirement("streams.opening-tag-is-learnt")
async def test_what_is_learnt_of_one_model_does_not_hold_another_back(connect: Connect) -> None:
    async with FakeModel([say(*CUTS["threes"]), say(*CUTS["threes"])]) as server, connect(server) as models:
        await pieces_of(models)
        assert takes_back(await pieces_of(models, request_of(model="fake-100")))


@requirement("streams.text-was-reasoning")
@pytest.mark.parametrize("cut", CUTS)
async def test_the_reply_is_stored_and_sent_on_without_the_reasoning(settings: Settings, cut: str) -> None:
    out, err = io.StringIO(), io.StringIO()
    async with FakeModel([say(*CUTS[cut]), say("Good.")]) as server:
        services = services_at(settings, server.base_url)
        assert await ask(services, Question(text="Hi"), JsonPrinter(out, err)) == 0
        events = [cast(Json, json.loads(line)) for line in out.getvalue().splitlines()]
        completed = [event["data"] for event in events if event["event"] == "thread.message.completed"]
        assert [text_in(cast(Json, data)) for data in completed] == [REPLY]
        assert replayed(events) == REPLY
        thread_id = err.getvalue().partition("--thread ")[2].split()[0]
        async with services() as (assistants, _):
            newest = (await assistants.list_messages(thread_id, Page(limit=1))).data[0]
            assert (newest.text, newest.status) == (REPLY, "completed")
            facts = (await assistants.run_facts(thread_id, [newest.run_id or ""])).data[0]
        assert [(one.text, one.seconds >= 0) for one in facts.reasoning] == [(THOUGHT, True)]
        assert facts.first_token_s is not None
        await ask(services, Question(text="And?", thread_id=thread_id), TextPrinter(out, err))
    assert THOUGHT not in str(server.bodies[1])


def text_in(message: Json) -> str:
    return "".join(str(cast(Json, part["text"])["value"]) for part in cast(list[Json], message["content"]))


def replayed(events: list[Json]) -> str:
    """Return what a follower has that puts the deltas of a message together, and begins anew when it is created."""
    text = ""
    for event in events:
        data = cast(Json, event["data"])
        if event["event"] == "thread.message.created":
            text = ""
        elif event["event"] == "thread.message.delta":
            text += text_in(cast(Json, data["delta"]))
    return text


@requirement("streams.text-was-reasoning")
async def test_ask_says_that_what_it_printed_was_reasoning(settings: Settings) -> None:
    out, err = io.StringIO(), io.StringIO()
    async with FakeModel([say(*CUTS["letters"]), say(*CUTS["letters"])]) as server:
        services = services_at(settings, server.base_url)
        await ask(services, Question(text="Hi"), TextPrinter(out, err))
        assert out.getvalue().endswith(f"\n{REPLY}\n")
        assert "</think>" not in out.getvalue()
        assert WAS_REASONING in err.getvalue()
        out.seek(0)
        out.truncate()
        await ask(services, Question(text="Hi"), TextPrinter(out, err))
    assert out.getvalue() == f"{REPLY}\n"


WEATHER = FunctionTool(function=FunctionDefinition(name="weather", parameters={"type": "object"}))


def thinking_call(text: str) -> Answer:
    head, *rest = calls(("weather", {}))
    return [head, *say(*text)[1:-3], *rest]


@requirement("streams.text-was-reasoning")
async def test_reasoning_and_a_call_leave_no_message(settings: Settings) -> None:
    thought = thinking_call(f"{THOUGHT}\n</think>\n\n")
    async with FakeModel([thought]) as server, services_at(settings, server.base_url)() as (assistants, _):
        thread = CreateThread(messages=[CreateMessage(role="user", content="Weather?")])
        run = await assistants.create_thread_and_run(
            CreateThreadAndRun(assistant_id=DEFAULT_ASSISTANT_ID, thread=thread, tools=[WEATHER])
        )
        waiting: Run = await run_in_status(cast(Engine, assistants), run, "requires_action")
        messages = (await assistants.list_messages(run.thread_id, Page())).data
        steps = (await assistants.list_run_steps(run.thread_id, run.id, Page())).data
        facts = (await assistants.run_facts(run.thread_id, [run.id])).data[0]
    assert waiting.required_action is not None
    assert [message.role for message in messages] == ["user"]
    assert [step.type for step in steps] == ["tool_calls"]
    assert [one.text for one in facts.reasoning] == [THOUGHT]
