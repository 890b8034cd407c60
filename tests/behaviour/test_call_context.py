"""What the facts of a run tell of its context, over each transport."""

from collections.abc import AsyncGenerator

import pytest

from app.api.objects import Run
from app.api.requests import ForkThread, Page
from app.api.run_facts import CallFacts
from app.api.tools import TruncationStrategy
from app.models.model import ContextTooLong, Finished, ModelRequest, Piece, TextPiece
from app.models.script import USAGE, Reply
from tests.behaviour.run_requests import create_thread, run_request, wait_for_end
from tests.behaviour.transports import Transport
from tests.requirements import requirement

pytestmark = pytest.mark.asyncio(loop_scope="module")

TEXTS = [f"{number} " + "word " * 20 for number in range(6)]


async def call_of(transport: Transport, run: Run, thread_id: str = "") -> CallFacts:
    """Return the facts of the last call of a run, as this thread tells them."""
    (facts,) = (await transport.assistants.run_facts(thread_id or run.thread_id, [run.id])).data
    return facts.calls[-1]


async def ids_of(transport: Transport, thread_id: str) -> list[str]:
    """Return the ids of the messages of a thread, oldest first."""
    return [one.id for one in (await transport.assistants.list_messages(thread_id, Page(order="asc"))).data]


@requirement("context.facts")
async def test_a_call_has_its_window_and_the_whole_thread_where_nothing_was_left_out(transport: Transport) -> None:
    transport.script.replies += [Reply("Yes.", Finished("stop", USAGE, context_window=4096)), Reply("No.")]
    thread_id = await create_thread(transport, *TEXTS)
    known = await wait_for_end(transport, await transport.assistants.create_run(thread_id, run_request()))
    unknown = await wait_for_end(transport, await transport.assistants.create_run(thread_id, run_request()))
    call = await call_of(transport, known)
    assert (call.context_window, call.first_sent_id, call.keeps_first) == (4096, "", False)
    assert (await call_of(transport, unknown)).context_window is None


@requirement("context.facts")
async def test_a_call_tells_the_first_message_that_was_sent_also_in_a_branch(transport: Transport) -> None:
    transport.script.replies.append(Reply("Yes."))
    thread_id = await create_thread(transport, *TEXTS)
    newest_two = run_request(truncation_strategy=TruncationStrategy(type="last_messages", last_messages=2))
    run = await wait_for_end(transport, await transport.assistants.create_run(thread_id, newest_two))
    ids = await ids_of(transport, thread_id)
    call = await call_of(transport, run)
    assert (call.first_sent_id, call.keeps_first) == (ids[4], False)
    branch = await transport.assistants.fork_thread(thread_id, ForkThread(message_id=ids[-1]))
    copies = await ids_of(transport, branch.id)
    assert (await call_of(transport, run, branch.id)).first_sent_id == copies[4]
    early = await transport.assistants.fork_thread(thread_id, ForkThread(message_id=ids[2]))
    assert (await transport.assistants.run_facts(early.id, [run.id])).data == []


@requirement("context.facts")
async def test_a_shortened_request_keeps_the_first_message_and_tells_where_the_rest_begins(
    transport: Transport,
) -> None:
    async def narrow(request: ModelRequest) -> AsyncGenerator[Piece]:
        if len(request.messages) > 4:
            raise ContextTooLong("Too long.", used=100, limit=75)
        yield TextPiece("Fits.")
        yield Finished("stop", USAGE)

    thread_id = await create_thread(transport, *TEXTS)
    transport.script.play = narrow
    try:
        run = await wait_for_end(transport, await transport.assistants.create_run(thread_id, run_request()))
    finally:
        transport.script.play = None
    ids = await ids_of(transport, thread_id)
    sent = [one.id for one in transport.script.requests[-1].messages]
    call = await call_of(transport, run)
    assert call.keeps_first
    assert sent == [ids[0], *ids[ids.index(call.first_sent_id) : -1]]
    assert len(sent) < len(TEXTS)
