"""Titles that the model makes: for which conversations, out of which answers, and what a failure leaves."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from msgspec.structs import replace

from app.api.endpoints import Endpoint, Origin
from app.api.objects import DEFAULT_ASSISTANT_ID, Run
from app.api.requests import (
    CreateMessage,
    CreateRun,
    CreateThread,
    CreateThreadAndRun,
    ForkThread,
    ModifyThread,
    Page,
    ThreadQuery,
    ThreadRow,
)
from app.api.services import Assistants
from app.engine import open_engine
from app.models.model import Finished, ModelError
from app.models.script import Gate, Reply, Script, call
from app.settings import Settings
from tests.requirements import requirement
from tests.tui.terminal import terminal

DEADLINE_S = 30.0
PAGE = Page(limit=100, order="asc")
Open = Callable[[Script], AbstractAsyncContextManager[Assistants]]


@pytest.fixture
def opened(settings: Settings) -> Open:
    """Open the engine as `ask` does, for a person who wants titles; leaving waits for them."""

    @asynccontextmanager
    async def open_for_person(script: Script) -> AsyncGenerator[Assistants]:
        async with (
            asyncio.timeout(DEADLINE_S),
            open_engine(replace(settings, titles=True), script, reclaims=False, for_person=True) as engine,
        ):
            yield engine

    return open_for_person


async def begin(assistants: Assistants, text: str) -> Run:
    """Begin a conversation; return its run, which is over."""
    thread = CreateThread(messages=[CreateMessage(role="user", content=text)])
    request = CreateThreadAndRun(assistant_id=DEFAULT_ASSISTANT_ID, thread=thread)
    return await ended(assistants, await assistants.create_thread_and_run(request))


async def go_on(assistants: Assistants, thread_id: str, text: str) -> Run:
    messages = [CreateMessage(role="user", content=text)]
    request = CreateRun(assistant_id=DEFAULT_ASSISTANT_ID, additional_messages=messages)
    return await ended(assistants, await assistants.create_run(thread_id, request))


async def ended(assistants: Assistants, run: Run) -> Run:
    async for _ in assistants.follow(run.thread_id, run.id):
        pass
    return await assistants.get_run(run.thread_id, run.id)


async def row_of(assistants: Assistants, thread_id: str) -> ThreadRow:
    return (await assistants.list_threads(ThreadQuery(thread_id=thread_id))).data[0]


@requirement("titles.generated")
async def test_the_first_answer_gives_a_title_that_is_found_and_copied(opened: Open) -> None:
    script = Script(["The harvest is in.", "\n# **Title: “Grapes of\x1b[31m  Autumn.”**\nIt is about wine.", "More."])
    async with opened(script) as engine:
        run = await begin(engine, "When are vines picked?")
        active_at = (await row_of(engine, run.thread_id)).last_active_at
    async with opened(script) as engine:
        row = await row_of(engine, run.thread_id)
        assert (row.title, row.last_active_at, dict(row.metadata)) == ("Grapes of Autumn", active_at, {})
        asked = script.requests[1].messages[0].text
        assert "When are vines picked?" in asked
        assert "The harvest is in." in asked
        assert not script.requests[1].tools
        assert [one.id for one in (await engine.list_threads(ThreadQuery(q="autumn grapes"))).data] == [run.thread_id]
        assert (await go_on(engine, run.thread_id, "And then?")).status == "completed"
        newest = (await engine.list_messages(run.thread_id, PAGE)).data[-1]
        fork = await engine.fork_thread(run.thread_id, ForkThread(message_id=newest.id))
        assert (await row_of(engine, fork.id)).title == row.title
        named = await engine.modify_thread(run.thread_id, ModifyThread(metadata={"title": "Mine"}))
        assert named.metadata["title"] == (await row_of(engine, run.thread_id)).title == "Mine"
        assert not (await engine.list_threads(ThreadQuery(q="autumn grapes"))).data[1:]
    assert len(script.requests) == 3


@requirement("titles.whose")
async def test_no_title_for_programs_for_the_built_in_model_or_over_the_users(settings: Settings, opened: Open) -> None:
    wanting = replace(settings, titles=True)
    script = Script.echo()
    async with open_engine(wanting, script, reclaims=True) as engine:  # as `serve` opens it
        of_program = await begin(engine, "From a program")
    async with open_engine(settings, script, reclaims=False, for_person=True) as engine:  # the setting is off
        unasked = await begin(engine, "Unasked")
    async with opened(script) as engine:
        await go_on(engine, of_program.thread_id, "A person goes on with it")
        own = await engine.create_thread(CreateThread(metadata={"title": "Mine"}))
        await go_on(engine, own.id, "Named before")
    assert len(script.requests) == 4
    script.endpoint = Endpoint(name="Built-in", base_url="script:", kind="built-in", origin=Origin.BUILT_IN)
    async with opened(script) as engine:
        await begin(engine, "To the built-in model")
        titles = [row.title for row in (await engine.list_threads(ThreadQuery())).data]
    assert titles == ["To the built-in model", "Mine", "From a program", "Unasked"]
    assert len(script.requests) == 5
    assert unasked.status == "completed"


@requirement("titles.harmless")
@pytest.mark.parametrize(
    "answer",
    [
        Reply(ModelError("No more credit.")),
        Reply(RuntimeError("A bug.")),
        Reply("… \n\x1b\u202e\n---"),
        Reply(call("rename", "{}"), Finished("stop")),
        Reply(),
    ],
    ids=["refused", "bug", "signs", "call", "empty"],
)
async def test_a_call_that_gives_no_title_changes_nothing_and_is_not_repeated(opened: Open, answer: Reply) -> None:
    script = Script([Reply("Hello.", to="Hi"), answer, Reply("Still here.", to="Again")])
    async with opened(script) as engine:
        run = await begin(engine, "Hi")
        await script.wait_for_request(2)
        assert (await go_on(engine, run.thread_id, "Again")).status == "completed"
        messages = await engine.list_messages(run.thread_id, PAGE)
    assert [one.text for one in messages.data] == ["Hi", "Hello.", "Again", "Still here."]
    async with opened(script) as engine:
        assert (await row_of(engine, run.thread_id)).title == "Hi"
    assert len(script.requests) == 3


@requirement("titles.harmless")
async def test_an_endless_answer_is_closed_and_the_users_title_stays(opened: Open) -> None:
    gate = Gate()
    script = Script(["One.", Reply("Waves " * 1000, Gate()), "Two.", Reply(gate, "Late")])
    async with opened(script) as engine:
        run = await begin(engine, "About water")
    assert script.closed == 1
    async with opened(script) as engine:
        assert (await row_of(engine, run.thread_id)).title.startswith("Waves Waves")
        second = await begin(engine, "About fire")
        await gate.reached.wait()
        await engine.modify_thread(second.thread_id, ModifyThread(metadata={"title": "Mine"}))
        gate.open()
    async with opened(script) as engine:
        assert (await row_of(engine, second.thread_id)).title == "Mine"
        await engine.modify_thread(second.thread_id, ModifyThread(metadata={}))
        assert (await row_of(engine, second.thread_id)).title == "About fire"


@requirement("titles.generated")
async def test_a_title_made_elsewhere_appears_in_the_list_and_at_the_top(settings: Settings, opened: Open) -> None:
    gate = Gate()
    script = Script(["Yes.", Reply(gate, "Kites in spring")])
    async with opened(script) as engine:
        run = await begin(engine, "Does it fly?")
        async with terminal(settings, Script(), thread_id=run.thread_id) as t:
            await t.shows("Yes.")
            gate.open()
            await t.until(lambda: t.text().count("Kites in spring") == 2)
