"""Starting a run: the user's message goes in the same request, and a deleted assistant is replaced by the next one.

The conversation's own instructions are sent as the run's `additional_instructions`: those of the assistant stay in
force, also when it is edited or another one is chosen later.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress

from app.api.conversation.thread_settings import ASSISTANT_KEY, get_instructions
from app.api.conversation.uploading import uploaded
from app.api.errors import NotFound
from app.api.message_text import content_from, split_texts
from app.api.model_reference import ModelReference, parse_model
from app.api.objects import DEFAULT_ASSISTANT_ID, File, Run
from app.api.requests import (
    CreateMessage,
    CreateRun,
    CreateThread,
    CreateThreadAndRun,
    Page,
    RequestPart,
    TextRequestPart,
)
from app.api.services import Assistants, Services
from app.api.tools import Attachment, AttachmentCodeInterpreter, ImageFile, ImageFilePart


async def start_run(
    assistants: Assistants,
    thread_id: str | None,
    assistant_ids: Sequence[str],
    *,
    text: str | None = None,
    files: Sequence[str] = (),
    uploads: Sequence[str] = (),
    attached: Sequence[File] = (),
    messages: Sequence[CreateMessage] = (),
    model: str | None = None,
    metadata: Mapping[str, str] | None = None,
    create: Callable[[CreateRun], Awaitable[Run]] | None = None,
) -> Run:
    """Append the user's message and start a run, in one transaction. Raises `Error`.

    `thread_id`: None begins a thread, with this metadata. `assistant_ids` are tried in order, and one that does not
    exist is skipped. `text`: None adds no message. `files`: further texts, each a part of the same message.
    `uploads`: paths of files that are uploaded and attached to it; `attached`: files that are stored already.
    `messages`: to append before it. `create`: creates the run otherwise than as the next one of the thread.
    """
    if uploads:
        async with uploaded(assistants, uploads) as stored:
            message = make_message(text or "", files, [*attached, *stored])
            return await _start(assistants, thread_id, assistant_ids, [*messages, message], model, metadata, create)
    sent = [] if text is None else [make_message(text, files, attached)]
    return await _start(assistants, thread_id, assistant_ids, [*messages, *sent], model, metadata, create)


def make_message(text: str, files: Sequence[str] = (), attached: Sequence[File] = ()) -> CreateMessage:
    """Make the user's message. A picture is a part of it, other uploaded files are attached for tools."""
    if not attached:
        return CreateMessage(role="user", content=content_from(text, *files))
    pictures = [file for file in attached if file.purpose == "vision"]
    others = [file for file in attached if file.purpose != "vision"]
    texts = [one for one in (text, *files) if one]
    if not texts and not pictures:  # a message has content
        texts = ["\n".join(f"File {file.filename}" for file in others)]
    content: list[RequestPart] = [TextRequestPart(text=one) for one in split_texts(*texts)]
    content += [ImageFilePart(image_file=ImageFile(file_id=file.id)) for file in pictures]
    attachments = [Attachment(file_id=file.id, tools=[AttachmentCodeInterpreter()]) for file in others]
    return CreateMessage(role="user", content=content, attachments=attachments or None)


async def _start(
    assistants: Assistants,
    thread_id: str | None,
    assistant_ids: Sequence[str],
    messages: list[CreateMessage],
    model: str | None,
    metadata: Mapping[str, str] | None,
    create: Callable[[CreateRun], Awaitable[Run]] | None,
) -> Run:
    if thread_id is not None:
        metadata = (await assistants.get_thread(thread_id)).metadata
    instructions = get_instructions(metadata or {})
    missing = NotFound("assistant", "")
    for assistant_id in dict.fromkeys(assistant_ids):
        try:
            if thread_id is None:
                request = CreateThreadAndRun(
                    assistant_id=assistant_id,
                    model=model,
                    instructions=await _join_instructions(assistants, assistant_id, instructions),
                    thread=CreateThread(messages=messages, metadata=dict(metadata or {})),
                )
                return await assistants.create_thread_and_run(request)
            run = CreateRun(
                assistant_id=assistant_id,
                model=model,
                additional_instructions=instructions or None,
                additional_messages=messages,
            )
            if create is not None:
                return await create(run)
            return await assistants.create_run(thread_id, run)
        except NotFound as error:  # of the assistant; or of the thread, and then every assistant raises it
            missing = error
    raise missing


async def _join_instructions(assistants: Assistants, assistant_id: str, additional: str) -> str | None:
    """Return all instructions of a thread's first run: the request that begins a thread takes no additional ones."""
    if not additional:
        return None
    assistant = await assistants.get_assistant(assistant_id)
    return "\n\n".join(filter(None, (assistant.instructions, additional)))


async def find_assistant_ids(assistants: Assistants, thread_id: str | None) -> Sequence[str]:
    """Return the assistants to try in a thread: the chosen one, that of its newest run, the default one.

    Raises `NotFound` if there is no such thread.
    """
    if thread_id is None:
        return [DEFAULT_ASSISTANT_ID]
    chosen = (await assistants.get_thread(thread_id)).metadata.get(ASSISTANT_KEY)
    runs = await assistants.list_runs(thread_id, Page(limit=1))
    return [*([chosen] if chosen else []), *(run.assistant_id for run in runs.data), DEFAULT_ASSISTANT_ID]


async def find_retry_model(services: Services, run: Run, assistant_id: str) -> str | None:
    """Return the model that a retry of this run names: its own, on the profile that it began on.

    None where that is not here any more, or another model was set since, by the choice of another assistant or in this
    one: the retry then goes where a new message goes. `assistant_id`: the assistant that answers it. Raises `Error`.
    """
    if assistant_id != run.assistant_id:
        return None
    with suppress(NotFound):  # deleted: the next one answers, as the run was begun
        named = (await services.assistants.get_assistant(assistant_id)).model
        if named and named != run.model:
            return None
    facts = (await services.assistants.run_facts(run.thread_id, [run.id])).data
    profile = facts[0].profile if facts else ""
    if not profile or await services.endpoints.profile_of(ModelReference(profile, "").text) is None:
        return None
    in_use = await services.endpoints.current()
    if in_use is not None and in_use.profile == profile:
        profile = ""
    return ModelReference(profile, parse_model(run.model).model).text or None
