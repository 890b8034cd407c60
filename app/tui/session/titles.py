"""Renaming: the title is `metadata.title`, so that it survives an export and every client sees it."""

from app.api.assistants import Assistants
from app.api.requests import ModifyThread

TITLE = "title"


async def set_title(assistants: Assistants, thread_id: str, title: str) -> None:
    """Keep a title, or with an empty one go back to the first message; other metadata stays. Raises `RequestError`."""
    metadata = dict((await assistants.get_thread(thread_id)).metadata)
    metadata.pop(TITLE, None)
    if title:
        metadata[TITLE] = title
    await assistants.modify_thread(thread_id, ModifyThread(metadata=metadata))
