"""`assistant-chat threads` and `runs`: what is stored, a line each. `--json` prints the objects themselves."""

import time
from collections.abc import Iterable, Sequence
from typing import TextIO

import msgspec
from msgspec import Struct

from app.api.objects import Run
from app.api.requests import Page, ThreadQuery, ThreadRow
from app.api.services import OpenServices
from app.headless.clean_text import clean, escaped


async def list_threads(open_services: OpenServices, query: str | None, limit: int, as_json: bool, out: TextIO) -> int:
    """The threads, last active first; with a query those whose title or messages hold it."""
    async with open_services() as services:
        page = await services.assistants.list_threads(ThreadQuery(limit=limit, q=query))
    tell(map(thread_line, page.data), page.data, as_json, out)
    return 0


async def list_runs(open_services: OpenServices, thread_id: str, limit: int, as_json: bool, out: TextIO) -> int:
    """The runs of a thread, newest first. Raises `NotFound`."""
    async with open_services() as services:
        page = await services.assistants.list_runs(thread_id, Page(limit=limit))
    tell(map(run_line, page.data), page.data, as_json, out)
    return 0


def thread_line(row: ThreadRow) -> str:
    """Id, last activity, status of the newest run, title, and the line that a search found."""
    found = f"  · {row.match}" if row.match else ""
    return f"{row.id}  {moment(row.last_active_at)}  {row.run_status or '':<15}  {row.title or 'Untitled'}{found}"


def run_line(run: Run) -> str:
    """Id, start, status, model, and why it failed."""
    failed = f"  {run.last_error.code}: {run.last_error.message}" if run.last_error else ""
    return f"{run.id}  {moment(run.created_at)}  {run.status:<15}  {run.model}{failed}"


def tell(lines: Iterable[str], rows: Sequence[Struct], as_json: bool, out: TextIO) -> None:
    """Print the lines, made safe for a terminal, or the objects as JSON."""
    for line, row in zip(lines, rows, strict=True):
        if as_json:
            out.write(escaped(msgspec.json.encode(row).decode()) + "\n")
        else:
            out.write(clean(" ".join(line.splitlines())) + "\n")


def moment(seconds: int) -> str:
    """A time of this machine's zone."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))
