"""The contents and order of lists; an object is found only under its own thread or run."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

import pytest

from app.api.errors import NotFound
from app.api.objects import Run
from app.api.requests import CreateAssistant, Listing, ModifyRun, Page, SubmitToolOutputs, ToolOutput
from app.models.script import Reply, call
from tests.behaviour.run_requests import TOOLS, create_thread, last_run, run_request, wait_for_end
from tests.behaviour.transports import Transport
from tests.requirements import requirement

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Identified(Protocol):
    @property
    def id(self) -> str: ...


async def check_pages(read: Callable[[Page], Awaitable[Listing[Identified]]], oldest_first: Sequence[str]) -> None:
    """Read a list of five objects in pages, in both orders and directions."""

    async def page(**query: str | int) -> tuple[list[str], bool]:
        listing = await read(Page(**query))  # pyright: ignore[reportArgumentType] - given by name
        ids = [one.id for one in listing.data]
        assert (listing.first_id, listing.last_id) == ((ids[0], ids[-1]) if ids else (None, None))
        return ids, listing.has_more

    newest_first = oldest_first[::-1]
    assert await page(limit=5) == (newest_first, False)
    assert await page(limit=2) == (newest_first[:2], True)
    assert await page(limit=2, after=newest_first[1]) == (newest_first[2:4], True)
    assert await page(limit=2, after=newest_first[3]) == (newest_first[4:], False)
    assert await page(limit=2, before=newest_first[3]) == (newest_first[1:3], True)
    assert await page(limit=3, order="asc") == (oldest_first[:3], True)
    assert await page(limit=3, order="asc", after=oldest_first[2]) == (oldest_first[3:], False)
    assert await page(limit=9, order="asc", before=oldest_first[2]) == (oldest_first[:2], False)
    assert await page(after=newest_first[-1]) == ([], False)
    with pytest.raises(NotFound):
        await page(after="x_unknown")


@requirement("api.paging")
async def test_assistants_are_listed(transport: Transport) -> None:
    made = [(await transport.assistants.create_assistant(CreateAssistant(model=""))).id for _ in range(5)]

    async def of_ours(page: Page) -> Listing[Identified]:
        listing = await transport.assistants.list_assistants(page)
        assert {one.id for one in listing.data} <= {*made}
        return listing  # pyright: ignore[reportReturnType] - only the id is read

    for older in (await transport.assistants.list_assistants(Page(limit=100, after=made[0]))).data:
        await transport.assistants.delete_assistant(older.id)
    await check_pages(of_ours, made)


@requirement("api.paging")
async def test_runs_are_listed(transport: Transport) -> None:
    thread_id = await create_thread(transport, "Hi")
    transport.script.replies += [Reply(str(number)) for number in range(5)]
    made = [last_run(await transport.stream_run(thread_id, run_request())).id for _ in range(5)]
    await check_pages(lambda page: transport.assistants.list_runs(thread_id, page), made)  # pyright: ignore[reportArgumentType] - as above


@requirement("api.paging")
async def test_run_steps_are_listed(transport: Transport) -> None:
    run = await create_waiting_run(transport)
    transport.script.replies += [Reply(call("look")), Reply("And ", call("look")), Reply("Seen.")]
    while run.required_action:
        [only] = run.required_action.submit_tool_outputs.tool_calls
        outputs = SubmitToolOutputs(tool_outputs=[ToolOutput(tool_call_id=only.id, output="x")])
        run = last_run(await transport.stream_outputs(run.thread_id, run.id, outputs))
    made = (await transport.assistants.list_run_steps(run.thread_id, run.id, Page(order="asc"))).data
    # Two steps for the answer with text and call, one for each of the others.
    assert [one.type for one in made] == [
        "tool_calls",
        "tool_calls",
        "message_creation",
        "tool_calls",
        "message_creation",
    ]
    await check_pages(
        lambda page: transport.assistants.list_run_steps(run.thread_id, run.id, page),  # pyright: ignore[reportArgumentType] - as above
        [one.id for one in made],
    )


async def create_waiting_run(transport: Transport, thread_id: str | None = None) -> Run:
    """Return a run that waits for the output of a call, in a new thread unless one is given."""
    transport.script.replies.append(Reply(call("look")))
    return last_run(
        await transport.stream_run(thread_id or await create_thread(transport, "Hi"), run_request(tools=TOOLS))
    )


@requirement("api.belonging")
async def test_a_run_of_another_thread_is_not_found(transport: Transport) -> None:
    run, elsewhere = await create_waiting_run(transport), await create_thread(transport, "Hi")
    api = transport.assistants
    assert run.required_action is not None
    [only] = run.required_action.submit_tool_outputs.tool_calls
    submitted = SubmitToolOutputs(tool_outputs=[ToolOutput(tool_call_id=only.id, output="x")])
    [step] = (await api.list_run_steps(run.thread_id, run.id, Page())).data
    for asked in (
        api.get_run(elsewhere, run.id),
        api.modify_run(elsewhere, run.id, ModifyRun(metadata={"a": "1"})),
        api.cancel_run(elsewhere, run.id),
        api.submit_tool_outputs(elsewhere, run.id, submitted),
        api.list_run_steps(elsewhere, run.id, Page()),
        api.get_run_step(elsewhere, run.id, step.id),
        anext(aiter(api.follow(elsewhere, run.id))),
    ):
        with pytest.raises(NotFound) as refused:
            await asked
        assert refused.value.message == f"No run found with id '{run.id}'."
    assert await api.get_run(run.thread_id, run.id) == run


@requirement("api.belonging")
async def test_a_step_of_another_run_is_not_found(transport: Transport) -> None:
    api = transport.assistants
    first, elsewhere = await create_waiting_run(transport), await create_waiting_run(transport)
    await api.cancel_run(first.thread_id, first.id)
    await wait_for_end(transport, first)
    beside = await create_waiting_run(transport, first.thread_id)
    [step] = (await api.list_run_steps(first.thread_id, first.id, Page())).data
    for other in (elsewhere, beside):
        for asked in (
            api.get_run_step(other.thread_id, other.id, step.id),
            api.list_run_steps(other.thread_id, other.id, Page(after=step.id)),
        ):
            with pytest.raises(NotFound) as refused:
                await asked
            assert refused.value.message == f"No run step found with id '{step.id}'."
    assert await api.get_run_step(first.thread_id, first.id, step.id) == step


@requirement("api.belonging")
async def test_a_deleted_message_is_a_cursor_only_in_its_own_thread(transport: Transport) -> None:
    one, two = await create_thread(transport, "One", "Two"), await create_thread(transport, "Three")
    newest, oldest = (await transport.assistants.list_messages(one, Page())).data
    await transport.assistants.delete_message(one, newest.id)
    assert (await transport.assistants.list_messages(one, Page(after=newest.id))).data == [oldest]
    with pytest.raises(NotFound):
        await transport.assistants.list_messages(two, Page(after=newest.id))
    with pytest.raises(NotFound):
        await transport.assistants.list_assistants(Page(after=newest.id))
