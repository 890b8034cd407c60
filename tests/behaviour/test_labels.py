"""Pinned and archived threads, and tags, over every transport: metadata that the list is ordered and filtered by."""

import pytest

from app.api.objects import Thread
from app.api.requests import CreateMessage, CreateThread, ForkThread, ModifyThread, ThreadQuery
from app.api.services import Assistants
from app.models.script import Reply
from tests.behaviour.run_requests import run_request, wait_for_end
from tests.behaviour.transports import Transport
from tests.requirements import requirement

pytestmark = pytest.mark.asyncio(loop_scope="module")
LABELS = {"pinned": "true", "archived": "true", "tags": "zoo"}


async def create(api: Assistants, text: str, **metadata: str) -> str:
    """Create a thread with one message."""
    message = CreateMessage(role="user", content=text)
    return (await api.create_thread(CreateThread(messages=[message], metadata=metadata))).id


async def label(api: Assistants, thread_id: str, **metadata: str) -> Thread:
    return await api.modify_thread(thread_id, ModifyThread(metadata=metadata))


async def ids(api: Assistants, query: ThreadQuery) -> list[str]:
    return [row.id for row in (await api.list_threads(query)).data]


@requirement("list.pinned")
async def test_pinned_threads_are_listed_first_on_every_page_and_from_both_ends(transport: Transport) -> None:
    api = transport.assistants
    first, second, third, fourth = [await create(api, f"Topic {at}", tags="pins") for at in range(4)]
    await label(api, first, tags="pins", pinned="true")
    await label(api, third, tags="pins", pinned="yes")
    order = [third, first, fourth, second]
    assert await ids(api, ThreadQuery(pinned="first", tag="pins")) == order
    assert await ids(api, ThreadQuery(tag="pins")) == [fourth, third, second, first], "an older program's order"
    for at in range(3):
        assert await ids(api, ThreadQuery(pinned="first", tag="pins", limit=1, after=order[at])) == [order[at + 1]]
        assert await ids(api, ThreadQuery(pinned="first", tag="pins", limit=1, before=order[at + 1])) == [order[at]]
    assert await ids(api, ThreadQuery(pinned="first", tag="pins", limit=3, order="asc")) == order[:0:-1]
    await label(api, third, tags="pins", pinned="false")
    assert await ids(api, ThreadQuery(pinned="first", tag="pins")) == [first, fourth, third, second]
    for thread_id in order:
        await api.delete_thread(thread_id)


@requirement("list.archived")
async def test_archived_threads_are_listed_when_asked_for_found_by_a_search_and_back_when_they_go_on(
    transport: Transport,
) -> None:
    api = transport.assistants
    thread_id = await create(api, "Aardvarks", archived="true", pinned="true")
    other = await create(api, "Other aardvarks")
    for pinned in ("first", None):
        assert thread_id not in await ids(api, ThreadQuery(limit=100, pinned=pinned))
        assert (await ids(api, ThreadQuery(archived="include", pinned=pinned)))[:2] == [other, thread_id]
        assert await ids(api, ThreadQuery(archived="only", pinned=pinned)) == [thread_id]
    assert await ids(api, ThreadQuery(q="aardvarks")) == [other, thread_id]
    assert await ids(api, ThreadQuery(q="aardvarks", archived="only")) == [thread_id]
    assert await ids(api, ThreadQuery(q="aardvarks", archived="exclude")) == [other]
    transport.script.replies.append(Reply("Indeed."))
    await wait_for_end(transport, await api.create_run(thread_id, run_request()))
    assert (await ids(api, ThreadQuery(pinned="first")))[0] == thread_id
    assert "archived" not in (await api.get_thread(thread_id)).metadata
    assert await ids(api, ThreadQuery(archived="only")) == []
    await api.delete_thread(thread_id)
    await api.delete_thread(other)


@requirement("list.tags")
async def test_tags_filter_the_list_and_the_search(transport: Transport) -> None:
    api = transport.assistants
    both = await create(api, "Yaks are #animals of Tibet", tags="mountains, ZOO")
    one = await create(api, "Yaks again", tags="zoo")
    none = await create(api, "No yaks: #animals")
    assert await ids(api, ThreadQuery(tag="zoo")) == [one, both]
    assert await ids(api, ThreadQuery(tag="#Zoo,mountains")) == [both]
    assert await ids(api, ThreadQuery(tag="zo")) == []
    for q, found in {
        "tag:zoo": [one, both],
        "#zo": [one, both],
        "#ZOO tag:#moun": [both],
        "yaks #zoo": [one, both],
        "again #zoo": [one],
        "ya tag:mountains": [both],
        "tag:nothing": [],
        "yaks tag:nothing": [],
        "#animals": [none, both],
    }.items():
        assert await ids(api, ThreadQuery(q=q)) == found, q
    assert await ids(api, ThreadQuery(q="yaks #zoo", limit=1, after=one)) == [both]
    assert await ids(api, ThreadQuery(q="#zoo", limit=1, after=one)) == [both]
    await label(api, one, tags="")
    assert await ids(api, ThreadQuery(q="#zoo")) == [both]
    for thread_id in (both, one, none):
        await api.delete_thread(thread_id)
    assert await ids(api, ThreadQuery(q="tag:zoo")) == []


@requirement("list.tags", "list.pinned", "list.archived")
async def test_a_branch_has_the_tags_but_is_neither_pinned_nor_archived(transport: Transport) -> None:
    api = transport.assistants
    thread_id = await create(api, "Xerus", **LABELS)
    branch = await api.fork_thread(thread_id, ForkThread())
    assert branch.metadata == {"tags": "zoo", "forked_from": f"{thread_id}/"}
    await api.delete_thread(thread_id)
    await api.delete_thread(branch.id)


@requirement("list.id-begins")
async def test_threads_are_found_by_the_beginning_of_their_id(transport: Transport) -> None:
    api = transport.assistants
    listed, archived = await create(api, "Listed"), await create(api, "Archived", archived="true")
    assert await ids(api, ThreadQuery(id_begins=listed[:20])) == [listed]
    assert await ids(api, ThreadQuery(id_begins=archived[:20])) == [archived]
    assert {listed, archived} <= {*await ids(api, ThreadQuery(id_begins="thread_", limit=100))}
    assert await ids(api, ThreadQuery(id_begins="thread_%")) == []
