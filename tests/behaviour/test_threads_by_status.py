"""Threads by the status of their active run, over each transport."""

import pytest

from app.api.errors import RequestError
from app.api.requests import ThreadQuery
from app.models.script import Reply, call
from tests.behaviour.run_requests import TOOLS, create_thread, run_request, wait_for_end
from tests.behaviour.transports import Transport
from tests.requirements import requirement

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def create_waiting(transport: Transport) -> str:
    """Return a thread whose run waits for an output."""
    transport.script.replies.append(Reply(call("look")))
    thread_id = await create_thread(transport, "Look")
    await transport.stream_run(thread_id, run_request(tools=TOOLS))
    return thread_id


@requirement("runs-seen.threads-by-status")
async def test_the_threads_that_wait_are_listed_page_by_page(transport: Transport) -> None:
    api = transport.assistants
    before = [row.id for row in (await api.list_threads(ThreadQuery(limit=100, run_status="requires_action"))).data]
    first = await create_waiting(transport)
    transport.script.replies.append(Reply("Done."))
    over = await create_thread(transport, "Hi")
    await wait_for_end(transport, await api.create_run(over, run_request()))
    second = await create_waiting(transport)
    page = await api.list_threads(ThreadQuery(limit=1, run_status="requires_action"))
    assert [row.id for row in page.data] == [second]
    assert page.has_more
    rest = await api.list_threads(ThreadQuery(limit=100, run_status="requires_action", after=second))
    assert [row.id for row in rest.data] == [first, *before]
    assert {row.run_status for row in rest.data} == {"requires_action"}
    assert (await api.list_threads(ThreadQuery(run_status="cancelling"))).data == []


@requirement("runs-seen.threads-by-status")
async def test_a_search_has_no_such_filter(transport: Transport) -> None:
    with pytest.raises(RequestError, match="Invalid 'run_status'"):
        await transport.assistants.list_threads(ThreadQuery(q="look", run_status="requires_action"))
