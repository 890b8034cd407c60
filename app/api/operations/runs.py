"""The operations on runs and their steps."""

from collections.abc import AsyncGenerator, Sequence
from typing import Protocol

from app.api.events import Event
from app.api.objects import Run
from app.api.requests import CreateRun, CreateThreadAndRun, Listing, ModifyRun, Page, SubmitToolOutputs
from app.api.run_facts import RunFacts
from app.api.steps import RunStep


class RunOperations(Protocol):
    """Runs: one execution of an assistant on a thread."""

    async def create_run(self, thread_id: str, request: CreateRun, /) -> Run: ...

    async def create_thread_and_run(self, request: CreateThreadAndRun, /) -> Run: ...

    async def list_runs(self, thread_id: str, page: Page, /) -> Listing[Run]: ...

    async def get_run(self, thread_id: str, run_id: str, /) -> Run: ...

    async def modify_run(self, thread_id: str, run_id: str, request: ModifyRun, /) -> Run: ...

    async def submit_tool_outputs(self, thread_id: str, run_id: str, request: SubmitToolOutputs, /) -> Run: ...

    async def cancel_run(self, thread_id: str, run_id: str, /) -> Run: ...

    async def list_run_steps(self, thread_id: str, run_id: str, page: Page, /) -> Listing[RunStep]: ...

    async def get_run_step(self, thread_id: str, run_id: str, step_id: str, /) -> RunStep: ...

    async def run_facts(self, thread_id: str, run_ids: Sequence[str], /, *, priced: bool = False) -> Listing[RunFacts]:
        """Return what is known of these runs besides OpenAI's objects; unknown ids are left out.

        `priced`: with what they cost. The first price takes half a second, so most callers do without.

        At most `MAX_RUN_IDS`. Where they have much text, only the first are returned, with `has_more`: see
        `read_facts`. OpenAI's API has no such operation, and none of its objects carries any of it.
        """
        ...

    def follow(self, thread_id: str, run_id: str, /, after: int = 0) -> AsyncGenerator[Event]:
        """Yield the events of a run with a number above `after`: past ones, then live ones, until a terminal status.

        No event is skipped or repeated. Following continues through `requires_action`; a caller that stops there
        closes the generator, which does not stop the run. OpenAI's API has no such operation.
        """
        ...


async def read_facts(
    assistants: RunOperations, thread_id: str, run_ids: Sequence[str], *, priced: bool = False
) -> list[RunFacts]:
    """Return the facts of all these runs: where they have much text, more are read behind the first."""
    found: list[RunFacts] = []
    left = list(dict.fromkeys(run_ids))
    while left:
        listing = await assistants.run_facts(thread_id, left, priced=priced)
        found += listing.data
        if not listing.has_more or listing.last_id not in left:
            break
        left = left[left.index(listing.last_id) + 1 :]
    return found
