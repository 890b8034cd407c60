"""The commands of `--plain` that the terminal has too: labels, tokens and cost, another text, a fork, a summary."""

import asyncio
import re
from collections.abc import Callable

from app.api.endpoints import Origin
from app.api.objects import DEFAULT_ASSISTANT_ID, Usage
from app.api.requests import CreateMessage, CreateRun, CreateThread, Page, ThreadQuery
from app.api.services import OpenServices
from app.models.endpoints.addresses import endpoint_at
from app.models.model import Finished
from app.models.script import Gate, Reply, Script
from tests.headless.plain_session import talk
from tests.requirements import requirement

ServicesOn = Callable[[Script], OpenServices]
DEADLINE_S = 30
SPENT = Finished("stop", Usage(prompt_tokens=1_000, completion_tokens=200, total_tokens=1_200))


@requirement("plain.labels")
async def test_conversations_are_pinned_archived_and_tagged(services_on: ServicesOn) -> None:
    services = services_on(Script(["One", "Two"]))
    printed = await talk(services, "/pin", "Boats", "/pin", "/tag Work sea", "/new", "Horses", "/list")
    assert "There is no conversation yet." in printed.notes
    assert "Pinned.\n" in printed.notes
    assert "Tags: #sea #work.\n" in printed.notes
    first, second = printed.said.splitlines()[-2:]
    assert first.startswith("1. Boats, pinned, 20")
    assert second.startswith("2. Horses, open now, 20")
    printed = await talk(
        services,
        *("/archived", "/search tag:sea", "/open 1", "/tag -work", "/tag", "/tag -sea", "/pin"),
        *("/archive", "/list", "/archived"),
    )
    assert "No conversation is archived." in printed.notes
    assert re.findall(r"Tags: .*|No tags\.", printed.notes) == ["Tags: #sea.", "Tags: #sea.", "No tags."]
    assert "Unpinned." in printed.notes
    assert "Archived. /archived lists it; a search finds it." in printed.notes
    assert [line.split(",")[0] for line in printed.said.splitlines()[-2:]] == ["1. Horses", "1. Boats"]


@requirement("plain.usage")
async def test_tokens_and_cost_are_said(services_on: ServicesOn) -> None:
    openai = endpoint_at("https://api.openai.com/v1", Origin.ENVIRONMENT)
    script = Script([Reply("a", SPENT), Reply("b", SPENT)], models=["gpt-4o"], endpoint=openai)
    printed = await talk(services_on(script), "/usage", "Hi", "/new", "Hello", "/usage")
    lines = printed.said.splitlines()
    assert lines[0].startswith("This month, ")
    assert lines[0].endswith(": no model has answered.")
    sum_of_thread = "1 call, tokens 1,200: 1,000 read, 200 written, cost $0.0045."
    assert lines[-4] == f"This conversation: {sum_of_thread}"
    assert lines[-3] == f"  openai::gpt-4o: {sum_of_thread}"
    assert lines[-2].startswith("This month, ")
    assert lines[-2].endswith(": 2 calls, tokens 2,400: 2,000 read, 400 written, cost $0.0090.")


@requirement("plain.branches")
async def test_the_last_message_gets_another_text_and_a_fork_leaves_the_thread_as_it_is(
    services_on: ServicesOn,
) -> None:
    script = Script(["Red.", "Green.", "Yellow."])
    services = services_on(script)
    printed = await talk(services, "/edit Too early", "Apples?", "/edit Pears?", "/fork", "And bananas?")
    assert "There is no conversation yet." in printed.notes
    assert printed.said == "Red.\nGreen.\nYellow.\n"
    assert [[message.text for message in request.messages] for request in script.requests] == [
        ["Apples?"],
        ["Pears?"],
        ["Pears?", "Green.", "And bananas?"],
    ]
    async with services() as (assistants, _):
        rows = (await assistants.list_threads(ThreadQuery())).data
        sizes = [len((await assistants.list_messages(row.id, Page())).data) for row in rows]
    assert sizes == [4, 2]
    assert ["forked_from" in row.metadata for row in rows] == [True, False]


@requirement("plain.branches")
async def test_a_summary_begins_a_new_conversation(services_on: ServicesOn) -> None:
    script = Script(["Red.", "They spoke of apples.", "Green too."])
    services = services_on(script)
    printed = await talk(services, "Apples?", "/compact", "And pears?")
    assert printed.said == "Red.\nThey spoke of apples.\nGreen too.\n"
    assert [message.text for message in script.requests[-1].messages][1:] == ["They spoke of apples.", "And pears?"]
    async with services() as (assistants, _):
        rows = (await assistants.list_threads(ThreadQuery())).data
        assert [row.title for row in rows] == ["Apples?", "Apples?"]
        assert len((await assistants.list_messages(rows[1].id, Page())).data) == 2


@requirement("plain.branches")
async def test_a_summary_of_what_changed_meanwhile_begins_nothing_and_says_so(services_on: ServicesOn) -> None:
    gate = Gate()
    script = Script(["Red.", Reply(gate, "They spoke of apples."), "Green too."])
    services = services_on(script)
    async with services() as (assistants, _):
        talking = asyncio.create_task(talk(services, "Apples?", "/compact", "And pears?"))
        async with asyncio.timeout(DEADLINE_S):
            await gate.reached.wait()
        rows = (await assistants.list_threads(ThreadQuery())).data
        await assistants.create_message(rows[0].id, CreateMessage(role="user", content="Said elsewhere."))
        gate.open()
        printed = await talking
        assert "The conversation changed while it was summarized. Nothing was changed: try again." in printed.notes
        assert printed.said == "Red.\nGreen too.\n"
        texts = [message.text for message in script.requests[-1].messages]
        assert texts == ["Apples?", "Red.", "Said elsewhere.", "And pears?"]
        assert [row.id for row in (await assistants.list_threads(ThreadQuery())).data] == [rows[0].id]


@requirement("plain.branches")
async def test_nothing_is_edited_while_a_reply_is_written_elsewhere(services_on: ServicesOn) -> None:
    gate = Gate()
    script = Script([Reply("Red", gate, " and green.")])
    services = services_on(script)
    async with services() as (assistants, _):
        thread = await assistants.create_thread(CreateThread())
        request = CreateRun(
            assistant_id=DEFAULT_ASSISTANT_ID, additional_messages=[CreateMessage(role="user", content="Apples?")]
        )
        run = await assistants.create_run(thread.id, request)
        async with asyncio.timeout(DEADLINE_S):
            await gate.reached.wait()
        printed = await talk(services, "/edit Pears?", thread_id=thread.id)
        assert printed.notes.count(f"Thread {thread.id} already has an active run {run.id}.") == 1
        gate.open()
        async for _ in assistants.follow(thread.id, run.id):
            pass
        texts = [one.text for one in (await assistants.list_messages(thread.id, Page(order="asc"))).data]
        assert texts == ["Apples?", "Red and green."]
        assert len((await assistants.list_threads(ThreadQuery())).data) == 1
    assert len(script.requests) == 1
