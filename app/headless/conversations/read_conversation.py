"""Reads a conversation page by page, each message with who answered it."""

from collections.abc import AsyncGenerator, Sequence

from msgspec import Struct

from app.api.conversation.uploading import read_files_of
from app.api.message_text import ROLE_NAMES, TITLE_KEY, text_beside_files
from app.api.objects import Message, Thread
from app.api.requests import Page, ThreadQuery
from app.api.services import Assistants
from app.headless.lists.cells import local_time
from app.headless.lists.stored_lists import UNTITLED, read_facts

PAGE_SIZE = 100


class ShownMessage(Struct, frozen=True):
    """A message as an export shows it. `model`: the one that answered; empty for the user, or if it is not known.

    `files`: a line for each of its files.
    """

    message: Message
    model: str
    files: Sequence[str] = ()

    @property
    def text(self) -> str:
        """The text, without its files."""
        return text_beside_files(self.message.content)

    @property
    def byline(self) -> str:
        """Who wrote it, when, and with which model."""
        parts = [ROLE_NAMES[self.message.role], local_time(self.message.created_at), self.model]
        if self.message.status == "incomplete":
            parts.append("incomplete")
        return " · ".join(part for part in parts if part)


async def find_title(assistants: Assistants, thread: Thread) -> str:
    """Return the title of a thread, as the list of threads has it."""
    title = thread.metadata.get(TITLE_KEY, "")
    if not title:
        title = (await assistants.list_threads(ThreadQuery(thread_id=thread.id))).data[0].title
    return title or UNTITLED


async def read_messages(assistants: Assistants, thread: Thread) -> AsyncGenerator[ShownMessage]:
    """Yield all messages of a thread, oldest first. Raises `Error`."""
    after: str | None = None
    names: dict[str, str] = {}
    while True:
        page = await assistants.list_messages(thread.id, Page(limit=PAGE_SIZE, order="asc", after=after))
        run_ids = list(dict.fromkeys(message.run_id for message in page.data if message.run_id))
        facts = await read_facts(assistants, thread.id, run_ids)
        for message in page.data:
            of_run = facts.get(message.run_id or "")
            model = of_run.answered_by if of_run and message.role == "assistant" else ""
            yield ShownMessage(message, model, await read_files_of(assistants, message, names))
        after = page.last_id
        if not page.has_more or after is None:
            return
