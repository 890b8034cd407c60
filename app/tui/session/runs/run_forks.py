"""Where an older run, or one with a reply, is run again: in a fork, as what came behind it was no input of it."""

from app.api.objects import Run
from app.api.requests import Page
from app.api.services import Assistants

PAGE_SIZE = 100


async def is_newest(assistants: Assistants, run: Run) -> bool:
    """Whether no run of the thread came behind this one. Raises `Error`."""
    newest = (await assistants.list_runs(run.thread_id, Page(limit=1))).data
    return not newest or newest[0].id == run.id


async def find_last_input(assistants: Assistants, run: Run) -> str | None:
    """Return the last message before the reply of a run; None if it began the thread. Raises `Error`."""
    first = (await assistants.list_messages(run.thread_id, Page(limit=1, order="asc"), run.id)).data
    if first:
        before = (await assistants.list_messages(run.thread_id, Page(limit=1, after=first[0].id))).data
        return before[0].id if before else None
    after: str | None = None
    while True:
        page = await assistants.list_messages(run.thread_id, Page(limit=PAGE_SIZE, after=after))
        for message in page.data:
            # In whole seconds: a reply of the same second came later, as it was written behind this run.
            if message.created_at < run.created_at + (message.role == "user"):
                return message.id
        if not page.has_more:
            return None
        after = page.data[-1].id


async def find_last_reply(assistants: Assistants, run: Run) -> str | None:
    """Return the last message that a run wrote; None if it wrote none. Raises `Error`."""
    last = (await assistants.list_messages(run.thread_id, Page(limit=1), run.id)).data
    return last[0].id if last else None
