"""A run goes on, on the profile that it began on, in any process that has it; its text is sent nowhere else."""

import asyncio
import re
import signal
import sqlite3
from contextlib import closing

import pytest

from app.api.endpoints import ModelList
from app.api.objects import Model, Run
from app.api.requests import ModifyAssistant, SubmitToolOutputs, ToolOutput
from app.api.run_facts import RunFacts
from app.engine import open_engine
from app.engine.engine import Engine
from app.engine.upkeep import caretaker
from app.models.script import Script
from app.settings import Settings
from app.store.schema import MIGRATIONS, PROFILES
from tests.behaviour.run_requests import run_request
from tests.engine.endpoints import endpoints_of
from tests.engine.engine_calls import list_texts, read_events, run_to_end, thread_and_run_request
from tests.engine.other_process import DEADLINE_S, StartProcess
from tests.requirements import requirement

BOTH = "one=one:,two=two:"
ONLY_ONE = "one=one:"
TWO_ELSEWHERE = "one=one:,two=elsewhere:"


def script_on(profiles: str) -> Script:
    """Make a model with these profiles."""
    endpoints = endpoints_of(profiles)
    others = [ModelList(endpoint, [Model(id="m")]) for endpoint in endpoints[1:]]
    return Script(["The whole reply."] * 20, endpoint=endpoints[0], lists=others)


async def facts_of(engine: Engine, run: Run | tuple[str, str]) -> RunFacts:
    """Return the facts of one run, or of one by the ids of thread and run."""
    thread_id, run_id = (run.thread_id, run.id) if isinstance(run, Run) else run
    (facts,) = (await engine.run_facts(thread_id, [run_id])).data
    return facts


async def check_lost(engine: Engine, script: Script, thread_id: str, run_id: str, began_on: str) -> None:
    """Check that a run fails and names where it began, and that its text was sent nowhere."""
    assert (await read_events(engine, thread_id, run_id))[-1].event == "thread.run.failed"
    error = (await engine.get_run(thread_id, run_id)).last_error
    assert error is not None
    assert f"began on {began_on}, which is no longer in use" in error.message
    assert script.requests == []


@requirement("runs.on-their-profile")
@pytest.mark.parametrize(("model", "profile"), [("", "one"), ("m", "one"), ("two::m", "two"), ("two::", "two")])
async def test_a_run_is_begun_on_the_profile_of_its_model(settings: Settings, model: str, profile: str) -> None:
    script = script_on(BOTH)
    async with open_engine(settings, script, reclaims=True) as engine:
        run, _ = await run_to_end(engine, run_request(model=model))
        facts = await facts_of(engine, run)
    assert [request.profile for request in script.requests] == [profile]
    assert (facts.profile, facts.endpoint) == (profile, f"{profile}:")


@requirement("runs.on-their-profile")
async def test_a_run_that_names_no_model_is_begun_on_the_profile_of_its_assistant(settings: Settings) -> None:
    script = script_on(BOTH)
    async with open_engine(settings, script, reclaims=True) as engine:
        await engine.modify_assistant(run_request().assistant_id, ModifyAssistant(model="two::m"))
        run, _ = await run_to_end(engine, run_request())
        assert (await facts_of(engine, run)).profile == "two"
    assert [request.profile for request in script.requests] == ["two"]


@requirement("runs.on-their-profile")
@pytest.mark.parametrize("model", ["", "one::m"])
async def test_a_killed_run_goes_on_at_its_profile_where_another_one_is_in_use(
    start: StartProcess, settings: Settings, model: str
) -> None:
    async with start("send", endpoint=BOTH, model=model) as other:
        thread_id, run_id = (await other.line()).split()
        await other.kill()
    script = script_on("two=two:,one=one:")
    async with open_engine(settings, script, reclaims=True) as engine:
        await read_events(engine, thread_id, run_id)
        assert (await list_texts(engine, thread_id))[1:] == [("assistant", "completed", "The whole reply.")]
        assert (await facts_of(engine, (thread_id, run_id))).profile == "one"
    assert [request.profile for request in script.requests] == ["one"]


@requirement("runs.never-sent-to-another-endpoint")
@pytest.mark.parametrize("profiles", [ONLY_ONE, TWO_ELSEWHERE, "one=one:,other=two:"])
async def test_a_killed_run_whose_profile_is_gone_or_has_another_address_fails(
    start: StartProcess, settings: Settings, monkeypatch: pytest.MonkeyPatch, profiles: str
) -> None:
    monkeypatch.setattr(caretaker, "FOREIGN_ENDPOINT_GRACE_S", 0)
    async with start("send", endpoint=BOTH, model="two::m") as other:
        thread_id, run_id = (await other.line()).split()
        await other.kill()
    script = script_on(profiles)
    async with open_engine(settings, script, reclaims=True) as engine:
        await check_lost(engine, script, thread_id, run_id, "two (two:)")


@requirement("runs.never-sent-to-another-endpoint")
@pytest.mark.parametrize("profiles", [ONLY_ONE, TWO_ELSEWHERE])
async def test_outputs_of_tools_are_not_sent_to_another_profile(
    start: StartProcess, settings: Settings, profiles: str
) -> None:
    async with start("calls", endpoint=BOTH, model="two::m") as other:
        thread_id, run_id = (await other.line()).split()
        await other.exit()
    script = script_on(profiles)
    async with open_engine(settings, script, reclaims=True) as engine:
        action = (await engine.get_run(thread_id, run_id)).required_action
        assert action is not None
        (only,) = action.submit_tool_outputs.tool_calls
        outputs = SubmitToolOutputs(tool_outputs=[ToolOutput(tool_call_id=only.id, output="A secret")])
        await engine.submit_tool_outputs(thread_id, run_id, outputs)
        await check_lost(engine, script, thread_id, run_id, "two (two:)")


@requirement("runs.profiles-announced")
async def test_a_run_is_left_to_a_process_that_has_its_profile_beside_the_one_in_use(
    start: StartProcess, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caretaker, "FOREIGN_ENDPOINT_GRACE_S", 0)
    async with start("send", endpoint=BOTH, model="two::m") as first, start("reclaim", endpoint=BOTH) as other:
        await first.line()
        await first.kill()
        assert await other.line() == "reclaimed"  # so it has announced itself
    async with start("send", endpoint=BOTH, model="two::m") as killed:
        thread_id, run_id = (await killed.line()).split()
        other.process.send_signal(signal.SIGSTOP)  # it lives, and does not take the run up yet
        await killed.kill()
    script = script_on(ONLY_ONE)
    async with open_engine(settings, script, reclaims=True) as engine, asyncio.timeout(DEADLINE_S):
        for _ in range(3):  # each write makes the caretaker scan
            own = await engine.create_thread_and_run(thread_and_run_request("One of mine"))
            await read_events(engine, own.thread_id, own.id)
        assert (await engine.get_run(thread_id, run_id)).status == "in_progress"
        other.process.send_signal(signal.SIGCONT)
        begun = 0
        async for event in engine.follow(thread_id, run_id):
            begun += event.event == "thread.run.in_progress"
            if begun == 2:
                break
    assert {request.profile for request in script.requests} == {"one"}


ADDED_COLUMN = re.compile(r"alter table (\w+) add column (\w+)")
MADE = re.compile(r"create (?:unique |virtual )?(table|index|trigger) (\w+)")


def make_older(settings: Settings) -> None:
    """Take away what the version with profiles and later ones added, so that the version before them had written it."""
    later = [statement for migration in MIGRATIONS[MIGRATIONS.index(PROFILES) :] for statement in migration]
    with closing(sqlite3.connect(settings.data_dir / "chat.db", isolation_level=None)) as database:
        for statement in reversed(later):
            if added := ADDED_COLUMN.match(statement):
                database.execute(f"alter table {added[1]} drop column {added[2]}")
            elif made := MADE.match(statement):
                database.execute(f"drop {made[1]} if exists {made[2]}")
        database.execute(f"pragma user_version = {MIGRATIONS.index(PROFILES)}")


@requirement("runs.before-profiles")
async def test_a_run_of_an_older_version_goes_on_at_its_base_url(start: StartProcess, settings: Settings) -> None:
    async with start("send", endpoint=BOTH, model="two::m") as other:
        thread_id, run_id = (await other.line()).split()
        await other.kill()
    make_older(settings)
    script = script_on(BOTH)
    async with open_engine(settings, script, reclaims=True) as engine:
        assert (await read_events(engine, thread_id, run_id))[-1].event == "thread.run.completed"
    assert [request.profile for request in script.requests] == ["two"]
    assert (settings.data_dir / f"chat.db.v{MIGRATIONS.index(PROFILES)}.bak").exists()


@requirement("runs.before-profiles")
async def test_a_run_of_an_older_version_whose_base_url_is_gone_fails(
    start: StartProcess, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(caretaker, "FOREIGN_ENDPOINT_GRACE_S", 0)
    async with start("send", endpoint=BOTH, model="two::m") as other:
        thread_id, run_id = (await other.line()).split()
        await other.kill()
    make_older(settings)
    script = script_on(TWO_ELSEWHERE)
    async with open_engine(settings, script, reclaims=True) as engine:
        await check_lost(engine, script, thread_id, run_id, "two:")
