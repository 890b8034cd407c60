"""Finds the object whose id begins as the user typed it: `thread_Ab3` or `Ab3`. Several of them are listed.

An id in full is taken as it is, and costs no request.
"""

from collections.abc import Sequence

from app.api.errors import Error, NotFound
from app.api.requests import Page, ThreadQuery
from app.api.services import Assistants

WHOLE_CHARS = 24
"""Behind the `thread_` of an id."""
THREAD, RUN, ASSISTANT = "thread_", "run_", "asst_"
PAGE_SIZE = 100
MAX_PAGES = 10
"""Of runs or assistants that are read for the beginning of an id."""
SHOWN = 10
SEVERAL = "Several ids begin with {}. Type more of the one that is meant:\n{}"
MORE = "  … and others"


async def find_thread_id(assistants: Assistants, typed: str) -> str:
    """Return the id of the one thread that begins so, hidden ones left out. Raises `NotFound`, `Error` for several."""
    beginning = complete_prefix(typed, THREAD)
    if is_whole(typed, THREAD):
        return typed
    rows = (await assistants.list_threads(ThreadQuery(id_begins=beginning, limit=PAGE_SIZE))).data
    # A server of an earlier version does not know the filter, and returns any threads.
    found = [(row.id, row.title) for row in rows if row.id.startswith(beginning)]
    return _only(found, typed, beginning, "thread")


async def find_run_id(assistants: Assistants, thread_id: str, typed: str) -> str:
    """Return the id of the one run of a thread that begins so. Raises `NotFound`, `Error` for several."""
    beginning = complete_prefix(typed, RUN)
    if is_whole(typed, RUN):
        return typed
    found, page = list[tuple[str, str]](), Page(limit=PAGE_SIZE)
    for _ in range(MAX_PAGES):
        listing = await assistants.list_runs(thread_id, page)
        found += [(run.id, run.status) for run in listing.data if run.id.startswith(beginning)]
        if not listing.has_more:
            break
        page = Page(limit=PAGE_SIZE, after=listing.last_id)
    return _only(found, typed, beginning, "run")


def is_whole(typed: str, prefix: str) -> bool:
    """Return whether this is an id in full, or longer than any; an empty text is looked for as it is, too."""
    return not typed or len(typed) >= len(prefix) + WHOLE_CHARS


def complete_prefix(typed: str, prefix: str) -> str:
    """Return the beginning of an id with its `thread_` or `run_`."""
    return typed if typed.startswith(prefix) else f"{prefix}{typed}"


def _only(found: Sequence[tuple[str, str]], typed: str, beginning: str, kind: str) -> str:
    ids = [one for one, _ in found]
    if typed in ids or beginning in ids:
        return typed if typed in ids else beginning
    if not ids:
        raise NotFound(kind, typed)
    if len(ids) > 1:
        raise Error(describe_several(found, typed))
    return ids[0]


def describe_several(found: Sequence[tuple[str, str]], typed: str) -> str:
    """Return a refusal that lists ids, each with what is said of it."""
    lines = [f"  {one}  {words}".rstrip() for one, words in found[:SHOWN]]
    if len(found) > SHOWN:
        lines.append(MORE)
    return SEVERAL.format(typed, "\n".join(lines))
