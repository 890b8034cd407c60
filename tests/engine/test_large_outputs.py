"""Large outputs of function calls are stored once, and are in the events of whoever follows the run."""

import sqlite3
from contextlib import closing

from app.api.events import Event
from app.api.requests import Page, SubmitToolOutputs, ToolOutput
from app.api.steps import FunctionToolCall, RunStep, ToolCalls
from app.models.script import Reply, Script, call
from app.settings import Settings
from tests.engine.engine_calls import OpenEngine, read_events, waiting_run
from tests.requirements import requirement

OUTPUT = "漢 of an output. " * 50_000


def outputs_of(step: RunStep) -> list[str | None]:
    assert isinstance(step.step_details, ToolCalls)
    return [one.function.output for one in step.step_details.tool_calls if isinstance(one, FunctionToolCall)]


def answered(events: list[Event]) -> RunStep:
    """Return the step of the calls as its last event has it."""
    steps = [one.data for one in events if one.event == "thread.run.step.completed" and isinstance(one.data, RunStep)]
    return next(step for step in steps if step.type == "tool_calls")


@requirement("bounds.outputs")
async def test_large_outputs_are_stored_once_and_followers_get_them(settings: Settings, opened: OpenEngine) -> None:
    async with opened(Script([Reply(call("look")), "Done."])) as (engine, _):
        thread_id, run_id, call_id = await waiting_run(engine)
        submitted = SubmitToolOutputs(tool_outputs=[ToolOutput(tool_call_id=call_id, output=OUTPUT)])
        await engine.submit_tool_outputs(thread_id, run_id, submitted)
        assert outputs_of(answered(await read_events(engine, thread_id, run_id))) == [OUTPUT]
    with closing(sqlite3.connect(settings.data_dir / "chat.db")) as database:
        assert database.execute("select max(length(data)) from events").fetchone()[0] < 10_000
    async with opened() as (engine, _):
        step = answered(await read_events(engine, thread_id, run_id))
        assert outputs_of(step) == [OUTPUT]
        assert step in (await engine.list_run_steps(thread_id, run_id, Page())).data
