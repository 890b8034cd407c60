"""Runs and steps that an older version stored without bounds: a start survives them, and they hold no thread."""

import asyncio
import sqlite3
import sys
from contextlib import closing

from app.api.objects import LastError, Run
from app.api.requests import Page, SubmitToolOutputs, ToolOutput
from app.models.model import ModelError, RefusalPiece
from app.models.script import Gate, Reply, Script, Step, call
from app.settings import Settings
from tests.behaviour.run_requests import TOOLS, run_request
from tests.engine.engine_calls import OpenEngine, list_texts, read_events, thread_request
from tests.engine.other_process import DEADLINE_S
from tests.requirements import requirement

HUGE_BYTES = 110 * 10**6
"""More than a value that is read may have."""
FLOOD = f"hex(zeroblob({HUGE_BYTES // 2}))"
NOTE = "110 MB are stored here"
MARK = "It was long."
"""In place of it, the older version has the flood."""


async def store(opened: OpenEngine, *steps: Step) -> Run:
    """Store a run whose model says this, up to where it ends or waits; it is left unfinished if it waits at a gate."""
    async with opened(Script([Reply(*steps)])) as (engine, _):
        thread = await engine.create_thread(thread_request("Hi"))
        run = await engine.create_run(thread.id, run_request(tools=TOOLS))
        gate = next((step for step in steps if isinstance(step, Gate)), None)
        async with asyncio.timeout(DEADLINE_S):
            if gate is not None:
                await gate.reached.wait()
            else:
                async for event in engine.follow(thread.id, run.id):
                    if event.event == "thread.run.requires_action":
                        break
    return run


def flood(settings: Settings, columns: list[str]) -> None:
    """Make these columns, as `table.column`, as long as an older version could."""
    with closing(sqlite3.connect(settings.data_dir / "chat.db", isolation_level=None)) as database:
        for pragma in ("journal_mode = off", "synchronous = off"):  # each value is written once
            database.execute(f"pragma {pragma}")
        for place in columns:
            table, column = place.split(".")
            change = f"update {table} set {column} = replace({column}, ?, {FLOOD}) where instr({column}, ?)"
            assert database.execute(change, [MARK, MARK]).rowcount > 0


async def use_as_a_terminal(settings: Settings, run: Run) -> tuple[int, str]:
    """Open the folder in another process; return by how many MB it grew, and the last event of the run."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.engine.old_folder", str(settings.data_dir), run.thread_id, run.id,
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    async with asyncio.timeout(2 * DEADLINE_S):
        printed, _ = await process.communicate()
    grown, last, *_ = printed.decode().split()
    return int(grown), last


@requirement("runs.old-floods")
async def test_a_run_that_waits_with_arguments_too_large_to_read_fails_and_frees_its_thread(
    settings: Settings, opened: OpenEngine
) -> None:
    run = await store(opened, call("look", MARK))
    flood(settings, ["runs.data", "steps.data"])
    grown, last = await use_as_a_terminal(settings, run)
    assert last == "thread.run.failed"
    assert grown < 100
    async with opened(Script(["Next."])) as (engine, _):
        failed = await engine.get_run(run.thread_id, run.id)
        assert failed.last_error is not None
        assert NOTE in failed.last_error.message
        assert failed.last_error.message.endswith("Send the message again.")
        (step,) = (await engine.list_run_steps(run.thread_id, run.id, Page())).data
        assert (step.type, step.status, step.thread_id) == ("tool_calls", "failed", run.thread_id)
        assert step.assistant_id == run.assistant_id
        again = await engine.create_run(run.thread_id, run_request())
        await read_events(engine, run.thread_id, again.id)
        assert (await list_texts(engine, run.thread_id))[-1] == ("assistant", "completed", "Next.")


@requirement("runs.old-floods")
async def test_an_error_too_large_to_read_is_shortened_and_says_so(settings: Settings, opened: OpenEngine) -> None:
    run = await store(opened, "Half", ModelError(MARK))
    flood(settings, ["runs.data", "events.data"])
    grown, last = await use_as_a_terminal(settings, run)
    assert (last, grown < 100) == ("thread.run.failed", True)
    async with opened() as (engine, _):
        (listed,) = (await engine.list_runs(run.thread_id, Page())).data
        events = await read_events(engine, run.thread_id, run.id)
        await engine.delete_thread(run.thread_id)
    for one in (listed, events[-1].data):
        error = getattr(one, "last_error", None)
        assert isinstance(error, LastError)
        assert NOTE in error.message
    assert (listed.status, listed.assistant_id) == ("failed", run.assistant_id)


@requirement("runs.old-floods")
async def test_a_half_reply_too_large_to_read_is_taken_up(settings: Settings, opened: OpenEngine) -> None:
    run = await store(opened, MARK, Gate())
    flood(settings, ["messages.text"])
    grown, last = await use_as_a_terminal(settings, run)
    assert (last, grown < 100) == ("thread.run.completed", True)
    async with opened() as (engine, _):
        assert (await list_texts(engine, run.thread_id))[1:] == [("assistant", "completed", "Done.")]


@requirement("runs.old-floods")
async def test_an_answer_whose_calls_are_too_large_to_read_is_left_out_of_the_next_round(
    settings: Settings, opened: OpenEngine
) -> None:
    run = await store(opened, "Before.", call("look", MARK), RefusalPiece("Behind."))
    async with opened(Script([Reply("Half", Gate())])) as (engine, script):
        action = (await engine.get_run(run.thread_id, run.id)).required_action
        assert action is not None
        (only,) = action.submit_tool_outputs.tool_calls
        outputs = SubmitToolOutputs(tool_outputs=[ToolOutput(tool_call_id=only.id, output="1")])
        await engine.submit_tool_outputs(run.thread_id, run.id, outputs)
        await script.wait_for_request(1)
    flood(settings, ["steps.data"])
    grown, last = await use_as_a_terminal(settings, run)
    assert (last, grown < 100) == ("thread.run.completed", True)
