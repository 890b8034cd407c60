"""`assistant-chat threads clean`: deletes old conversations, and gives their room back to the disk."""

import time
from collections.abc import Sequence
from typing import TextIO

from app.api.conversation.old_threads import DAY_S, count_conversations, delete_old, describe_size, find_old
from app.api.errors import Error
from app.api.requests import ThreadRow
from app.api.services import Assistants, OpenServices, Storage
from app.headless.conversations.change_thread import KEPT, asks
from app.headless.exit_codes import COMPLETED, STOPPED
from app.headless.lists.cells import local_time
from app.headless.lists.stored_lists import print_json, print_rows, thread_cells

HEADER = ("ID", "LAST ACTIVE", "STATUS", "TITLE")
NO_AGE = "Say how old: --older-than 90d deletes what was last active more than 90 days ago."
NONE_OLD = "No conversation is that old."
ASKED = "Delete {} with all their messages and runs? [y/N] "
NOT_ASKED = "Nothing was deleted. --yes deletes them."


async def clean(
    open_services: OpenServices,
    days: int | None,
    confirmed: bool,
    as_json: bool,
    stdin: TextIO,
    out: TextIO,
    err: TextIO,
) -> int:
    """Show which conversations would go and delete them once it is confirmed. Raises `Error`.

    JSON: what would go, as `threads` has it; with `confirmed` what was deleted, as `delete` has it.
    """
    if days is None:
        raise Error(NO_AGE)
    before = int(time.time()) - days * DAY_S
    async with open_services() as services:
        storage = services.assistants if isinstance(services.assistants, Storage) else None
        rows = await find_old(services.assistants, before)
        if not confirmed:
            print_rows(HEADER, map(thread_cells, rows), rows, as_json, out)
            out.flush()
        if not as_json:
            err.write(describe(rows, before, await size_of(services.assistants)))
        if rows and not confirmed:
            if as_json:
                return COMPLETED
            if not stdin.isatty():
                err.write(f"{NOT_ASKED}\n")
                return COMPLETED
            if not await asks(ASKED.format(count_conversations(len(rows))), stdin, err):
                err.write(f"{KEPT}\n")
                return STOPPED
        deleted = [one async for one in delete_old(services.assistants, rows, before)]
        # Also where nothing was old: what was deleted before leaves the file larger than it must be.
        if storage is not None and (confirmed or deleted):
            await storage.shrink_storage()
        if as_json:
            print_json(deleted, out)
        elif rows:
            out.write(f"Deleted {count_conversations(len(deleted))}.{await size_of(services.assistants)}\n")
    return COMPLETED


def describe(rows: Sequence[ThreadRow], before: int, size: str) -> str:
    """Return the lines about what would go, and the size of the database."""
    if not rows:
        return f"{NONE_OLD}{size}\n"
    return f"{count_conversations(len(rows))}, last active before {local_time(before)}.{size}\n"


async def size_of(assistants: Assistants) -> str:
    """Return the size of the database as a sentence that follows another one; empty for a server."""
    sentence = await describe_size(assistants)
    return f" {sentence}" if sentence else ""
