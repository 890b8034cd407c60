"""What the runs of one thread cost, each and together, as far as they are over.

It is read apart from the runs: the first price takes half a second.
"""

from collections.abc import Iterable

from app.api.conversation.cost_words import Total, add_up
from app.api.operations.runs import read_facts
from app.api.operations.usage_sums import UsageQuery
from app.api.run_facts import MAX_RUN_IDS, RunFacts
from app.api.services import Assistants


class RunCosts:
    """The facts of runs with their costs, and the sum of all runs of the thread, also of those that were not read."""

    def __init__(self, assistants: Assistants, thread_id: str) -> None:
        self.total: Total | None = None
        self._facts: dict[str, RunFacts] = {}
        self._assistants = assistants
        self._thread_id = thread_id

    async def read(self, run_ids: Iterable[str]) -> bool:
        """Read what these runs cost that are over, and the sum; False if all was known. Raises `Error`."""
        unread = [one for one in run_ids if one not in self._facts]
        if not unread and self.total is not None:
            return False
        for start in range(0, len(unread), MAX_RUN_IDS):
            some = unread[start : start + MAX_RUN_IDS]
            facts = await read_facts(self._assistants, self._thread_id, some, priced=True)
            self._facts |= {one: RunFacts(run_id=one) for one in some} | {one.run_id: one for one in facts}
        rows = (await self._assistants.usage(UsageQuery(thread_id=self._thread_id))).data
        self.total = add_up([row for row in rows if not row.purpose])
        return True

    def priced(self, facts: RunFacts | None) -> RunFacts | None:
        """Return the facts of a run with its cost, if that was read."""
        return self._facts.get(facts.run_id, facts) if facts else None
