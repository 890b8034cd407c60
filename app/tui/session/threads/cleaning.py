"""Deletes old conversations: all but the open one, the pinned ones, and those with an active run."""

import time
from collections.abc import AsyncGenerator, Container, Sequence
from contextlib import aclosing
from typing import NamedTuple

from app.api.conversation.old_threads import DAY_S, delete_old, describe_size, find_old
from app.api.requests import ThreadRow
from app.api.services import Assistants, Storage
from app.tui.session.threads.current_thread import CurrentThread


class OldConversations(NamedTuple):
    """The conversations that were last active before a time, oldest first."""

    before: int
    rows: Sequence[ThreadRow]


class CleanUp:
    """Finds and deletes old conversations. `hidden`: those that are deleted anyway, once it cannot be undone."""

    def __init__(self, assistants: Assistants, current: CurrentThread, hidden: Container[str]) -> None:
        self._assistants = assistants
        self._current = current
        self._hidden = hidden

    async def describe_size(self) -> str:
        """Return the size of the database as a sentence; empty where it is not known. Raises `Error`."""
        return await describe_size(self._assistants)

    async def find(self, days: int) -> OldConversations:
        """Return the conversations without activity for so many days. Raises `Error`."""
        before = int(time.time()) - days * DAY_S
        rows = await find_old(self._assistants, before)
        return OldConversations(before, [row for row in rows if self._may_go(row)])

    async def delete(self, old: OldConversations) -> AsyncGenerator[str]:
        """Delete these, except those that went on meanwhile; yield the id of each. Raises `Error`."""
        rows = [row for row in old.rows if self._may_go(row)]
        async with aclosing(delete_old(self._assistants, rows, old.before)) as deletions:
            async for deleted in deletions:
                yield deleted.id

    async def shrink(self) -> None:
        """Give the room of what was deleted back to the disk; a server keeps it. Raises `Error`."""
        if isinstance(self._assistants, Storage):
            await self._assistants.shrink_storage()

    def _may_go(self, row: ThreadRow) -> bool:
        is_open = row.id in (self._current.id, self._current.next_id)
        return not is_open and row.id not in self._hidden
