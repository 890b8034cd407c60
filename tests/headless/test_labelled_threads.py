"""`assistant-chat threads` with pinned and archived conversations, and with tags."""

import io
from collections.abc import Callable

from app.api.requests import CreateThread, ThreadQuery
from app.api.services import OpenServices
from app.headless.lists.stored_lists import list_threads
from app.models.script import Script
from tests.requirements import requirement


async def listed(services: OpenServices, query: ThreadQuery) -> list[list[str]]:
    out, err = io.StringIO(), io.StringIO()
    assert await list_threads(services, query, False, out, err) == 0
    return [line.split()[1:] for line in out.getvalue().splitlines()] or [err.getvalue().split()]


@requirement("list.command-line")
async def test_archived_and_tagged_conversations_are_listed_when_asked_for(
    services_on: Callable[[Script], OpenServices],
) -> None:
    services = services_on(Script())
    async with services() as opened:
        for title, labels in {
            "Old": {"archived": "true"},
            "Work": {"tags": "b, A", "pinned": "true"},
            "New": {},
        }.items():
            await opened.assistants.create_thread(CreateThread(metadata={"title": title, **labels}))
    header, new, work = await listed(services, ThreadQuery())
    assert header[-2:] == ["TITLE", "TAGS"]
    assert (new[-1], work[-4:]) == ("New", ["Work", "pinned", "#b", "#a"])
    _, old = await listed(services, ThreadQuery(archived="only"))
    assert old[-2:] == ["Old", "archived"]
    _, work = await listed(services, ThreadQuery(tag="a"))
    assert work[-4] == "Work"
    header, _ = await listed(services, ThreadQuery(q="new"))
    assert header[-2:] == ["TITLE", "FOUND"]
    assert await listed(services, ThreadQuery(tag="none")) == [["No", "conversation", "has", "this", "tag."]]
