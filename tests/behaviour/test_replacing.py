"""The end of a thread makes way for a run: both, or neither."""

import pytest

from app.api.conversation.replacing import read_tail, replace_dead, replace_tail, run_in_branch
from app.api.errors import NotFound, RequestError
from app.api.objects import Message
from app.api.requests import CreateMessage, CreateRun, ForkThread, Page, ThreadQuery
from app.models.model import ModelError
from app.models.script import Gate, Reply
from tests.behaviour.run_requests import create_thread, run_request, wait_for_end
from tests.behaviour.transports import Transport
from tests.requirements import requirement

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def messages_of(transport: Transport, thread_id: str) -> list[Message]:
    """Return the messages of a thread, oldest first."""
    return (await transport.assistants.list_messages(thread_id, Page(limit=100, order="asc"))).data


async def texts(transport: Transport, thread_id: str) -> list[str]:
    """Return the texts of a thread, oldest first."""
    return [one.text for one in await messages_of(transport, thread_id)]


async def listed(transport: Transport) -> set[str]:
    """Return the threads in the list."""
    return {row.id for row in (await transport.assistants.list_threads(ThreadQuery(limit=100))).data}


async def variants(transport: Transport, message_id: str) -> list[list[str]]:
    """Return the texts of the threads that have a message or another one in its place."""
    rows = (await transport.assistants.list_threads(ThreadQuery(siblings_of=message_id))).data
    return [await texts(transport, row.id) for row in rows]


@requirement("replacing.whole", "branches.siblings")
async def test_the_last_turn_makes_way_for_another_one_and_is_its_sibling(transport: Transport) -> None:
    api, question = transport.assistants, CreateMessage(role="user", content="Two, better")
    transport.script.replies += [Reply("One."), Reply("Two."), Reply("Better.")]
    thread_id = await create_thread(transport)
    for text in ("One", "Two"):
        added = [CreateMessage(role="user", content=text)]
        await wait_for_end(transport, await api.create_run(thread_id, run_request(additional_messages=added)))
    before = await listed(transport)
    tail = await read_tail(api, thread_id, (await messages_of(transport, thread_id))[2].id)
    run = await replace_tail(api, thread_id, tail, run_request(additional_messages=[question]))
    assert run.thread_id == thread_id
    assert (await wait_for_end(transport, run)).status == "completed"
    assert await texts(transport, thread_id) == ["One", "One.", "Two, better", "Better."]
    assert await listed(transport) == before
    newest = (await messages_of(transport, thread_id))[2]
    assert await variants(transport, newest.id) == [
        ["One", "One.", "Two", "Two."],
        ["One", "One.", "Two, better", "Better."],
    ]
    assert [one.text for one in transport.script.requests[-1].messages] == ["One", "One.", "Two, better"]


@requirement("replacing.whole", "branches.hidden")
async def test_a_run_begins_in_a_branch_which_stays_out_of_sight_if_it_is_to(transport: Transport) -> None:
    api = transport.assistants
    thread_id = await create_thread(transport, "One", "Two")
    first, before = (await messages_of(transport, thread_id))[0], await listed(transport)
    transport.script.replies += [Reply("Seen."), Reply("Not seen.")]
    seen = await wait_for_end(transport, await run_in_branch(api, thread_id, first.id, run_request()))
    assert await texts(transport, seen.thread_id) == ["One", "Seen."]
    hidden = await run_in_branch(api, thread_id, first.id, run_request(), {"replaced": first.id})
    await wait_for_end(transport, hidden)
    assert await texts(transport, hidden.thread_id) == ["One", "Not seen."]
    assert await listed(transport) == {*before, seen.thread_id}
    assert await texts(transport, thread_id) == ["One", "Two"]


@requirement("replacing.whole", "windows.retry-replaces")
async def test_a_reply_that_broke_off_makes_way(transport: Transport) -> None:
    api = transport.assistants
    thread_id = await create_thread(transport, "One")
    no = ModelError("No.")
    transport.script.replies += [Reply("Half", no), Reply("Third", no), Reply(no), Reply("Whole.")]
    run = await api.create_run(thread_id, run_request())
    for _ in range(3):
        run = await replace_dead(api, await wait_for_end(transport, run), run_request())
    await wait_for_end(transport, run)
    assert await texts(transport, thread_id) == ["One", "Whole."]
    whole = (await messages_of(transport, thread_id))[1]
    assert await variants(transport, whole.id) == [["One", "Half"], ["One", "Third"], ["One", "Whole."]]


@requirement("replacing.refused")
async def test_what_is_refused_changes_nothing(transport: Transport) -> None:
    api, gate = transport.assistants, Gate()
    thread_id, other_id = await create_thread(transport, "One", "Two", "Three"), await create_thread(transport, "Other")
    one, two, three = await messages_of(transport, thread_id)
    other = (await messages_of(transport, other_id))[0]
    before = await listed(transport)

    async def refuse(kind: type[RequestError], fork: ForkThread) -> str:
        with pytest.raises(kind) as refused:
            await api.fork_thread(thread_id, fork)
        assert await texts(transport, thread_id) == ["One", "Two", "Three"]
        assert await listed(transport) == before
        assert await variants(transport, two.id) == []
        return refused.value.message

    assert "newer" in await refuse(RequestError, ForkThread(message_id=two.id, replaces=two.id))
    assert other.id in await refuse(NotFound, ForkThread(message_id=three.id, replaces=other.id))
    assert three.id in await refuse(NotFound, ForkThread(message_id=one.id, replaces=three.id))
    unknown = CreateRun(assistant_id="asst_unknown")
    await refuse(NotFound, ForkThread(message_id=three.id, replaces=two.id, run=unknown))
    await refuse(NotFound, ForkThread(message_id=one.id, run=unknown))
    transport.script.replies.append(Reply(gate, "Late."))
    run = await api.create_run(thread_id, run_request())
    refusal = await refuse(RequestError, ForkThread(message_id=three.id, replaces=two.id, run=run_request()))
    assert f"while a run {run.id} is active" in refusal
    gate.open()
    await wait_for_end(transport, run)
