"""Faults of a model and how they end the run; the shortening of a long conversation."""

import logging
from collections.abc import AsyncGenerator
from typing import Literal

import pytest

from app.api.errors import Error
from app.api.events import Event
from app.api.objects import Message, RefusalPart, Run, Text, TextPart, Usage
from app.api.requests import Page
from app.api.steps import FunctionToolCall, RunStep, ToolCalls
from app.api.tools import TruncationStrategy
from app.engine.engine import Engine
from app.models.model import (
    CallPiece,
    ContextTooLong,
    Finished,
    ModelError,
    ModelRequest,
    Piece,
    RefusalPiece,
    TextPiece,
)
from app.models.script import Reply, Script, call
from tests.behaviour.run_requests import RUN_STARTED, TOOLS, run_request
from tests.engine.engine_calls import OpenEngine, run_to_end
from tests.requirements import requirement


async def get_written_message(engine: Engine, run: Run) -> Message:
    """Return the one message that a run wrote."""
    (message,) = (await engine.list_messages(run.thread_id, Page(), run_id=run.id)).data
    return message


@requirement("runs.faults-fail")
@pytest.mark.parametrize("said", [(), ("Half",), (call("look"),), ("Half", call("look"))])
@pytest.mark.parametrize(
    ("fault", "code", "sentence"),
    [
        (ModelError("Too many questions.", "rate_limit_exceeded"), "rate_limit_exceeded", "Too many questions."),
        (Error("It is gone."), "server_error", "It is gone."),
        (ValueError("odd"), "server_error", "The run stopped unexpectedly (ValueError: odd). Try again."),
        (RecursionError("deep"), "server_error", "The run stopped unexpectedly (RecursionError: deep). Try again."),
    ],
)
async def test_an_exception_of_the_model_fails_the_run(
    said: tuple[str | Piece, ...],
    fault: Exception,
    code: str,
    sentence: str,
    opened: OpenEngine,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.CRITICAL)
    async with opened(Script([Reply(*said, fault)])) as (engine, _):
        run, events = await run_to_end(engine, run_request(tools=TOOLS))
        assert run.last_error is not None
        assert (run.status, run.last_error.code, run.last_error.message) == ("failed", code, sentence)
        if not said:
            assert [event.event for event in events] == [*RUN_STARTED, "thread.run.failed"]


@requirement("runs.faults-fail")
async def test_a_stream_without_a_last_piece_fails_the_run(opened: OpenEngine) -> None:
    async def cut(request: ModelRequest) -> AsyncGenerator[Piece]:
        yield TextPiece("Half")

    async with opened(Script(play=cut)) as (engine, _):
        run, _ = await run_to_end(engine, run_request())
        assert run.last_error is not None
        assert run.status == "failed"
        assert (await get_written_message(engine, run)).text == "Half"


@requirement("runs.faults-fail")
@pytest.mark.parametrize("fault", [Error("No list."), ValueError("odd")])
async def test_a_failing_list_of_models_fails_the_run(fault: Exception, opened: OpenEngine) -> None:
    class NoList(Script):
        async def resolve_model(self, model: str, /) -> str:
            raise fault

    async with opened(NoList(["Never"])) as (engine, script):
        run, _ = await run_to_end(engine, run_request())
        assert run.last_error is not None
        assert str(fault) in run.last_error.message
        assert script.requests == []


@requirement("runs.all-that-was-streamed")
async def test_text_and_refusal_are_stored_as_parts_in_the_order_of_their_first_piece(opened: OpenEngine) -> None:
    reply = Reply(RefusalPiece("No, "), "but: ", RefusalPiece("never."), TextPiece(""), "this.")
    async with opened(Script([reply])) as (engine, _):
        run, _ = await run_to_end(engine, run_request())
        assert run.status == "completed"
        content = (await get_written_message(engine, run)).content
        assert content == [RefusalPart(refusal="No, never."), TextPart(text=Text(value="but: this."))]


@requirement("runs.all-that-was-streamed")
@pytest.mark.parametrize(
    ("finish_reason", "run_reason"), [("length", "max_completion_tokens"), ("content_filter", "content_filter")]
)
async def test_calls_that_are_cut_off_stay_in_their_step(
    finish_reason: Literal["length", "content_filter"], run_reason: str, opened: OpenEngine
) -> None:
    finish = Finished(finish_reason, Usage(completion_tokens=3, total_tokens=3))
    async with opened(Script([Reply("Let me see.", CallPiece(0, "look", '{"at'), finish)])) as (engine, _):
        run, events = await run_to_end(engine, run_request(tools=TOOLS))
        assert run.incomplete_details is not None
        assert run.incomplete_details.reason == run_reason
        assert run.usage == finish.usage
        assert (await get_written_message(engine, run)).status == "completed"
        (step,) = [one for one in steps_of(events) if one.type == "tool_calls" and one.status != "in_progress"]
        assert isinstance(step.step_details, ToolCalls)
        (kept,) = step.step_details.tool_calls
        assert isinstance(kept, FunctionToolCall)
        assert (kept.function.name, kept.function.arguments) == ("look", '{"at')


def steps_of(events: list[Event]) -> list[RunStep]:
    """Return the steps among the events."""
    return [event.data for event in events if isinstance(event.data, RunStep)]


@requirement("runs.context-is-fitted")
async def test_a_conversation_that_is_too_long_is_sent_without_its_middle(opened: OpenEngine) -> None:
    texts = [f"{at} " + "word " * 20 for at in range(20)]

    async def narrow(request: ModelRequest) -> AsyncGenerator[Piece]:
        used = sum(len(message.text) for message in request.messages)
        if used > 700:
            raise ContextTooLong("Too long.", used, 700)
        yield TextPiece("Fits.")
        yield Finished("stop")

    async with opened(Script(play=narrow)) as (engine, script):
        run, _ = await run_to_end(engine, run_request(), *texts)
        assert run.status == "completed"
        assert run.usage is not None
        assert run.usage.total_tokens > 0
        seen = [message.text.split()[0] for message in script.requests[-1].messages]
        assert seen[0] == "0"
        assert len(seen) > 3
        assert seen[1:] == [str(at) for at in range(21 - len(seen), 20)]
        strict = run_request(truncation_strategy=TruncationStrategy(type="last_messages", last_messages=15))
        failed, _ = await run_to_end(engine, strict, *texts)
        assert failed.last_error is not None
        assert failed.last_error.code == "invalid_prompt"
        assert [message.text for message in script.requests[-1].messages] == texts[-15:]


@requirement("runs.context-is-fitted")
async def test_a_first_message_that_does_not_fit_is_left_out_for_the_newest(opened: OpenEngine) -> None:
    texts = ["x" * 5000, *[f"{at} " + "word " * 20 for at in range(10)]]
    async with opened(Script(["Fits."])) as (engine, script):
        run, _ = await run_to_end(engine, run_request(instructions="", max_prompt_tokens=300), *texts)
        assert run.status == "completed"
        assert [message.text for message in script.requests[0].messages] == texts[-10:]


@requirement("runs.context-is-fitted")
async def test_a_prompt_beyond_its_budget_ends_the_run(opened: OpenEngine) -> None:
    finish = Finished("stop", Usage(prompt_tokens=400, completion_tokens=5, total_tokens=405))
    async with opened(Script([Reply("All of it.", finish)])) as (engine, _):
        run, _ = await run_to_end(engine, run_request(max_prompt_tokens=300))
        assert run.incomplete_details is not None
        assert (run.status, run.incomplete_details.reason) == ("incomplete", "max_prompt_tokens")
        assert run.usage == finish.usage
        assert (await get_written_message(engine, run)).text == "All of it."
