"""Notices what others do: another terminal, `ask` or a program on the same data.

The seam tells of runs, not of threads, so the newest rows of the list are asked for every two seconds: 1 ms of work.
`Session` says what to do when they are others than those on the screen.
"""

from collections.abc import Sequence

from app.api.assistants import Assistants
from app.api.errors import Error
from app.api.requests import ThreadQuery, ThreadRow

EVERY = 2.0
"""Seconds between looks."""
ROWS = 20
"""What others do brings a thread to the top of the list; what they delete or rename further down is seen later."""


class Watching:
    """The newest rows, as they were at the last look."""

    def __init__(self, assistants: Assistants) -> None:
        self._assistants = assistants
        self._seen: Sequence[ThreadRow] | None = None
        self._looking = False

    async def look(self) -> Sequence[ThreadRow]:
        """The newest rows at the first look and when one of them changed since, else none. A store away is no news."""
        if self._looking:
            return ()
        self._looking = True
        try:
            rows = (await self._assistants.list_threads(ThreadQuery(limit=ROWS))).data
        except Error:
            return ()
        finally:
            self._looking = False
        before, self._seen = self._seen, rows
        return rows if rows != before else ()
