"""Pages whose objects are large: sent object by object, as long as they were asked for, and in every order."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path

import httpx2
import pytest
import pytest_asyncio

from app.api.objects import DEFAULT_ASSISTANT_ID, Run
from app.api.requests import (
    CreateAssistant,
    CreateMessage,
    CreateThread,
    CreateThreadAndRun,
    Page,
    RequestPart,
    SubmitToolOutputs,
    TextRequestPart,
    ToolOutput,
)
from app.api.tools import FunctionDefinition, FunctionTool
from app.models.script import Reply, Script, call
from app.store.paging import PAGE_BYTES
from tests.requirements import requirement
from tests.server.running import Running, running

COUNT = 7
PART = TextRequestPart(text="Many words. " * 20_000)
PARTS: list[RequestPart] = [PART] * 7
LARGE = CreateMessage(role="user", content=PARTS)
"""1.7 MB: two of them are more than one reading takes."""
assert COUNT * 7 * len(PART.text) > 2 * PAGE_BYTES


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[Running]:
    async with running(tmp_path_factory.mktemp("large"), Script()) as started:
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def large(server: Running) -> tuple[str, Sequence[str]]:
    """A thread with large messages, and their ids, oldest first."""
    thread = await server.assistants.create_thread(CreateThread(messages=[LARGE] * COUNT))
    ids: list[str] = []
    while len(ids) < COUNT:
        after = ids[-1] if ids else None
        page = await server.assistants.list_messages(thread.id, Page(order="asc", after=after))
        ids += [message.id for message in page.data]
    return thread.id, ids


@pytest.mark.asyncio(loop_scope="module")
@requirement("bounds.whole-pages")
async def test_a_page_of_large_messages_is_as_long_as_it_was_asked_for(
    server: Running, large: tuple[str, Sequence[str]]
) -> None:
    thread_id, oldest_first = large
    newest_first = oldest_first[::-1]

    async def page(**query: str | int) -> tuple[Sequence[str], bool]:
        async with httpx2.AsyncClient(base_url=server.url) as http:
            found = (await http.get(f"/threads/{thread_id}/messages", params=query)).json()
        ids = [one["id"] for one in found["data"]]
        assert list(found) == ["object", "data", "first_id", "last_id", "has_more"]
        assert (found["object"], found["first_id"], found["last_id"]) == ("list", ids[0], ids[-1])
        assert all(len(one["content"]) == len(LARGE.content) for one in found["data"])
        return ids, found["has_more"]

    assert await page() == (newest_first, False)
    assert await page(limit=5) == (newest_first[:5], True)
    assert await page(limit=7, order="asc") == (oldest_first, False)
    assert await page(limit=5, order="asc", after=oldest_first[0]) == (oldest_first[1:6], True)
    assert await page(limit=5, before=newest_first[6]) == (newest_first[1:6], True)
    assert await page(before=oldest_first[6], order="asc") == (oldest_first[:6], False)
    assert await page(after=newest_first[0], before=newest_first[6]) == (newest_first[1:6], False)


@requirement("bounds.whole-pages")
async def test_a_page_ends_in_order_when_its_messages_are_deleted_meanwhile(tmp_path: Path) -> None:
    async with running(tmp_path, Script()) as server, httpx2.AsyncClient(base_url=server.url) as http:
        thread = await server.assistants.create_thread(CreateThread(messages=[LARGE] * COUNT))
        url = f"/threads/{thread.id}/messages"
        reading = asyncio.create_task(http.get(url))
        async with http.stream("GET", url) as response:
            await server.assistants.delete_thread(thread.id)
            body = b"".join([part async for part in response.aiter_bytes()])
        for answer in (httpx2.Response(200, content=body).json(), (await reading).json()):
            if "data" in answer:
                ids = [one["id"] for one in answer["data"]]
                assert (answer["first_id"], answer["last_id"]) == (ids[0], ids[-1])


@requirement("bounds.whole-pages")
async def test_a_page_of_steps_with_large_outputs_is_whole(tmp_path: Path) -> None:
    arguments = '{"text": "' + "x" * 900_000 + '"}'
    calls = [Reply(call("look", arguments)) for _ in range(4)]
    async with running(tmp_path, Script([*calls, "Done."])) as server:
        engine = server.assistants
        look = FunctionTool(function=FunctionDefinition(name="look"))
        run = await engine.create_thread_and_run(CreateThreadAndRun(assistant_id=DEFAULT_ASSISTANT_ID, tools=[look]))
        thread_id = run.thread_id
        async for event in engine.follow(thread_id, run.id):
            if event.event == "thread.run.requires_action" and isinstance(event.data, Run):
                assert event.data.required_action
                asked = event.data.required_action.submit_tool_outputs.tool_calls
                outputs = [ToolOutput(tool_call_id=one.id, output="y" * 900_000) for one in asked]
                await engine.submit_tool_outputs(thread_id, run.id, SubmitToolOutputs(tool_outputs=outputs))
        assert (await engine.list_run_steps(thread_id, run.id, Page())).has_more
        async with httpx2.AsyncClient(base_url=server.url) as http:
            page = (await http.get(f"/threads/{thread_id}/runs/{run.id}/steps")).json()
        assert [one["type"] for one in page["data"]] == ["message_creation", *["tool_calls"] * 4]
        assert not page["has_more"]


@requirement("bounds.whole-pages")
async def test_a_page_of_large_assistants_is_whole_and_read_one_at_a_time(tmp_path: Path) -> None:
    look = FunctionTool(function=FunctionDefinition(name="look", parameters={"description": PART.text * 7}))
    async with running(tmp_path, Script()) as server:
        made = [await server.assistants.create_assistant(CreateAssistant(model="m", tools=[look])) for _ in range(3)]
        newest_first = [*reversed([one.id for one in made]), DEFAULT_ASSISTANT_ID]
        assert [one.id for one in (await server.assistants.list_assistants(Page())).data] == newest_first[:1]
        async with httpx2.AsyncClient(base_url=server.url) as http:
            page = (await http.get("/assistants")).json()
            previous = (await http.get("/assistants", params={"before": newest_first[3], "limit": 2})).json()
        assert [one["id"] for one in page["data"]] == newest_first
        assert page["data"][0]["tools"][0]["function"]["parameters"] == {"description": PART.text * 7}
        assert (page["first_id"], page["last_id"], page["has_more"]) == (newest_first[0], newest_first[3], False)
        assert [one["id"] for one in previous["data"]] == newest_first[1:3]
        assert previous["has_more"]
