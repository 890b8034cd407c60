"""Detects changes made elsewhere: by another terminal, by `ask` or by a program on the same data.

`Assistants` streams the events of runs, not of threads, so the newest rows of the list are read every two seconds:
1 ms of work.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence

from msgspec import UNSET
from msgspec.structs import replace

from app.api.errors import Error
from app.api.requests import ThreadQuery, ThreadRow
from app.api.services import Assistants
from app.tui.session.threads.current_thread import CurrentThread

POLL_INTERVAL_S = 2.0
POLL_ROWS = 20
"""An active thread moves to the top of the list. A deletion or a new title further down is seen later."""


class ChangePoller:
    """The newest rows, as they were at the last poll."""

    def __init__(self, assistants: Assistants, current: CurrentThread) -> None:
        self._assistants = assistants
        self._current = current
        self._rows: Sequence[ThreadRow] | None = None
        self._counted_id: str | None = None
        """The thread whose messages these rows count."""

    async def changes(self) -> AsyncGenerator[Sequence[ThreadRow] | None]:
        """Poll without end; each poll yields what `poll` returns."""
        while True:
            await asyncio.sleep(POLL_INTERVAL_S)
            yield await self.poll()

    async def poll(self) -> Sequence[ThreadRow] | None:
        """Return the newest rows if one of them changed since the last poll; else, or if the store fails, None.

        An empty list is a change too: the last thread was deleted. Of the open thread the messages are counted, since
        a deleted one changes nothing else.
        """
        try:
            query = ThreadQuery(limit=POLL_ROWS, counts_in=self._current.id, archived="include")
            rows = (await self._assistants.list_threads(query)).data
        except Error:
            return None
        before, self._rows = self._rows, rows
        counted_before, self._counted_id = self._counted_id, query.counts_in
        if before is not None and counted_before != self._counted_id:  # the user has opened another thread
            return None if _without_counts(rows) == _without_counts(before) else rows
        return None if rows == before else rows

    def find(self, thread_id: str | None) -> ThreadRow | None:
        """Return the row of a thread as of the last poll."""
        return next((row for row in self._rows or () if row.id == thread_id), None)


def _without_counts(rows: Sequence[ThreadRow]) -> Sequence[ThreadRow]:
    return [replace(row, message_count=UNSET) for row in rows]
