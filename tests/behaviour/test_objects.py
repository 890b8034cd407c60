"""Assistants, threads and messages: created, read, changed, deleted and listed."""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

import pytest
from msgspec.structs import replace

from app.api.errors import NotFound, RequestError
from app.api.objects import DEFAULT_ASSISTANT_ID, Assistant, Deleted, Message, TextPart
from app.api.requests import (
    CreateAssistant,
    CreateMessage,
    CreateThread,
    CreateThreadAndRun,
    Listing,
    ModifyAssistant,
    ModifyMessage,
    ModifyThread,
    Page,
    TextRequestPart,
    ThreadQuery,
)
from app.api.tools import (
    CodeInterpreterTool,
    FileSearchStores,
    FileSearchTool,
    FunctionDefinition,
    FunctionTool,
    ImageUrl,
    ImageUrlPart,
    JsonObjectFormat,
    ToolResources,
)
from app.models.script import Reply
from tests.behaviour.run_requests import wait_for_end
from tests.behaviour.transports import Transport
from tests.requirements import requirement

pytestmark = pytest.mark.asyncio(loop_scope="module")

LOOK = FunctionTool(
    function=FunctionDefinition(
        name="look", description="Looks.", parameters={"type": "object", "properties": {"at": {"type": "string"}}}
    )
)


@requirement("api.assistants")
async def test_an_assistant_is_stored_as_it_was_requested(transport: Transport) -> None:
    request = CreateAssistant(
        model="gpt-4",
        name="Ada",
        description="Counts.",
        instructions="Count.",
        tools=[LOOK, CodeInterpreterTool(), FileSearchTool()],
        tool_resources=ToolResources(file_search=FileSearchStores()),
        metadata={"kind": "test"},
        temperature=0.5,
        top_p=0.25,
        response_format=JsonObjectFormat(),
    )
    made = await transport.assistants.create_assistant(request)
    assert await transport.assistants.get_assistant(made.id) == made
    assert made.id.startswith("asst_")
    assert len(made.id) == len("asst_") + 24
    assert (made.model, made.name, made.description, made.instructions) == ("gpt-4", "Ada", "Counts.", "Count.")
    assert made.tools == request.tools
    assert made.tool_resources == request.tool_resources
    assert (made.metadata, made.temperature, made.top_p) == ({"kind": "test"}, 0.5, 0.25)
    assert made.response_format == JsonObjectFormat()


@requirement("api.assistants")
async def test_fields_that_are_left_out_have_the_api_defaults(transport: Transport) -> None:
    made = await transport.assistants.create_assistant(CreateAssistant(model="m"))
    assert (made.name, made.description, made.instructions) == (None, None, None)
    assert (made.tools, made.metadata, made.tool_resources) == ([], {}, ToolResources())
    assert (made.temperature, made.top_p, made.response_format) == (1.0, 1.0, "auto")
    assert (await transport.assistants.get_assistant(DEFAULT_ASSISTANT_ID)).id == DEFAULT_ASSISTANT_ID


@requirement("api.modify")
async def test_a_change_leaves_the_fields_that_it_does_not_name(transport: Transport) -> None:
    made = await transport.assistants.create_assistant(
        CreateAssistant(model="m", name="Ada", instructions="Count.", tools=[LOOK], metadata={"a": "1", "b": "2"})
    )
    renamed = await transport.assistants.modify_assistant(made.id, ModifyAssistant(model="", name="Eve"))
    assert renamed == replace(made, name="Eve")
    changed = await transport.assistants.modify_assistant(
        made.id, ModifyAssistant(name=None, tools=[CodeInterpreterTool()], metadata={"c": "3"})
    )
    assert changed == replace(renamed, name=None, tools=[CodeInterpreterTool()], metadata={"c": "3"})
    assert (await transport.assistants.modify_assistant(made.id, ModifyAssistant(metadata=None))).metadata == {}
    assert (await transport.assistants.modify_assistant(made.id, ModifyAssistant(model=None))).model == ""


@requirement("api.deletion")
async def test_deleted_objects_are_not_found(transport: Transport) -> None:
    api = transport.assistants
    assistant = await api.create_assistant(CreateAssistant(model="m"))
    thread = await api.create_thread(CreateThread(messages=[CreateMessage(role="user", content="Hello")]))
    message = (await api.list_messages(thread.id, Page())).data[0]
    deleted = await api.delete_message(thread.id, message.id)
    assert (deleted.id, deleted.object, deleted.deleted) == (message.id, "thread.message.deleted", True)
    assert (await api.list_messages(thread.id, Page())).data == []
    assert (await api.delete_assistant(assistant.id)).object == "assistant.deleted"
    assert (await api.delete_thread(thread.id)).object == "thread.deleted"
    for gone, text in (
        (api.get_assistant(assistant.id), f"No assistant found with id '{assistant.id}'."),
        (api.delete_assistant(assistant.id), f"No assistant found with id '{assistant.id}'."),
        (api.get_thread(thread.id), f"No thread found with id '{thread.id}'."),
        (api.list_messages(thread.id, Page()), f"No thread found with id '{thread.id}'."),
    ):
        with pytest.raises(NotFound) as refused:
            await gone
        assert refused.value.message == text
        assert (refused.value.type, refused.value.param, refused.value.code) == ("invalid_request_error", None, None)


@requirement("api.messages")
async def test_a_message_is_a_string_in_a_request_and_parts_in_a_response(transport: Transport) -> None:
    api = transport.assistants
    thread = await api.create_thread(CreateThread(metadata={"title": "Parts"}))
    plain = await api.create_message(thread.id, CreateMessage(role="user", content="Hello"))
    assert (plain.status, plain.run_id, plain.assistant_id) == ("completed", None, None)
    assert [part.text.value for part in plain.content if isinstance(part, TextPart)] == ["Hello"]
    image = ImageUrlPart(image_url=ImageUrl(url="https://host.invalid/a.png", detail="low"))
    parts = await api.create_message(
        thread.id,
        CreateMessage(role="assistant", content=[TextRequestPart(text="Look:"), image], metadata={"a": "1"}),
    )
    assert parts.content[1] == image
    assert parts.role == "assistant"
    assert await api.get_message(thread.id, parts.id) == parts
    changed = await api.modify_message(thread.id, parts.id, ModifyMessage(metadata={"b": "2"}))
    assert changed == replace(parts, metadata={"b": "2"})
    assert [one.id for one in (await api.list_messages(thread.id, Page(order="asc"))).data] == [plain.id, parts.id]
    other = await api.create_thread(CreateThread())
    with pytest.raises(NotFound):
        await api.get_message(other.id, plain.id)


@requirement("api.modify")
async def test_a_thread_keeps_the_fields_that_a_change_does_not_name(transport: Transport) -> None:
    resources = ToolResources(file_search=FileSearchStores())
    made = await transport.assistants.create_thread(CreateThread(tool_resources=resources, metadata={"a": "1"}))
    changed = await transport.assistants.modify_thread(made.id, ModifyThread(metadata={"b": "2"}))
    assert changed == replace(made, metadata={"b": "2"})
    cleared = await transport.assistants.modify_thread(made.id, ModifyThread(tool_resources=None))
    assert (cleared.tool_resources, cleared.metadata) == (ToolResources(), {"b": "2"})


@requirement("api.paging")
async def test_pages_with_ties_miss_nothing_and_repeat_nothing(transport: Transport) -> None:
    api = transport.assistants
    thread = await api.create_thread(
        CreateThread(messages=[CreateMessage(role="user", content=str(number)) for number in range(7)])
    )
    for order in ("asc", "desc"):
        whole = await api.list_messages(thread.id, Page(limit=100, order=order))
        texts = [message.text for message in whole.data]
        assert texts == sorted(texts, reverse=order == "desc")
        assert (whole.has_more, whole.first_id, whole.last_id) == (False, whole.data[0].id, whole.data[-1].id)
        seen: list[str] = []
        after: str | None = None
        while True:
            page = await api.list_messages(thread.id, Page(limit=3, order=order, after=after))
            seen += [message.id for message in page.data]
            after = page.last_id
            if not page.has_more:
                break
        assert seen == [message.id for message in whole.data]
        back = await api.list_messages(thread.id, Page(limit=2, order=order, before=whole.data[4].id))
        assert [one.id for one in back.data] == [one.id for one in whole.data[2:4]]
    empty = await api.list_messages(thread.id, Page(order="asc", after=whole.data[0].id))
    assert (empty.data, empty.first_id, empty.last_id, empty.has_more) == ([], None, None, False)
    with pytest.raises(RequestError):
        await api.list_messages(thread.id, Page(after="msg_nowhere"))


@requirement("api.paging")
async def test_a_program_that_deletes_what_it_lists_misses_nothing(transport: Transport) -> None:
    api = transport.assistants
    messages = [CreateMessage(role="user", content=str(number)) for number in range(5)]
    thread = await api.create_thread(CreateThread(messages=messages))
    made = {(await api.create_assistant(CreateAssistant(model="", name="Mine"))).id for _ in range(5)}

    async def delete_all(
        list_page: Callable[[Page], Awaitable[Listing[Message] | Listing[Assistant]]],
        delete: Callable[[str], Awaitable[Deleted]],
    ) -> set[str]:
        seen, after, more = set[str](), None, True
        while more:
            listing = await list_page(Page(limit=2, after=after))
            for one in listing.data:
                seen.add(one.id)
                await delete(one.id)
            after, more = listing.last_id, listing.has_more
        return seen

    assert len(await delete_all(partial(api.list_messages, thread.id), partial(api.delete_message, thread.id))) == 5
    assert await delete_all(api.list_assistants, api.delete_assistant) >= made
    assert (await api.list_messages(thread.id, Page())).data == []
    assert (await api.list_assistants(Page())).data == []


@requirement("api.default-assistant")
async def test_the_default_assistant_is_recreated_by_a_run(transport: Transport) -> None:
    with suppress(NotFound):
        await transport.assistants.delete_assistant(DEFAULT_ASSISTANT_ID)
    with pytest.raises(NotFound):
        await transport.assistants.get_assistant(DEFAULT_ASSISTANT_ID)
    transport.script.replies.append(Reply("Here."))
    run = await transport.assistants.create_thread_and_run(CreateThreadAndRun(assistant_id=DEFAULT_ASSISTANT_ID))
    assert (await wait_for_end(transport, run)).status == "completed"
    assert (await transport.assistants.get_assistant(DEFAULT_ASSISTANT_ID)).name == "Assistant"
    prefix, _, rest = DEFAULT_ASSISTANT_ID.partition("_")
    assert (prefix, len(rest)) == ("asst", 24)


@requirement("api.thread-list")
async def test_threads_are_listed_by_their_last_activity_and_searched(transport: Transport) -> None:
    api = transport.assistants
    named = await api.create_thread(CreateThread(metadata={"title": "Zebra crossing"}))
    said = await api.create_thread(CreateThread(messages=[CreateMessage(role="user", content="Where do zebras live?")]))
    rows = (await api.list_threads(ThreadQuery(limit=2))).data
    assert [row.id for row in rows] == [said.id, named.id]
    assert [row.title for row in rows] == ["Where do zebras live?", "Zebra crossing"]
    found = (await api.list_threads(ThreadQuery(q="zebras", limit=1))).data
    assert [row.id for row in found] == [said.id]
    assert "zebras" in (found[0].match or found[0].title)
