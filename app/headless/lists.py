"""`assistant-chat threads` and `runs`, the stored objects, and `settings`: one line each, or as JSON."""

import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TextIO

import msgspec
from msgspec import Struct

from app.api.objects import Run
from app.api.requests import Page, ThreadQuery, ThreadRow
from app.api.services import OpenServices
from app.headless.clean_text import clean, escape_controls
from app.settings import Settings
from app.settings.origins import list_settings


async def list_threads(open_services: OpenServices, query: str | None, limit: int, as_json: bool, out: TextIO) -> int:
    """Print the threads, last active first. `query`: only those whose title or messages contain it."""
    async with open_services() as services:
        page = await services.assistants.list_threads(ThreadQuery(limit=limit, q=query))
    print_rows(map(thread_line, page.data), page.data, as_json, out)
    return 0


async def list_runs(open_services: OpenServices, thread_id: str, limit: int, as_json: bool, out: TextIO) -> int:
    """Print the runs of a thread, newest first. Raises `NotFound`."""
    async with open_services() as services:
        page = await services.assistants.list_runs(thread_id, Page(limit=limit))
    print_rows(map(run_line, page.data), page.data, as_json, out)
    return 0


def print_settings(settings: Settings, folder: Path | None, as_json: bool, out: TextIO) -> int:
    """Print each setting in use, its value and where it was set. `folder`: the one whose `.env` was read."""
    rows = list_settings(settings, folder)
    name_cols = max(len(one.name) for one in rows)
    value_cols = max(len(one.value) for one in rows)
    print_rows(
        (f"{one.name:<{name_cols}}  {one.value:<{value_cols}}  {one.source}" for one in rows), rows, as_json, out
    )
    return 0


def thread_line(row: ThreadRow) -> str:
    """Format a thread: id, last activity, status of the newest run, title, and the line that a search matched."""
    columns = [row.id, local_time(row.last_active_at), f"{row.run_status or '':<15}", row.title or "Untitled"]
    if row.match:
        columns.append(f"· {row.match}")
    return "  ".join(columns)


def run_line(run: Run) -> str:
    """Format a run: id, creation time, status, model, and the error of a failed one."""
    columns = [run.id, local_time(run.created_at), f"{run.status:<15}", run.model]
    if run.last_error:
        columns.append(f"{run.last_error.code}: {run.last_error.message}")
    return "  ".join(columns)


def print_rows(lines: Iterable[str], rows: Sequence[Struct], as_json: bool, out: TextIO) -> None:
    """Print the lines, made safe for a terminal, or the objects as JSON."""
    for line, row in zip(lines, rows, strict=True):
        if as_json:
            out.write(escape_controls(msgspec.json.encode(row).decode()) + "\n")
        else:
            out.write(clean(" ".join(line.splitlines())) + "\n")


def local_time(seconds: int) -> str:
    """Format a Unix time in the time zone of this machine."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))
