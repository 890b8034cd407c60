"""The operations on runs and their steps."""

import asyncio
import time
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing

from msgspec.structs import replace

from app.api.events import Event
from app.api.objects import Run
from app.api.requests import CreateRun, CreateThreadAndRun, Listing, ModifyRun, Page, SubmitToolOutputs
from app.api.run_facts import RunFacts
from app.api.steps import RunStep
from app.engine.operations.parts import EngineParts
from app.engine.rules.api_defaults import page_with_api_defaults, with_api_defaults
from app.engine.rules.outcomes import Cancelled
from app.engine.rules.run_endpoint import RunEndpoint
from app.engine.running.follow import follow
from app.engine.transactions import run_changes
from app.engine.transactions.lookups import get_run, get_run_step, get_thread
from app.engine.transactions.read_facts import read_run_facts
from app.store import runs, steps
from app.store.transaction import Transaction


class EngineRuns(EngineParts):
    """`api.RunOperations` over the store and the runner. A run is committed before anything leaves the machine."""

    async def create_run(self, thread_id: str, request: CreateRun, /) -> Run:
        """Queue a run with its additional messages, then start it.

        A process that does not reclaim the runs of dead processes cancels one that holds this thread: no other would.
        """
        await self._expire_overdue(thread_id)
        await self._caretaker.cancel_abandoned(thread_id)
        owner, ttl_s = self._this_process.owner, self._run_ttl_s

        def queue(endpoint: RunEndpoint, tx: Transaction) -> Run:
            return run_changes.create_run(tx, thread_id, request, owner=owner, endpoint=endpoint, ttl_s=ttl_s)

        run = await self._write_with_endpoint(request.model, queue)
        self._runner.start(run.id)
        return with_api_defaults(run)

    async def create_thread_and_run(self, request: CreateThreadAndRun, /) -> Run:
        """Create a thread and queue a run on it, then start it."""
        owner, ttl_s = self._this_process.owner, self._run_ttl_s

        def queue(endpoint: RunEndpoint, tx: Transaction) -> Run:
            run = run_changes.create_thread_and_run(tx, request, owner=owner, endpoint=endpoint, ttl_s=ttl_s)
            self._mark_begun(tx, run.thread_id)
            return run

        run = await self._write_with_endpoint(request.model, queue)
        self._runner.start(run.id)
        return with_api_defaults(run)

    async def list_runs(self, thread_id: str, page: Page, /) -> Listing[Run]:
        """Return a page of a thread's runs."""

        def read(tx: Transaction) -> Listing[Run]:
            get_thread(tx, thread_id)
            return runs.page(tx, thread_id, page)

        return page_with_api_defaults(await self._database.read(read))

    async def get_run(self, thread_id: str, run_id: str, /) -> Run:
        """Return the run with this id."""
        run = await self._database.read(lambda tx: get_run(tx, thread_id, run_id))
        if run.expires_at is not None and run.expires_at <= time.time():
            await self._expire_overdue(thread_id)
            run = await self._database.read(lambda tx: get_run(tx, thread_id, run_id))
        return with_api_defaults(run)

    async def modify_run(self, thread_id: str, run_id: str, request: ModifyRun, /) -> Run:
        """Replace a run's metadata, whatever its status."""
        run = await self._database.write(lambda tx: run_changes.modify_run(tx, thread_id, run_id, request))
        return with_api_defaults(run)

    async def submit_tool_outputs(self, thread_id: str, run_id: str, request: SubmitToolOutputs, /) -> Run:
        """Give a waiting run the outputs of all its calls, then start it again."""
        await self._expire_overdue(thread_id)
        owner = self._this_process.owner
        run = await self._database.write(
            lambda tx: run_changes.submit_tool_outputs(tx, thread_id, run_id, request, owner)
        )
        self._runner.start(run_id)
        return with_api_defaults(run)

    async def cancel_run(self, thread_id: str, run_id: str, /) -> Run:
        """Begin to cancel a run; it ends soon after."""
        await self._expire_overdue(thread_id)
        run = await self._database.write(lambda tx: run_changes.cancel_run(tx, thread_id, run_id))
        self._runner.stop(run_id, Cancelled())
        return with_api_defaults(run)

    async def list_run_steps(self, thread_id: str, run_id: str, page: Page, /) -> Listing[RunStep]:
        """Return a page of a run's steps."""

        def read(tx: Transaction) -> Listing[RunStep]:
            get_run(tx, thread_id, run_id)
            return steps.page(tx, run_id, page)

        return page_with_api_defaults(await self._database.read(read))

    async def get_run_step(self, thread_id: str, run_id: str, step_id: str, /) -> RunStep:
        """Return the step with this id."""
        return with_api_defaults(await self._database.read(lambda tx: get_run_step(tx, thread_id, run_id, step_id)))

    async def run_facts(self, thread_id: str, run_ids: Sequence[str], /, *, priced: bool = False) -> Listing[RunFacts]:
        """Return what is known of these runs besides the API's objects."""
        abandoned = await self._caretaker.find_abandoned(thread_id)
        abandoned_id = abandoned.id if abandoned else None
        facts = await self._database.read(lambda tx: read_run_facts(tx, thread_id, run_ids, abandoned_id))
        if not priced:
            return facts
        from app.engine.operations.facts_prices import price_run  # late: a conversation is opened without prices

        return replace(facts, data=await asyncio.to_thread(lambda: [price_run(one) for one in facts.data]))

    async def follow(self, thread_id: str, run_id: str, /, after: int = 0) -> AsyncGenerator[Event]:
        """Yield the run's events above `after`: replay, then live, until it is over."""
        await self._database.read(lambda tx: get_run(tx, thread_id, run_id))
        events = follow(self._database, self._backlog, self._runner, self._signal, run_id, after)
        async with aclosing(events):
            async for event in events:
                yield event
