"""What `ask` is asked about: the newest thread, an assistant by its name, instructions of the conversation."""

from collections.abc import Mapping

from app.api.conversation.thread_settings import MAX_INSTRUCTIONS_CHARS, with_instructions
from app.api.conversation.whole_ids import ASSISTANT, describe_several, is_whole
from app.api.errors import Error
from app.api.requests import ModifyThread, Page, ThreadQuery
from app.api.services import Assistants

NONE_YET = "There is no conversation to continue yet. Ask without --continue first."
NO_ASSISTANT = "There is no assistant “{}”. List them with: assistant-chat assistants"
SEVERAL = "{} assistants are called “{}”. Name one by its id; list them with: assistant-chat assistants"
TOO_LONG = f"--system is longer than {MAX_INSTRUCTIONS_CHARS:,} characters."
NOT_UTF8 = "--system is not valid UTF-8."
PAGE_SIZE = 100


async def find_newest_thread(assistants: Assistants) -> str:
    """Return the id of the thread that was active last. Raises `Error` where there is none."""
    newest = (await assistants.list_threads(ThreadQuery(limit=1))).data
    if not newest:
        raise Error(NONE_YET)
    return newest[0].id


async def find_assistant_id(assistants: Assistants, named: str) -> str:
    """Return an id as it is, else that of the one assistant with this name, or whose id begins so. Raises `Error`."""
    is_id = named.startswith(ASSISTANT)
    if is_id and is_whole(named, ASSISTANT):
        return named
    wanted, found, begun = named.casefold(), list[str](), list[tuple[str, str]]()
    page = await assistants.list_assistants(Page(limit=PAGE_SIZE))
    while True:
        found += [one.id for one in page.data if (one.name or "").casefold() == wanted or one.id == named]
        begun += [(one.id, one.name or "") for one in page.data if is_id and one.id.startswith(named)]
        if not page.has_more:
            break
        page = await assistants.list_assistants(Page(limit=PAGE_SIZE, after=page.last_id))
    if len(found) > 1:
        raise Error(SEVERAL.format(len(found), named))
    if not found and len(begun) > 1:
        raise Error(describe_several(begun, named))
    if not found and not begun:
        raise Error(NO_ASSISTANT.format(named))
    return found[0] if found else begun[0][0]


async def set_instructions(assistants: Assistants, thread_id: str | None, text: str | None) -> Mapping[str, str] | None:
    """Store the instructions of a conversation; return the metadata that a new one begins with. Raises `Error`."""
    if text is None:
        return None
    check_instructions(text)
    if thread_id is None:
        return with_instructions({}, text)
    thread = await assistants.get_thread(thread_id)
    await assistants.modify_thread(thread_id, ModifyThread(metadata=with_instructions(thread.metadata, text)))
    return None


def check_instructions(text: str) -> None:
    """Raise `Error` for instructions that cannot be stored."""
    if len(text) > MAX_INSTRUCTIONS_CHARS:
        raise Error(TOO_LONG)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Error(NOT_UTF8) from error
