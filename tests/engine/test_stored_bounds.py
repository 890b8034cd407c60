"""What is stored of a run has bounds, whatever the model says, and what an older version stored is read within them."""

import sqlite3
from contextlib import closing

import pytest

from app.api.objects import Usage
from app.api.requests import (
    SubmitToolOutputs,
    ThreadQuery,
    ToolOutput,
)
from app.models.model import Finished, ModelError, ReasoningPiece
from app.models.script import Reply, Script, call
from app.settings import Settings
from tests.behaviour.run_requests import run_request
from tests.engine.engine_calls import OpenEngine, read_events, run_to_end, waiting_run
from tests.engine.other_process import StartProcess
from tests.engine.process import HALF
from tests.requirements import requirement

HUGE_BYTES = 160 * 10**6
SERVER_FIELDS = b'{"id": "call_of_the_model", "signature": "xyz"}'


@requirement("runs.bounds")
@pytest.mark.parametrize(
    "usage",
    [
        Usage(prompt_tokens=-5, completion_tokens=3, total_tokens=-2),
        Usage(prompt_tokens=2**63, completion_tokens=3, total_tokens=2**63 + 3),
        Usage(prompt_tokens=1, completion_tokens=2**70, total_tokens=3),
        Usage(prompt_tokens=1, completion_tokens=2, total_tokens=10**400),
    ],
)
async def test_a_usage_that_cannot_be_is_estimated(usage: Usage, opened: OpenEngine) -> None:
    async with opened(Script([Reply("Twelve chars", Finished("stop", usage))])) as (engine, _):
        run, _ = await run_to_end(engine, run_request())
        (facts,) = (await engine.run_facts(run.thread_id, [run.id])).data
    assert run.status == "completed"
    assert [call.usage for call in facts.calls] == [None]
    assert run.usage is not None
    assert run.usage.completion_tokens == 3
    assert 0 < run.usage.prompt_tokens < 1000
    assert run.usage.total_tokens == run.usage.prompt_tokens + 3


@requirement("runs.bounds")
async def test_a_sentence_about_a_failure_is_stored_in_4000_characters(opened: OpenEngine) -> None:
    async with opened(Script([Reply(ModelError("9" * 4300 + "\udc00" + "9" * 10**6))])) as (engine, _):
        run, _ = await run_to_end(engine, run_request())
    assert run.last_error is not None
    assert run.last_error.message == "9" * 4000 + "…"


@requirement("reasoning.bound")
async def test_a_million_characters_of_reasoning_are_kept(opened: OpenEngine) -> None:
    pieces = [ReasoningPiece("thinking " * 10_000)] * 20
    async with opened(Script([Reply(*pieces, "Said.")])) as (engine, _):
        run, _ = await run_to_end(engine, run_request())
        (facts,) = (await engine.run_facts(run.thread_id, [run.id])).data
    (reasoning,) = facts.reasoning
    assert run.status == "completed"
    assert reasoning.text.startswith("thinking " * 100_000)
    assert len(reasoning.text) < 2**20 + 200
    assert "was not kept" in reasoning.text[-100:]


@requirement("reasoning.after-a-takeover")
async def test_the_reasoning_of_a_dead_process_is_kept_when_its_run_is_cancelled(
    start: StartProcess, opened: OpenEngine
) -> None:
    async with start("think") as other:
        thread_id, run_id = (await other.line()).split()
        async with opened(reclaims=False) as (engine, _):
            async for event in engine.follow(thread_id, run_id):
                if event.event == "run.reasoning.delta":
                    break
        await other.kill()
    async with opened(Script(["Next."]), reclaims=False) as (engine, _):
        run = await engine.create_run(thread_id, run_request())  # cancels the dead one
        await read_events(engine, thread_id, run.id)
        assert (await engine.get_run(thread_id, run_id)).status == "cancelled"
        (facts,) = (await engine.run_facts(thread_id, [run_id])).data
    assert [reasoning.text for reasoning in facts.reasoning] == [HALF]


@requirement("runs.calls-go-back-as-they-came")
async def test_what_goes_back_to_a_model_survives_a_restart(opened: OpenEngine) -> None:
    async with opened(Script([Reply(call("look"), Finished("stop", None, SERVER_FIELDS))])) as (engine, _):
        thread_id, run_id, call_id = await waiting_run(engine)
    async with opened(Script(["Done."])) as (engine, script):
        outputs = SubmitToolOutputs(tool_outputs=[ToolOutput(tool_call_id=call_id, output="seen")])
        await engine.submit_tool_outputs(thread_id, run_id, outputs)
        events = await read_events(engine, thread_id, run_id)
    assert events[-1].event == "thread.run.completed"
    assert [answer.server_fields for answer in script.requests[0].earlier_answers] == [SERVER_FIELDS]


@requirement("runs.old-floods", "threads.search")
@pytest.mark.parametrize("q", ["zq", "zq hi"])
async def test_short_words_are_found_beside_a_message_too_large_to_read(
    q: str, settings: Settings, opened: OpenEngine
) -> None:
    async with opened(Script(["The flood.", "Before zq hi."])) as (engine, _):
        for _ in range(2):
            await run_to_end(engine, run_request())
    with closing(sqlite3.connect(settings.data_dir / "chat.db", isolation_level=None)) as database:
        database.execute("insert into message_search(message_search) values('delete-all')")
        text = f"'zq hi' || hex(zeroblob({HUGE_BYTES // 2}))"
        database.execute(f"update messages set text = {text} where text = 'The flood.'")
    async with opened() as (engine, _):
        rows = (await engine.list_threads(ThreadQuery(q=q))).data
    assert [(row.match or "")[:8] for row in rows] == ["Before z", "zq hi000"]
