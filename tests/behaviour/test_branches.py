"""Forks of a thread: what they keep, what is refused, which messages are siblings, and threads out of sight."""

import asyncio

import pytest
from msgspec.structs import replace

from app.api.errors import NotFound, RequestError
from app.api.objects import Message, Run
from app.api.requests import CreateMessage, CreateThread, ForkThread, ModifyThread, Page, ThreadQuery
from app.api.tools import Attachment, AttachmentFileSearch
from app.models.script import Gate, Reply
from tests.behaviour.run_requests import create_thread, run_request, wait_for_end
from tests.behaviour.transports import Transport
from tests.requirements import requirement

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def messages_of(transport: Transport, thread_id: str) -> list[Message]:
    """Return the messages of a thread, oldest first."""
    return (await transport.assistants.list_messages(thread_id, Page(limit=100, order="asc"))).data


async def ask(transport: Transport, thread_id: str, text: str, answer: str) -> Run:
    """Add a message and let it be answered."""
    transport.script.replies.append(Reply(answer))
    message = CreateMessage(role="user", content=text)
    run = await transport.assistants.create_run(thread_id, run_request(additional_messages=[message]))
    return await wait_for_end(transport, run)


async def fork(transport: Transport, thread_id: str, message_id: str | None, **metadata: str) -> str:
    """Fork a thread and return the id of the fork."""
    request = ForkThread(message_id=message_id, metadata=metadata)
    return (await transport.assistants.fork_thread(thread_id, request)).id


async def siblings_of(transport: Transport, message_id: str) -> list[str]:
    """Return the threads that hold a message or one in its place, oldest first."""
    listing = await transport.assistants.list_threads(ThreadQuery(siblings_of=message_id))
    for row in listing.data:
        assert row.sibling is not None
        assert row.sibling.instead_of == message_id
        here = [one.id for one in await messages_of(transport, row.id)]
        assert row.sibling.message_id in here
    return [row.id for row in listing.data]


def without_ids(messages: list[Message]) -> list[Message]:
    """Return messages without what a copy has of its own."""
    return [replace(one, id="", thread_id="") for one in messages]


@requirement("branches.fork")
async def test_a_fork_keeps_all_of_its_messages_and_changes_nothing_in_its_thread(transport: Transport) -> None:
    api = transport.assistants
    attachment = Attachment(tools=[AttachmentFileSearch()])
    first = CreateMessage(role="user", content="One", attachments=[attachment], metadata={"a": "1"})
    thread = await api.create_thread(CreateThread(messages=[first], metadata={"title": "Numbers", "own": "x"}))
    run = await ask(transport, thread.id, "Two", "Three" + " and more" * 150_000)  # it has rows of its own
    await ask(transport, thread.id, "Four", "Five")
    before = await messages_of(transport, thread.id)
    branch = await api.fork_thread(thread.id, ForkThread(message_id=before[2].id, metadata={"own": "y"}))
    assert branch.metadata == {"title": "Numbers", "own": "y", "forked_from": f"{thread.id}/{before[2].id}"}
    assert await api.get_thread(branch.id) == branch
    copies = await messages_of(transport, branch.id)
    assert without_ids(copies) == without_ids(before[:3])
    assert {one.thread_id for one in copies} == {branch.id}
    assert [await api.get_message(branch.id, one.id) for one in copies] == copies
    assert {one.id for one in copies}.isdisjoint(one.id for one in before)
    assert copies[2].run_id == run.id
    facts = (await api.run_facts(branch.id, [run.id])).data
    assert [(one.run_id, one.attempts) for one in facts] == [(run.id, 1)]
    assert await messages_of(transport, thread.id) == before
    assert (await api.get_thread(thread.id)).metadata == thread.metadata
    await ask(transport, branch.id, "Six", "Seven")
    assert [one.text for one in transport.script.requests[-1].messages][-3:] == ["Two", copies[2].text, "Six"]
    await api.delete_thread(thread.id)
    assert (await messages_of(transport, branch.id))[:3] == copies


@requirement("branches.fork")
async def test_a_fork_before_the_first_message_is_empty_and_a_fork_of_a_fork_names_the_fork(
    transport: Transport,
) -> None:
    thread_id = await create_thread(transport, "One", "Two")
    empty = await transport.assistants.fork_thread(thread_id, ForkThread())
    assert empty.metadata == {"forked_from": f"{thread_id}/"}
    assert await messages_of(transport, empty.id) == []
    last = (await messages_of(transport, thread_id))[-1]
    first_fork = await fork(transport, thread_id, last.id)
    last = (await messages_of(transport, first_fork))[-1]
    second_fork = await transport.assistants.fork_thread(first_fork, ForkThread(message_id=last.id))
    assert second_fork.metadata == {"forked_from": f"{first_fork}/{last.id}"}
    assert [one.text for one in await messages_of(transport, second_fork.id)] == ["One", "Two"]


@requirement("branches.fork-refused")
async def test_a_fork_is_refused_at_what_is_not_there_and_at_what_is_being_written(transport: Transport) -> None:
    api, gate = transport.assistants, Gate()
    thread_id, other_id = await create_thread(transport, "Hi"), await create_thread(transport, "Other")
    other = (await messages_of(transport, other_id))[0]
    with pytest.raises(NotFound):
        await fork(transport, "thread_unknown", other.id)
    with pytest.raises(NotFound) as missing:
        await fork(transport, thread_id, other.id)
    assert other.id in missing.value.message
    await api.modify_thread(other_id, ModifyThread(metadata={str(number): "" for number in range(16)}))
    with pytest.raises(RequestError) as full:
        await fork(transport, other_id, other.id)
    assert (full.value.param, full.value.code) == ("metadata", "object_above_max_properties")
    transport.script.replies.append(Reply("Half", gate, " and half."))
    run = await api.create_run(thread_id, run_request())
    async with asyncio.timeout(20):
        async for event in api.follow(thread_id, run.id):
            if event.event == "thread.message.delta":
                break
    question, reply = await messages_of(transport, thread_id)
    with pytest.raises(RequestError) as refused:
        await fork(transport, thread_id, reply.id)
    assert (refused.value.status, run.id in refused.value.message) == (400, True)
    assert len(await messages_of(transport, await fork(transport, thread_id, question.id))) == 1
    gate.open()
    await wait_for_end(transport, run)
    assert len(await messages_of(transport, await fork(transport, thread_id, reply.id))) == 2
    rows = (await api.list_threads(ThreadQuery(limit=100))).data
    origins = [row.metadata["forked_from"].partition("/") for row in rows if "forked_from" in row.metadata]
    assert [one[2] for one in origins if one[0] == thread_id] == [reply.id, question.id]


@requirement("branches.siblings")
async def test_siblings_are_found_across_forks_of_forks(transport: Transport) -> None:
    thread_id = await create_thread(transport, "a", "b", "c")
    a, b, c = await messages_of(transport, thread_id)
    assert [await siblings_of(transport, one.id) for one in (a, b, c)] == [[], [], []]
    further = await fork(transport, thread_id, c.id)  # shares all: no siblings
    shared = await messages_of(transport, further)
    assert await siblings_of(transport, shared[2].id) == []
    second = await fork(transport, further, shared[0].id)
    await transport.assistants.create_message(second, CreateMessage(role="user", content="b2"))
    b2 = (await messages_of(transport, second))[1]
    assert await siblings_of(transport, b.id) == [thread_id, second]
    assert await siblings_of(transport, shared[1].id) == [further, second]
    assert await siblings_of(transport, b2.id) == [further, second]
    assert await siblings_of(transport, c.id) == []
    assert await siblings_of(transport, a.id) == []
    both = await transport.assistants.list_threads(ThreadQuery(siblings_of=f"{c.id},{b.id},{b2.id},msg_unknown"))
    found = [(row.sibling.instead_of, row.id) for row in both.data if row.sibling]
    assert found == [(b.id, thread_id), (b.id, second), (b2.id, further), (b2.id, second)]


@requirement("branches.siblings")
async def test_first_messages_are_siblings_too(transport: Transport) -> None:
    thread_id = await create_thread(transport, "a", "b")
    a, b = await messages_of(transport, thread_id)
    second = await fork(transport, thread_id, None)
    assert await siblings_of(transport, a.id) == []  # it has no message yet
    await transport.assistants.create_message(second, CreateMessage(role="user", content="a2"))
    a2 = (await messages_of(transport, second))[0]
    assert await siblings_of(transport, a.id) == [thread_id, second]
    third = await fork(transport, second, None)
    await transport.assistants.create_message(third, CreateMessage(role="user", content="a3"))
    deeper = await fork(transport, thread_id, b.id)
    shared = (await messages_of(transport, deeper))[0]
    a3 = (await messages_of(transport, third))[0]
    assert await siblings_of(transport, a2.id) == [deeper, second, third]
    assert await siblings_of(transport, a3.id) == [deeper, second, third]
    assert await siblings_of(transport, a.id) == [thread_id, second, third]
    assert await siblings_of(transport, shared.id) == [deeper, second, third]
    assert await siblings_of(transport, b.id) == []


@requirement("branches.siblings")
async def test_metadata_that_says_threads_are_forks_of_each_other_does_no_harm(transport: Transport) -> None:
    api = transport.assistants
    ids = [await create_thread(transport, text) for text in ("a", "b")]
    for one, other in (ids, ids[::-1]):
        await api.modify_thread(one, ModifyThread(metadata={"forked_from": f"{other}/", "replaced": "x"}))
    first = (await messages_of(transport, ids[0]))[0]
    assert await siblings_of(transport, first.id) == ids
    await api.delete_thread(ids[0])
    for one in ids:
        with pytest.raises(NotFound):
            await api.get_thread(one)


@requirement("branches.fork")
async def test_a_long_thread_is_forked_whole_and_listed_only_then(transport: Transport) -> None:
    api = transport.assistants
    thread_id = await create_thread(transport)
    for start in range(0, 600, 32):
        messages = [CreateMessage(role="user", content=f"Message {number}") for number in range(start, start + 32)]
        transport.script.replies.append(Reply("Yes"))
        await wait_for_end(transport, await api.create_run(thread_id, run_request(additional_messages=messages)))
    last = (await api.list_messages(thread_id, Page(limit=1))).data[0]
    branch_id = await fork(transport, thread_id, last.id)
    for page in (Page(limit=100), Page(limit=100, order="asc")):
        pages = [without_ids((await api.list_messages(one, page)).data) for one in (thread_id, branch_id)]
        assert pages[0] == pages[1]
    assert branch_id in {row.id for row in (await api.list_threads(ThreadQuery())).data}


@requirement("branches.hidden")
async def test_what_was_replaced_is_out_of_sight_until_it_goes_on(transport: Transport) -> None:
    api = transport.assistants
    thread_id = await create_thread(transport, "Keep", "Quixotic words")
    _, second = await messages_of(transport, thread_id)
    hidden = [await fork(transport, thread_id, second.id, replaced=second.id, title="Quixotic") for _ in range(2)]
    await api.delete_message(thread_id, second.id)

    async def listed(q: str | None = None) -> set[str]:
        rows = (await api.list_threads(ThreadQuery(q=q, limit=100))).data
        return {row.id for row in rows} & {thread_id, *hidden}

    assert await listed() == {thread_id}
    assert await listed("Quixotic") == await listed("qu") == set()
    assert [one.text for one in await messages_of(transport, hidden[0])] == ["Keep", "Quixotic words"]
    await ask(transport, hidden[0], "And", "on")
    assert await listed() == {thread_id, hidden[0]}
    assert "replaced" not in (await api.get_thread(hidden[0])).metadata
    assert await listed("Quixotic") == {hidden[0]}
    await api.delete_thread(thread_id)
    assert await listed() == {hidden[0]}
    with pytest.raises(NotFound):
        await api.get_thread(hidden[1])


@requirement("branches.search")
@pytest.mark.parametrize("delete_thread", [True, False])
async def test_a_shared_text_is_found_in_a_fork_once_its_first_thread_is_gone(
    transport: Transport, delete_thread: bool
) -> None:
    api, word = transport.assistants, f"word{id(transport):x}{delete_thread}"
    thread_id = await create_thread(transport, f"Say {word}", "Two")
    last = (await messages_of(transport, thread_id))[-1]
    first_fork = await fork(transport, thread_id, last.id)
    second_fork = await fork(transport, first_fork, (await messages_of(transport, first_fork))[-1].id)

    async def found() -> list[str]:
        return [row.id for row in (await api.list_threads(ThreadQuery(q=word))).data]

    async def leave(left: str) -> None:
        if delete_thread:
            await api.delete_thread(left)
        else:
            await api.delete_message(left, (await messages_of(transport, left))[0].id)

    assert await found() == [thread_id]
    for left, others in ((thread_id, [first_fork]), (first_fork, [second_fork]), (second_fork, list[str]())):
        await leave(left)
        assert await found() == others
