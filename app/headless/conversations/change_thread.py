"""`assistant-chat rename` and `delete`."""

import asyncio
from typing import TextIO

from app.api.conversation.thread_settings import PART_CHARS
from app.api.errors import Error, NotFound
from app.api.message_text import TITLE_KEY
from app.api.objects import Thread
from app.api.requests import ModifyThread
from app.api.services import Assistants, OpenServices
from app.headless.asking.typed_ids import find_thread_id, with_hint
from app.headless.clean_text import clean
from app.headless.conversations.read_conversation import find_title
from app.headless.exit_codes import COMPLETED, STOPPED
from app.headless.lists.stored_lists import print_json

NOT_UTF8 = "The title is not valid UTF-8."
TOO_LONG = f"The title is longer than {PART_CHARS} characters."
ASKED = "Delete the conversation “{}” with all its messages and runs? [y/N] "
KEPT = "Nothing was deleted."


async def rename(open_services: OpenServices, thread_id: str, title: str | None, as_json: bool, out: TextIO) -> int:
    """Give a conversation a title; without one its first message is the title again. Raises `Error`."""
    try:
        (title or "").encode()
    except UnicodeEncodeError as error:
        raise Error(NOT_UTF8) from error
    async with open_services() as services:
        thread = await set_title(services.assistants, await find_thread(services.assistants, thread_id), title or "")
        shown = await find_title(services.assistants, thread)
    if as_json:
        print_json([thread], out)
    else:
        out.write(f"{thread.id} is now called: {clean(shown)}\n")
    return COMPLETED


async def delete(
    open_services: OpenServices, thread_id: str, confirmed: bool, as_json: bool, stdin: TextIO, out: TextIO, err: TextIO
) -> int:
    """Delete a conversation. A person at a terminal is asked first, unless `confirmed`. Raises `Error`."""
    async with open_services() as services:
        thread = await find_thread(services.assistants, thread_id)
        title = clean(await find_title(services.assistants, thread))
        if not confirmed and stdin.isatty() and not await asks(ASKED.format(title), stdin, err):
            err.write(f"{KEPT}\n")
            return STOPPED
        deleted = await services.assistants.delete_thread(thread.id)
    if as_json:
        print_json([deleted], out)
    else:
        out.write(f"Deleted {thread.id}: {title}\n")
    return COMPLETED


async def asks(question: str, stdin: TextIO, err: TextIO) -> bool:
    """Ask a question on the terminal; whether the answer is yes."""
    err.write(question)
    err.flush()
    answer = await asyncio.to_thread(stdin.readline)
    return answer.strip().lower() in ("y", "yes")


async def find_thread(assistants: Assistants, thread_id: str) -> Thread:
    """Return the thread whose id begins so. Raises `Error` with where ids are listed, or which begin so."""
    try:
        return await assistants.get_thread(await find_thread_id(assistants, thread_id))
    except NotFound as error:
        raise with_hint(error, "thread") from error


async def set_title(assistants: Assistants, thread: Thread, title: str) -> Thread:
    """Store a title; an empty one goes back to the first message. Other metadata stays. Raises `Error`."""
    if len(title) > PART_CHARS:
        raise Error(TOO_LONG)
    metadata = {key: value for key, value in thread.metadata.items() if key != TITLE_KEY}
    if title:
        metadata[TITLE_KEY] = title
    return await assistants.modify_thread(thread.id, ModifyThread(metadata=metadata))
