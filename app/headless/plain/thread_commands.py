"""The commands of `--plain` about conversations: `/list`, `/search`, `/open`, `/new`, `/rename`."""

from app.api.conversation.thread_labels import PINNED_KEY, is_set
from app.api.conversation.uploading import read_files_of
from app.api.errors import Error
from app.api.message_text import ROLE_NAMES, text_of
from app.api.requests import Page, ThreadQuery, ThreadRow
from app.headless.asking.typed_ids import find_thread_id
from app.headless.clean_text import clean
from app.headless.conversations.change_thread import set_title
from app.headless.earlier_run import cancel_abandoned
from app.headless.lists.cells import local_time
from app.headless.lists.unindexed import explain_unindexed
from app.headless.plain.open_conversation import OpenConversation

SHOWN_MESSAGES = 20
"""How many messages of a thread are printed when it is opened again."""
LISTED_THREADS = 20


async def list_threads(conversation: OpenConversation, words: str | None, *, archived: bool = False) -> None:
    """Print the newest conversations, or those with these words, with the numbers that `/open` takes."""
    query = ThreadQuery(limit=LISTED_THREADS, q=words)
    if archived:
        query = ThreadQuery(limit=LISTED_THREADS, archived="only")
    elif not words:
        query = ThreadQuery(limit=LISTED_THREADS, pinned="first")
    page = await conversation.assistants.list_threads(query)
    conversation.listed = [row.id for row in page.data]
    for number, row in enumerate(page.data, 1):
        conversation.print(f"{number}. {_describe(row, is_open=row.id == conversation.thread_id)}")
    if not page.data and archived:
        conversation.note("No conversation is archived.")
    elif not page.data:
        conversation.note("No conversation has these words." if words else "There are no conversations yet.")
    elif page.has_more:
        conversation.note(f"The {LISTED_THREADS} newest of more. Find others with /search WORDS.")
    if missed := explain_unindexed(page):
        conversation.note(missed)


def _describe(row: ThreadRow, *, is_open: bool) -> str:
    """Return what a list says of a thread, in the order in which it tells threads apart."""
    parts = [row.title or "Untitled"]
    if is_set(row.metadata, PINNED_KEY):
        parts.append("pinned")
    if is_open:
        parts.append("open now")
    if row.run_status and row.run_status != "completed":
        parts.append(row.run_status)
    parts.append(local_time(row.last_active_at))
    if row.match:
        parts.append(f"found: {row.match}")
    return ", ".join(parts)


async def open_thread(conversation: OpenConversation, name: str) -> None:
    """Open a conversation by its number in the last list, or by its id. Raises `Error`."""
    thread_id = name
    if name.isdecimal():
        if not 0 < int(name) <= len(conversation.listed):
            raise Error(f"There is no number {name} in the last list. List the conversations with /list.")
        thread_id = conversation.listed[int(name) - 1]
    await show_thread(conversation, thread_id)


async def show_thread(conversation: OpenConversation, thread_id: str) -> None:
    """Open a thread and print its newest messages, oldest first. Raises `NotFound`."""
    thread_id = await find_thread_id(conversation.assistants, thread_id)
    about_earlier_run = await cancel_abandoned(conversation.assistants, thread_id, conversation.program)
    page = await conversation.assistants.list_messages(thread_id, Page(limit=SHOWN_MESSAGES))
    conversation.open(thread_id)
    names: dict[str, str] = {}
    for message in reversed(page.data):
        files = await read_files_of(conversation.assistants, message, names)
        lines = [f"{ROLE_NAMES[message.role]}: {text_of(message.content)}", *files]
        for line in clean("\n".join(lines)).split("\n"):
            conversation.print(line)
    if about_earlier_run:
        conversation.note(about_earlier_run)


def begin_thread(conversation: OpenConversation) -> None:
    """Begin a new conversation; its thread begins with its first message."""
    conversation.open(None)
    conversation.note("New conversation.")


async def rename_thread(conversation: OpenConversation, title: str) -> None:
    """Store a title; an empty one goes back to the first message. Other metadata stays. Raises `Error`."""
    thread = await conversation.assistants.get_thread(conversation.require_thread())
    await set_title(conversation.assistants, thread, title)
    conversation.note(f"Renamed to: {title}" if title else "The title is the first message again.")
