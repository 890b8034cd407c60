"""`assistant-chat threads`, `runs` and `assistants`, the stored objects, and `settings`: in columns, or as JSON."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TextIO, TypeVar

import msgspec
from msgspec import Struct

from app.api.conversation.cost_words import UNKNOWN, format_usd
from app.api.conversation.thread_labels import ARCHIVED_KEY, PINNED_KEY, is_set, tags_of
from app.api.errors import Error
from app.api.objects import Assistant, Run
from app.api.operations import runs
from app.api.requests import Listing, Page, ThreadQuery, ThreadRow
from app.api.run_facts import RunFacts
from app.api.services import Assistants, OpenServices
from app.headless.asking.typed_ids import find_thread_id
from app.headless.clean_text import clean, clean_line, escape_controls
from app.headless.exit_codes import COMPLETED
from app.headless.lists.cells import duration_of, lay_out, local_time, tokens_of
from app.headless.lists.unindexed import explain_unindexed
from app.settings import Settings
from app.settings.origins import list_settings

THREAD_HEADER = ("ID", "LAST ACTIVE", "STATUS", "TITLE")
LABELS_HEADER = "TAGS"
MATCH_HEADER = "FOUND"
RUN_HEADER = ("ID", "CREATED", "STATUS", "DURATION", "TOKENS IN", "TOKENS OUT", "COST", "MODEL", "ERROR")
ASSISTANT_HEADER = ("ID", "CREATED", "NAME", "MODEL", "INSTRUCTIONS")
NUMBERS = ("DURATION", "TOKENS IN", "TOKENS OUT")
UNTITLED = "Untitled"
MAX_INSTRUCTIONS_CHARS = 60
"""Of the instructions of an assistant, as many as tell it from others."""

NO_THREADS = "There are no conversations yet."
NOT_FOUND = "No conversation has these words."
NOT_TAGGED = "No conversation has this tag."
NONE_ARCHIVED = "No conversation is archived."
NO_RUNS = "This conversation has no runs yet."
MORE = "There are more: --limit lists up to 100."

T = TypeVar("T", Run, Assistant)


async def list_threads(open_services: OpenServices, query: ThreadQuery, as_json: bool, out: TextIO, err: TextIO) -> int:
    """Print the threads that a query asks for, last active first."""
    async with open_services() as services:
        page = await services.assistants.list_threads(query)
    header, cells = [*THREAD_HEADER], [thread_cells(row) for row in page.data]
    labels = [labels_of(row) for row in page.data]
    if any(labels):
        header.append(LABELS_HEADER)
        cells = [[*row, label] for row, label in zip(cells, labels, strict=True)]
    if query.q:
        header.append(MATCH_HEADER)
        cells = [[*row, found.match or ""] for row, found in zip(cells, page.data, strict=True)]
    print_rows(header, cells, page.data, as_json, out)
    if not page.data and not as_json:
        err.write(f"{clean_line(explain_none(query))}\n")
    if missed := explain_unindexed(page):
        err.write(f"{missed}\n")
    print_more(page.has_more, as_json, err)
    return COMPLETED


def labels_of(row: ThreadRow) -> str:
    """Return what the user says of a thread besides its title: that it is pinned or archived, and its tags."""
    words = [key for key in (PINNED_KEY, ARCHIVED_KEY) if is_set(row.metadata, key)]
    return " ".join([*words, *(f"#{tag}" for tag in tags_of(row.metadata))])


def explain_none(query: ThreadQuery) -> str:
    """Say why no thread is listed."""
    if query.q:
        return NOT_FOUND
    if query.tag:
        return NOT_TAGGED
    if query.archived == "only":
        return NONE_ARCHIVED
    return NO_THREADS


async def list_runs(
    open_services: OpenServices, thread_id: str, limit: int, as_json: bool, out: TextIO, err: TextIO
) -> int:
    """Print the runs of a thread, newest first. Raises `NotFound`."""
    async with open_services() as services:
        thread_id = await find_thread_id(services.assistants, thread_id)
        page = await read_page(limit, partial(services.assistants.list_runs, thread_id))
        facts: dict[str, RunFacts] = {}
        if page.data and not as_json:
            facts = await read_facts(services.assistants, thread_id, [run.id for run in page.data], priced=True)
    rows = (run_cells(run, facts.get(run.id)) for run in page.data)
    print_rows(RUN_HEADER, rows, page.data, as_json, out)
    if not page.data and not as_json:
        err.write(f"{NO_RUNS}\n")
    print_more(page.has_more, as_json, err)
    return COMPLETED


async def list_assistants(open_services: OpenServices, limit: int, as_json: bool, out: TextIO, err: TextIO) -> int:
    """Print the assistants, newest first."""
    async with open_services() as services:
        page = await read_page(limit, services.assistants.list_assistants)
    print_rows(ASSISTANT_HEADER, map(assistant_cells, page.data), page.data, as_json, out)
    print_more(page.has_more, as_json, err)
    return COMPLETED


async def read_page(limit: int, read: Callable[[Page], Awaitable[Listing[T]]]) -> Listing[T]:
    """Return so many objects: where they are large, a page ends early, and more are read behind it."""
    page = await read(Page(limit=limit))
    data = [*page.data]
    while page.has_more and page.last_id and len(data) < limit:
        page = await read(Page(limit=limit - len(data), after=page.last_id))
        data += page.data
    return Listing(data=data, first_id=None, last_id=None, has_more=page.has_more)


def print_settings(settings: Settings, folder: Path | None, as_json: bool, out: TextIO) -> int:
    """Print each setting in use, its value and where it was set. `folder`: the one whose `.env` was read."""
    rows = list_settings(settings, folder)
    print_rows(("NAME", "VALUE", "SET BY"), ((one.name, one.value, one.source) for one in rows), rows, as_json, out)
    return COMPLETED


async def read_facts(
    assistants: Assistants, thread_id: str, run_ids: Sequence[str], *, priced: bool = False
) -> dict[str, RunFacts]:
    """Return what is known of runs of one thread besides OpenAI's objects.

    `priced`: with their cost. Nothing where a server does not say.
    """
    with suppress(Error):
        facts = await runs.read_facts(assistants, thread_id, run_ids, priced=priced)
        return {one.run_id: one for one in facts}
    return {}


def thread_cells(row: ThreadRow) -> list[str]:
    """Return the columns of a thread."""
    return [row.id, local_time(row.last_active_at), row.run_status or "", row.title or UNTITLED]


def run_cells(run: Run, facts: RunFacts | None) -> list[str]:
    """Return the columns of a run. The model is the one that answered, else the one that was asked for."""
    model = (facts.answered_by if facts else "") or run.model
    error = f"{run.last_error.code}: {run.last_error.message}" if run.last_error else ""
    cost = short_cost(facts)
    return [run.id, local_time(run.created_at), run.status, duration_of(run), *tokens_of(run), cost, model, error]


def short_cost(facts: RunFacts | None) -> str:
    """Return the cost of a run in a word or two; empty for one in which no model answered."""
    if facts is None or not facts.calls:
        return ""
    return UNKNOWN if facts.cost_usd is None else format_usd(facts.cost_usd)


def assistant_cells(assistant: Assistant) -> list[str]:
    """Return the columns of an assistant."""
    instructions = " ".join((assistant.instructions or "").split())
    if len(instructions) > MAX_INSTRUCTIONS_CHARS:
        instructions = f"{instructions[: MAX_INSTRUCTIONS_CHARS - 1]}…"
    return [assistant.id, local_time(assistant.created_at), assistant.name or "", assistant.model, instructions]


def print_more(has_more: bool, as_json: bool, err: TextIO) -> None:
    """Say that there are more rows than were printed, where a person reads them."""
    if has_more and not as_json and err.isatty():
        err.write(f"{MORE}\n")


def print_rows(
    header: Sequence[str], cells: Iterable[Sequence[str]], rows: Sequence[Struct], as_json: bool, out: TextIO
) -> None:
    """Print the rows in columns under the header, or the objects as JSON."""
    if as_json:
        print_json(rows, out)
        return
    out.writelines(f"{line}\n" for line in lay_out(header, cells, numbers=NUMBERS))


def print_json(objects: Iterable[Struct], out: TextIO) -> None:
    """Print objects as JSON, one a line, with no control character in them."""
    for one in objects:
        out.write(escape_controls(msgspec.json.encode(one).decode()) + "\n")


def print_lines(lines: Iterable[str], out: TextIO) -> None:
    """Print lines, made safe for a terminal."""
    out.writelines(f"{clean(' '.join(line.splitlines()))}\n" for line in lines)
