"""Files over each transport: their operations, and objects that name them."""

import base64
import re
from collections.abc import AsyncGenerator

import pytest
from openai import APIConnectionError

from app.api.conversation.uploading import BytesUpload
from app.api.errors import Error, NotFound, RequestError
from app.api.objects import DEFAULT_ASSISTANT_ID, File, FilePurpose
from app.api.requests import (
    CreateAssistant,
    CreateFile,
    CreateMessage,
    CreateRun,
    CreateThread,
    ExpiresAfter,
    FilePage,
    Page,
    RequestPart,
    TextRequestPart,
)
from app.api.services import Assistants
from app.api.tools import (
    Attachment,
    AttachmentCodeInterpreter,
    CodeInterpreterFiles,
    ImageFile,
    ImageFilePart,
    ImageUrlPart,
    ToolResources,
)
from app.models.script import Reply
from tests.behaviour.run_requests import wait_for_end
from tests.behaviour.transports import Transport
from tests.requirements import requirement

pytestmark = pytest.mark.asyncio(loop_scope="module")

LONG = bytes(range(256)) * 8192
NAMES = ["a.txt", "a/b\\c..txt", "..", "Grüße 日本語.csv", 'say "hi"\r\n.txt', "x" * 300, " "]


async def store(
    api: Assistants, content: bytes = b"1,2", name: str = "a.csv", purpose: FilePurpose = "assistants"
) -> File:
    assert purpose != "assistants_output"
    return await api.create_file(BytesUpload(content, CreateFile(filename=name, purpose=purpose)))


async def read(api: Assistants, file_id: str) -> bytes:
    content = await api.read_file(file_id)
    return b"".join([chunk async for chunk in content.chunks])


@requirement("files.operations")
async def test_a_file_is_stored_listed_read_and_deleted(transport: Transport) -> None:
    api = transport.assistants
    file = await store(api, LONG, "long.bin", "user_data")
    assert re.fullmatch(r"file-[A-Za-z0-9]{24}", file.id)
    assert (file.bytes, file.filename, file.purpose, file.status) == (len(LONG), "long.bin", "user_data", "processed")
    assert (file.expires_at, file.status_details) == (None, None)
    assert await api.get_file(file.id) == file
    assert await read(api, file.id) == LONG
    assert (await api.list_files(FilePage(purpose="user_data", limit=1))).data == [file]
    deleted = await api.delete_file(file.id)
    assert (deleted.id, deleted.object, deleted.deleted) == (file.id, "file", True)
    for call in (api.get_file, api.delete_file, api.read_file):
        with pytest.raises(NotFound) as refused:
            await call(file.id)
        assert (refused.value.status, refused.value.message) == (404, f"No such File object: {file.id}")
    assert file not in (await api.list_files(FilePage())).data


@requirement("files.operations")
async def test_files_are_listed_in_pages_by_purpose(transport: Transport) -> None:
    api = transport.assistants
    for file in (await api.list_files(FilePage(purpose="fine-tune"))).data:
        await api.delete_file(file.id)
    stored = [await store(api, purpose="fine-tune") for _ in range(3)]
    await store(api, purpose="vision")
    assert (await api.list_files(FilePage(purpose="fine-tune", order="asc"))).data == stored
    page = await api.list_files(FilePage(purpose="fine-tune", limit=2))
    assert (page.data, page.has_more) == (stored[:0:-1], True)
    assert (page.first_id, page.last_id) == (stored[2].id, stored[1].id)
    await api.delete_file(stored[1].id)  # a program that deletes what it lists goes on behind it
    rest = await api.list_files(FilePage(purpose="fine-tune", after=stored[1].id))
    assert (rest.data, rest.has_more) == (stored[:1], False)


@requirement("files.operations")
async def test_an_empty_file_is_a_file(transport: Transport) -> None:
    file = await store(transport.assistants, b"")
    assert (file.bytes, await read(transport.assistants, file.id)) == (0, b"")


@requirement("files.names")
@pytest.mark.parametrize("name", NAMES)
async def test_a_file_keeps_its_name(name: str, transport: Transport) -> None:
    api = transport.assistants
    file = await store(api, b"text", name)
    assert (await api.get_file(file.id)).filename == name
    assert await read(api, file.id) == b"text"


@requirement("files.expiry")
async def test_a_file_may_expire(transport: Transport) -> None:
    api = transport.assistants
    request = CreateFile(purpose="assistants", expires_after=ExpiresAfter(anchor="created_at", seconds=3600))
    file = await api.create_file(BytesUpload(b"x", request))
    assert file.expires_at == file.created_at + 3600
    batch = await store(api, purpose="batch")
    assert batch.expires_at == batch.created_at + 30 * 86_400


@requirement("files.named")
async def test_objects_name_files_and_runs_go_on_when_these_are_deleted(transport: Transport) -> None:
    api = transport.assistants
    file = await store(api)
    attachment = Attachment(file_id=file.id, tools=[AttachmentCodeInterpreter()])
    resources = ToolResources(code_interpreter=CodeInterpreterFiles(file_ids=[file.id]))
    assistant = await api.create_assistant(CreateAssistant(model="m", tool_resources=resources))
    assert assistant.tool_resources == resources
    message = CreateMessage(role="user", content="Read it.", attachments=[attachment])
    thread = await api.create_thread(CreateThread(messages=[message], tool_resources=resources))
    assert thread.tool_resources == resources
    for is_deleted in (False, True):
        if is_deleted:
            await api.delete_file(file.id)
        transport.script.replies.append(Reply("Read."))
        run = await api.create_run(thread.id, CreateRun(assistant_id=assistant.id))
        assert (await wait_for_end(transport, run)).status == "completed"
    assert (await api.get_thread(thread.id)).tool_resources == resources
    with pytest.raises(RequestError, match=f"No such File object: {file.id}"):
        await api.create_message(thread.id, message)


@requirement("files.whole-or-not")
async def test_an_upload_that_breaks_off_is_no_file(transport: Transport) -> None:
    api = transport.assistants
    before = (await api.list_files(FilePage())).data

    class Broken(BytesUpload):
        async def chunks(self) -> AsyncGenerator[bytes]:
            yield LONG
            raise OSError("the disk reports an error")

    with pytest.raises((OSError, Error, APIConnectionError)):  # as each transport words it
        await api.create_file(Broken(b"", CreateFile(purpose="assistants")))
    assert (await api.list_files(FilePage())).data == before


PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 1000
WEBP = b"RIFF\0\0\0\0WEBP" + b"0" * 1000


def picture(file: File) -> ImageFilePart:
    return ImageFilePart(image_file=ImageFile(file_id=file.id, detail="low"))


@requirement("files.images")
async def test_an_uploaded_image_goes_to_the_model_as_its_bytes(transport: Transport) -> None:
    api = transport.assistants
    png, webp = await store(api, PNG, "a.png", "vision"), await store(api, WEBP, "b.webp", "vision")
    text, gone = await store(api, b"no image", "c.png"), await store(api, PNG, "d.png")
    content: list[RequestPart] = [TextRequestPart(text="Look"), *(picture(file) for file in (png, webp, text, gone))]
    stored = await api.create_thread(CreateThread(messages=[CreateMessage(role="user", content=content)]))
    await api.delete_file(gone.id)
    transport.script.replies.append(Reply("I see."))
    run = await api.create_run(stored.id, CreateRun(assistant_id=DEFAULT_ASSISTANT_ID))
    assert (await wait_for_end(transport, run)).status == "completed"
    parts = transport.script.requests[-1].messages[0].content
    urls = [part.image_url.url for part in parts if isinstance(part, ImageUrlPart)]
    assert urls == [
        f"data:image/{kind};base64,{base64.b64encode(image).decode()}" for kind, image in (("png", PNG), ("webp", WEBP))
    ]
    assert parts[3:] == [picture(text), picture(gone)]
    message = (await api.list_messages(stored.id, Page(order="asc"))).data[0]
    assert message.content[1] == picture(png)  # the thread keeps the id
