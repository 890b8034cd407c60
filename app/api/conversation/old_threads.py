"""Which conversations a clean-up deletes: those without activity for a time, but none that is pinned or being answered.

It works with the operations of the API alone, so that it is the same here and on a server.
"""

from collections.abc import AsyncGenerator, Sequence

from app.api.conversation.thread_labels import PINNED_KEY, is_set
from app.api.errors import NotFound
from app.api.objects import TERMINAL_STATUSES, Deleted
from app.api.requests import ThreadQuery, ThreadRow
from app.api.services import Assistants, Storage

PAGE_SIZE = 100
DAY_S = 86_400
MEGABYTE = 10**6


def may_go(row: ThreadRow, before: int) -> bool:
    """Return whether a clean-up of what was last active before this time deletes this conversation."""
    is_pinned = is_set(row.metadata, PINNED_KEY)
    is_active = row.run_status is not None and row.run_status not in TERMINAL_STATUSES
    return row.last_active_at < before and not is_pinned and not is_active


async def find_old(assistants: Assistants, before: int) -> Sequence[ThreadRow]:
    """Return the conversations that may go, archived ones too, oldest first. Raises `Error`."""
    found, after = list[ThreadRow](), None
    while True:
        query = ThreadQuery(limit=PAGE_SIZE, order="asc", after=after, archived="include")
        page = await assistants.list_threads(query)
        found += [row for row in page.data if may_go(row, before)]
        if not page.has_more or page.data[-1].last_active_at >= before:
            return found
        after = page.data[-1].id


async def delete_old(assistants: Assistants, rows: Sequence[ThreadRow], before: int) -> AsyncGenerator[Deleted]:
    """Delete these conversations one by one, and yield each. One that went on meanwhile stays. Raises `Error`."""
    for row in rows:
        try:
            now = (await assistants.list_threads(ThreadQuery(thread_id=row.id))).data
            if now and may_go(now[0], before):
                yield await assistants.delete_thread(row.id)
        except NotFound:
            continue  # deleted elsewhere meanwhile


async def describe_size(assistants: Assistants) -> str:
    """Return the size of the database as a sentence; empty for a server, which does not say, and where none is on disk.

    Raises `Error`.
    """
    size = await assistants.storage_size() if isinstance(assistants, Storage) else 0
    return f"The database has {size / MEGABYTE:,.1f} MB." if size else ""


def count_conversations(number: int) -> str:
    """Return a number of conversations in words."""
    return f"{number:,} conversation{'' if number == 1 else 's'}"
