"""The runs of one thread that were read so far, the newest first, with what else is known of each."""

from app.api.objects import TERMINAL_STATUSES, Run
from app.api.operations.runs import read_facts
from app.api.requests import Page
from app.api.run_facts import RunFacts
from app.api.services import Assistants

PAGE_SIZE = 50
"""The facts of a run have its whole reasoning: a page of them is no longer than that of the history."""


class ThreadRuns:
    """Runs page by page. A newer one may come at any time."""

    def __init__(self, assistants: Assistants, thread_id: str) -> None:
        self.thread_id = thread_id
        self.known: dict[str, Run] = {}
        """By id, the newest first."""
        self.facts: dict[str, RunFacts] = {}
        self.has_more = True
        self._assistants = assistants
        self._settled: set[str] = set()
        """Runs that were over when their facts were read: these do not change any more."""

    @property
    def newest(self) -> Run | None:
        """The newest run."""
        return next(iter(self.known.values()), None)

    @property
    def active(self) -> Run | None:
        """The run that goes on or waits, if there is one: it is the newest."""
        newest = self.newest
        return newest if newest and newest.status not in TERMINAL_STATUSES else None

    @property
    def settled(self) -> list[str]:
        """The runs whose facts do not change any more, the newest first."""
        return [one for one in self.known if one in self._settled]

    async def read_newest(self) -> None:
        """Read the first page again. Raises `Error`."""
        page = await self._assistants.list_runs(self.thread_id, Page(limit=PAGE_SIZE))
        if not self.known:
            self.has_more = page.has_more
        self.known = {run.id: run for run in page.data} | {
            run_id: run for run_id, run in self.known.items() if run_id not in {one.id for one in page.data}
        }
        await self._read_facts([run.id for run in page.data])

    async def read_next(self) -> None:
        """Read the page below those that are known. Raises `Error`."""
        after = next(reversed(self.known), None)
        page = await self._assistants.list_runs(self.thread_id, Page(limit=PAGE_SIZE, after=after))
        for run in page.data:
            self.known.setdefault(run.id, run)
        self.has_more = page.has_more
        await self._read_facts([run.id for run in page.data])

    def put(self, run: Run) -> None:
        """Take a run as it is now."""
        if run.id in self.known:
            self.known[run.id] = run
        else:
            self.known = {run.id: run, **self.known}

    async def _read_facts(self, run_ids: list[str]) -> None:
        asked = [one for one in run_ids if one not in self._settled]
        if not asked:
            return
        over = {one for one in asked if self.known[one].status in TERMINAL_STATUSES}
        facts = await read_facts(self._assistants, self.thread_id, asked)
        self.facts |= {one.run_id: one for one in facts}
        self._settled |= over
