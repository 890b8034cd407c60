"""What is replaced in a thread goes into a thread of its own, which is in no list, together with the run that comes in
its place: wherever the program ends, each message is in one of them.
"""

from collections.abc import Sequence

from msgspec import Struct

from app.api.conversation.thread_settings import FORKED_FROM_KEY, REPLACED_KEY, origin_of
from app.api.errors import RequestError
from app.api.message_text import content_from
from app.api.objects import TERMINAL_STATUSES, Message, Part, RefusalPart, Run, Text, TextPart
from app.api.requests import CreateMessage, CreateRun, ForkThread, Page, RequestPart, TextRequestPart
from app.api.services import Assistants

LOCKED = "Thread {} already has an active run {}."
"""The API's own words, where it would refuse the run that comes after a change."""


class Tail(Struct, frozen=True):
    """The end of a thread from a message on, oldest first. `before_id`: the message before it; None if it is whole.

    `is_last_turn`: what was said last, with the replies to it, and no more.
    """

    messages: Sequence[Message]
    before_id: str | None
    is_last_turn: bool


async def read_tail(assistants: Assistants, thread_id: str, message_id: str) -> Tail:
    """Read the end of a thread from a message on; of a reply, from the first one in its turn. Raises `Error`."""
    first = await assistants.get_message(thread_id, message_id)
    before: str | None = None
    while True:
        older = (await assistants.list_messages(thread_id, Page(limit=1, after=first.id))).data
        before = older[0].id if older else None
        if not older or first.role == "user" or older[0].role == "user":
            break
        first = older[0]
    newer = await assistants.list_messages(thread_id, Page(limit=100, order="asc", after=first.id))
    is_last_turn = not newer.has_more and all(one.role == "assistant" for one in newer.data)
    return Tail([first, *newer.data], before, is_last_turn)


async def check_unlocked(assistants: Assistants, thread_id: str) -> None:
    """Raise the API's refusal if a run is active on a thread, before anything is changed. Raises `Error`."""
    for run in (await assistants.list_runs(thread_id, Page(limit=1))).data:
        if run.status not in TERMINAL_STATUSES:
            raise RequestError(LOCKED.format(thread_id, run.id))


async def replace_tail(assistants: Assistants, thread_id: str, tail: Tail, request: CreateRun) -> Run:
    """Create a run in place of the end of a thread, which is kept in a thread of its own: both, or neither.

    Raises `Error`.
    """
    metadata = {FORKED_FROM_KEY: origin_of(thread_id, tail.before_id), REPLACED_KEY: tail.messages[0].id}
    fork = ForkThread(message_id=tail.messages[-1].id, metadata=metadata, replaces=tail.messages[0].id, run=request)
    await assistants.fork_thread(thread_id, fork)
    return await _newest_run(assistants, thread_id)


async def run_in_branch(
    assistants: Assistants,
    thread_id: str,
    message_id: str | None,
    request: CreateRun,
    metadata: dict[str, str] | None = None,
) -> Run:
    """Create a run in a new branch of a thread, which leaves it behind this message, or neither. Raises `Error`."""
    fork = ForkThread(message_id=message_id, metadata=metadata, run=request)
    branch = await assistants.fork_thread(thread_id, fork)
    return await _newest_run(assistants, branch.id)


async def _find_dead(assistants: Assistants, run: Run) -> Tail | None:
    """Return what this run, which is the newest one, and others that broke off before it wrote in place of a reply.

    None if there is nothing. Raises `Error`.
    """
    newest = (await assistants.list_messages(run.thread_id, Page(limit=100))).data
    dead: list[Message] = []
    for message in newest:
        if message.role == "user" or (message.run_id != run.id and not message.broke_off):
            break
        dead.insert(0, message)
    if not dead or len(dead) == len(newest):
        return None
    return Tail(dead, newest[len(dead)].id, is_last_turn=True)


async def replace_dead(assistants: Assistants, run: Run, request: CreateRun) -> Run:
    """Create a run whose reply takes the place of those that broke off, which are kept if they have any text.

    Raises `Error`.
    """
    await check_unlocked(assistants, run.thread_id)
    tail = await _find_dead(assistants, run)
    if tail is not None and any(message.text for message in tail.messages):
        return await replace_tail(assistants, run.thread_id, tail, request)
    if tail is not None:
        for message in reversed(tail.messages):
            await assistants.delete_message(run.thread_id, message.id)
    return await assistants.create_run(run.thread_id, request)


async def _newest_run(assistants: Assistants, thread_id: str) -> Run:
    return (await assistants.list_runs(thread_id, Page(limit=1))).data[0]


def edited_message(message: Message, text: str) -> CreateMessage:
    """Return the request for a message with another text; what else is in it stays."""
    return CreateMessage(
        role="user",
        content=content_with(message.content, text),
        attachments=message.attachments or None,
        metadata=message.metadata or None,
    )


def content_with(parts: Sequence[Part], text: str) -> list[RequestPart]:
    """Return what a message has, with another text in place of its first one."""
    content: list[RequestPart] = []
    is_replaced = False
    for part in parts:
        match part:
            case TextPart() if not is_replaced:
                content += text_parts(text)
                is_replaced = True
            case TextPart(text=Text(value=value)):
                content.append(TextRequestPart(text=value))
            case RefusalPart():
                pass
            case image:
                content.append(image)
    return content if is_replaced else [*text_parts(text), *content]


def text_parts(text: str) -> list[RequestPart]:
    """Return a text as parts that are not too long."""
    content = content_from(text)
    return [TextRequestPart(text=text)] if isinstance(content, str) else content
