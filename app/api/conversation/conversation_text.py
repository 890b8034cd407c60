"""A whole conversation as Markdown: each message below a heading that says who wrote it, when, and with which model."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from app.api.conversation.uploading import read_files_of
from app.api.errors import Error
from app.api.message_text import ROLE_NAMES, text_beside_files
from app.api.objects import Message
from app.api.operations.runs import read_facts
from app.api.requests import Page
from app.api.services import Assistants

PAGE_SIZE = 100
"""Messages that are read at once: the most that the API allows."""


async def read_as_markdown(assistants: Assistants, thread_id: str, title: str) -> str:
    """Read all messages of a thread, the oldest first. Raises `Error`."""
    blocks = [f"# {title}"] if title else []
    names: dict[str, str] = {}
    files: dict[str, str] = {}
    page = Page(limit=PAGE_SIZE, order="asc")
    while True:
        listing = await assistants.list_messages(thread_id, page)
        models = await _read_models(assistants, thread_id, listing.data)
        for message in listing.data:
            await _read_name(assistants, message.assistant_id, names)
            blocks.append(_heading(message, names, models))
            blocks.append(text_beside_files(message.content).strip("\n"))
            blocks += await read_files_of(assistants, message, files)
        if not listing.has_more or not listing.data:
            return "\n\n".join(block for block in blocks if block) + "\n"
        page = Page(limit=PAGE_SIZE, order="asc", after=listing.data[-1].id)


async def _read_models(assistants: Assistants, thread_id: str, messages: Sequence[Message]) -> dict[str, str]:
    """Return the models that answered, by run. What cannot be read is left out: the messages are not."""
    run_ids = sorted({message.run_id for message in messages if message.run_id})
    if run_ids:
        with suppress(Error):
            facts = await read_facts(assistants, thread_id, run_ids)
            return {one.run_id: one.answered_by for one in facts}
    return {}


async def _read_name(assistants: Assistants, assistant_id: str | None, names: dict[str, str]) -> None:
    if assistant_id is None or assistant_id in names:
        return
    names[assistant_id] = ""
    with suppress(Error):  # it was deleted
        names[assistant_id] = (await assistants.get_assistant(assistant_id)).name or ""


def _heading(message: Message, names: dict[str, str], models: dict[str, str]) -> str:
    name = names.get(message.assistant_id or "") or ROLE_NAMES[message.role]
    details = [name]
    if message.role == "assistant":
        details.append(models.get(message.run_id or "", ""))
    if message.created_at:
        details.append(f"{datetime.fromtimestamp(message.created_at):%Y-%m-%d %H:%M}")
    return "## " + " · ".join(" ".join(one.split()) for one in details if one)
