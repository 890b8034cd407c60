"""Files and hosted tools that are not there yet: refused when they are named, and a run that needs them says so."""

import pytest

from app.api.errors import RequestError
from app.api.objects import DEFAULT_ASSISTANT_ID
from app.api.requests import (
    CreateAssistant,
    CreateMessage,
    CreateRun,
    CreateThread,
    CreateThreadAndRun,
    ForkThread,
    ModifyAssistant,
    ModifyThread,
)
from app.api.tools import (
    Attachment,
    AttachmentCodeInterpreter,
    CodeInterpreterFiles,
    CodeInterpreterTool,
    CodeInterpreterToolChoice,
    FileSearchStores,
    FileSearchTool,
    FileSearchToolChoice,
    ImageFile,
    ImageFilePart,
    ImageUrl,
    ImageUrlPart,
    ToolChoice,
    ToolResources,
)
from app.models.script import Reply
from tests.behaviour.run_requests import wait_for_end
from tests.behaviour.transports import Transport
from tests.requirements import requirement

pytestmark = pytest.mark.asyncio(loop_scope="module")

RESOURCES = ToolResources(code_interpreter=CodeInterpreterFiles(file_ids=["file-1", "file-2"]))
ATTACHED = CreateMessage(
    role="user", content="Read", attachments=[Attachment(file_id="file-1", tools=[AttachmentCodeInterpreter()])]
)
PICTURE = CreateMessage(role="user", content=[ImageFilePart(image_file=ImageFile(file_id="file-1"))])
ID = DEFAULT_ASSISTANT_ID


@requirement("api.missing-files")
async def test_a_file_that_does_not_exist_is_refused_wherever_it_is_named(transport: Transport) -> None:
    api = transport.assistants
    thread = await api.create_thread(CreateThread())
    assistant = await api.create_assistant(CreateAssistant(model="m"))
    in_resources = "tool_resources.code_interpreter.file_ids[0]"
    for call, param in (
        (lambda: api.create_assistant(CreateAssistant(model="m", tool_resources=RESOURCES)), in_resources),
        (lambda: api.modify_assistant(assistant.id, ModifyAssistant(tool_resources=RESOURCES)), in_resources),
        (lambda: api.create_thread(CreateThread(tool_resources=RESOURCES)), in_resources),
        (lambda: api.modify_thread(thread.id, ModifyThread(tool_resources=RESOURCES)), in_resources),
        (lambda: api.create_thread(CreateThread(messages=[ATTACHED])), "messages[0].attachments[0].file_id"),
        (lambda: api.create_message(thread.id, ATTACHED), "attachments[0].file_id"),
        (lambda: api.create_message(thread.id, PICTURE), "content[0].image_file.file_id"),
        (
            lambda: api.create_run(thread.id, CreateRun(assistant_id=ID, additional_messages=[PICTURE])),
            "additional_messages[0].content[0].image_file.file_id",
        ),
        (
            lambda: api.create_thread_and_run(
                CreateThreadAndRun(assistant_id=ID, thread=CreateThread(messages=[ATTACHED]))
            ),
            "thread.messages[0].attachments[0].file_id",
        ),
        (
            lambda: api.fork_thread(
                thread.id, ForkThread(run=CreateRun(assistant_id=ID, additional_messages=[PICTURE]))
            ),
            "run.additional_messages[0].content[0].image_file.file_id",
        ),
    ):
        with pytest.raises(RequestError) as refused:
            await call()
        assert (refused.value.status, refused.value.param) == (400, param)
        assert refused.value.message == "No such File object: file-1"
        assert refused.value.type == "invalid_request_error"


@requirement("api.missing-stores")
async def test_a_vector_store_that_does_not_exist_is_refused_wherever_it_is_named(transport: Transport) -> None:
    api = transport.assistants
    thread = await api.create_thread(CreateThread())
    assistant = await api.create_assistant(CreateAssistant(model="m"))
    stores = ToolResources(file_search=FileSearchStores(vector_store_ids=["vs_1"]))
    for call, within in (
        (lambda: api.create_assistant(CreateAssistant(model="m", tool_resources=stores)), ""),
        (lambda: api.modify_assistant(assistant.id, ModifyAssistant(tool_resources=stores)), ""),
        (lambda: api.create_thread(CreateThread(tool_resources=stores)), ""),
        (lambda: api.modify_thread(thread.id, ModifyThread(tool_resources=stores)), ""),
        (lambda: api.create_thread_and_run(CreateThreadAndRun(assistant_id=ID, tool_resources=stores)), ""),
        (
            lambda: api.create_thread_and_run(
                CreateThreadAndRun(assistant_id=ID, thread=CreateThread(tool_resources=stores))
            ),
            "thread.",
        ),
    ):
        with pytest.raises(RequestError) as refused:
            await call()
        param = f"{within}tool_resources.file_search.vector_store_ids[0]"
        assert (refused.value.status, refused.value.param) == (400, param)
        assert refused.value.message == "No vector store found with id 'vs_1'."
        assert refused.value.type == "invalid_request_error"


@requirement("api.missing-tools")
@pytest.mark.parametrize(
    ("tools", "choice", "named"),
    [
        ([CodeInterpreterTool()], CodeInterpreterToolChoice(), "code_interpreter"),
        ([FileSearchTool()], FileSearchToolChoice(), "file_search"),
        ([FileSearchTool()], "required", "file_search"),
        ([FileSearchTool(), CodeInterpreterTool()], "auto", ""),
    ],
)
async def test_a_run_that_forces_a_hosted_tool_fails_and_names_it(
    tools: list[CodeInterpreterTool | FileSearchTool], choice: ToolChoice, named: str, transport: Transport
) -> None:
    api = transport.assistants
    thread = await api.create_thread(CreateThread(messages=[CreateMessage(role="user", content="Hello")]))
    transport.script.replies.append(Reply("Hello."))
    run = await api.create_run(thread.id, CreateRun(assistant_id=ID, tools=[*tools], tool_choice=choice))
    over = await wait_for_end(transport, run)
    if not named:
        assert over.status == "completed"
        return
    assert (over.status, len(transport.script.requests)) == ("failed", 0)
    assert over.last_error is not None
    assert f"forces {named}, which this server cannot run yet" in over.last_error.message


@requirement("api.nulls-not-echoed")
async def test_null_in_a_part_that_has_none_counts_as_absent(transport: Transport) -> None:
    api = transport.assistants
    none = ToolResources(code_interpreter=None, file_search=FileSearchStores())
    some = ToolResources(file_search=FileSearchStores())
    picture = ImageUrlPart(image_url=ImageUrl(url="http://host.invalid/a.png", detail=None))
    tools = [FileSearchTool(file_search=None)]
    assistant = await api.create_assistant(CreateAssistant(model="m", tools=[*tools], tool_resources=none))
    assert (assistant.tool_resources, assistant.tools) == (some, [FileSearchTool()])
    assert (await api.modify_assistant(assistant.id, ModifyAssistant(tool_resources=none))).tool_resources == some
    thread = await api.create_thread(CreateThread(tool_resources=none))
    assert thread.tool_resources == some
    assert (await api.modify_thread(thread.id, ModifyThread(tool_resources=none))).tool_resources == some
    stored = await api.create_message(thread.id, CreateMessage(role="user", content=[picture]))
    assert isinstance(stored.content[0], ImageUrlPart)
    assert stored.content[0].image_url.detail == "auto"
