"""The Assistants API on this machine: `api.Assistants` over the store, driving runs on the models.

`cli` opens one with `open_engine`; the fronts know it by the protocol alone. Every operation is one transaction
(`operations` has those with rules); a created run is committed before anything leaves the machine, and is then
driven by a task of its own, whoever follows it or not.
"""

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import TypeVar

from msgspec import UNSET
from msgspec.structs import replace

from app.api.errors import NotFound
from app.api.events import Event
from app.api.objects import Assistant, Deleted, Message, Run, Thread
from app.api.requests import (
    CreateAssistant,
    CreateMessage,
    CreateRun,
    CreateThread,
    CreateThreadAndRun,
    Listing,
    ModifyAssistant,
    ModifyMessage,
    ModifyRun,
    ModifyThread,
    Page,
    SubmitToolOutputs,
    ThreadQuery,
    ThreadRow,
)
from app.api.steps import RunStep
from app.api.tools import ToolResources
from app.engine.rules import creation
from app.engine.rules.api_defaults import page_with_api_defaults, with_api_defaults
from app.engine.rules.outcomes import Cancelled
from app.engine.running.change_signal import ChangeSignal
from app.engine.running.follow import follow
from app.engine.running.runner import Runner
from app.engine.running.this_process import ThisProcess
from app.engine.transactions import requests
from app.engine.transactions.orphans import expire
from app.engine.upkeep.caretaker import Caretaker
from app.store import assistants, finding, messages, runs, steps, threads
from app.store.database import Database
from app.store.transaction import Transaction

T = TypeVar("T")


class Engine:
    """An open engine. `run_ttl_s`: seconds a run may live."""

    def __init__(
        self,
        database: Database,
        this_process: ThisProcess,
        runner: Runner,
        caretaker: Caretaker,
        signal: ChangeSignal,
        *,
        run_ttl_s: int,
    ) -> None:
        self._database, self._this_process = database, this_process
        self._runner, self._caretaker = runner, caretaker
        self._signal = signal
        self._run_ttl_s = run_ttl_s

    async def create_assistant(self, request: CreateAssistant, /) -> Assistant:
        """Make an assistant."""
        made = creation.assistant(request, int(time.time()))
        await self._database.write(lambda tx: assistants.insert(tx, made))
        return with_api_defaults(made)

    async def list_assistants(self, page: Page, /) -> Listing[Assistant]:
        """A page of the assistants."""
        return page_with_api_defaults(await self._database.read(lambda tx: assistants.page(tx, page)))

    async def get_assistant(self, assistant_id: str, /) -> Assistant:
        """The assistant of this id."""
        return with_api_defaults(await self._database.read(lambda tx: _assistant(tx, assistant_id)))

    async def modify_assistant(self, assistant_id: str, request: ModifyAssistant, /) -> Assistant:
        """Change the given fields; runs under way keep what they began with."""

        def job(tx: Transaction) -> Assistant:
            changed = creation.modified(_assistant(tx, assistant_id), request)
            assistants.update(tx, changed)
            return changed

        return with_api_defaults(await self._database.write(job))

    async def delete_assistant(self, assistant_id: str, /) -> Deleted:
        """Remove an assistant; its runs stay readable."""
        if not await self._database.write(lambda tx: assistants.delete(tx, assistant_id)):
            raise NotFound("assistant", assistant_id)
        return Deleted(id=assistant_id, object="assistant.deleted")

    async def create_thread(self, request: CreateThread, /) -> Thread:
        """Make a thread, with messages if given."""
        return await self._database.write(lambda tx: requests.create_thread(tx, request))

    async def get_thread(self, thread_id: str, /) -> Thread:
        """The thread of this id."""
        return await self._database.read(lambda tx: requests.thread(tx, thread_id))

    async def modify_thread(self, thread_id: str, request: ModifyThread, /) -> Thread:
        """Change metadata or tool resources."""

        def job(tx: Transaction) -> Thread:
            thread = requests.thread(tx, thread_id)
            resources = request.tool_resources
            changed = replace(
                thread,
                metadata=requests.changed_metadata(request.metadata, thread.metadata),
                tool_resources=thread.tool_resources if resources is UNSET else resources or ToolResources(),
            )
            threads.update(tx, changed)
            return changed

        return await self._database.write(job)

    async def delete_thread(self, thread_id: str, /) -> Deleted:
        """Remove a thread with all that is in it; an active run is broken off."""
        await self._database.write(lambda tx: requests.delete_thread(tx, thread_id))
        self._caretaker.look_now()
        return Deleted(id=thread_id, object="thread.deleted")

    async def list_threads(self, query: ThreadQuery, /) -> Listing[ThreadRow]:
        """Threads by last activity; with `q` those whose title or messages hold all its words, newest first."""
        if not (query.q or "").split():
            return await self._database.read(lambda tx: threads.page(tx, query))
        search = finding.begin(query)
        while search.page is None:
            await self._database.read(lambda tx: finding.find_more(tx, search))
        return search.page

    async def create_message(self, thread_id: str, request: CreateMessage, /) -> Message:
        """Append a message."""
        await self._expire_overdue(thread_id)
        return await self._database.write(lambda tx: requests.create_message(tx, thread_id, request))

    async def list_messages(self, thread_id: str, page: Page, /, run_id: str | None = None) -> Listing[Message]:
        """A page of a thread's messages, or of those one run wrote."""

        def job(tx: Transaction) -> Listing[Message]:
            requests.thread(tx, thread_id)
            return messages.page(tx, thread_id, page, run_id)

        return await self._database.read(job)

    async def get_message(self, thread_id: str, message_id: str, /) -> Message:
        """The message of this id."""
        return await self._database.read(lambda tx: requests.message(tx, thread_id, message_id))

    async def modify_message(self, thread_id: str, message_id: str, request: ModifyMessage, /) -> Message:
        """Replace a message's metadata."""

        def job(tx: Transaction) -> Message:
            old = requests.message(tx, thread_id, message_id)
            changed = replace(old, metadata=requests.changed_metadata(request.metadata, old.metadata))
            messages.save(tx, changed)
            return changed

        return await self._database.write(job)

    async def delete_message(self, thread_id: str, message_id: str, /) -> Deleted:
        """Remove a message."""
        await self._database.write(lambda tx: requests.delete_message(tx, thread_id, message_id))
        return Deleted(id=message_id, object="thread.message.deleted")

    async def create_run(self, thread_id: str, request: CreateRun, /) -> Run:
        """Queue a run with its additional messages, then drive it."""
        await self._expire_overdue(thread_id)
        endpoint, owner = await self._this_process.find_endpoint(), self._this_process.owner
        return await self._begin(
            lambda tx: requests.create_run(tx, thread_id, request, owner=owner, endpoint=endpoint, ttl=self._run_ttl_s)
        )

    async def create_thread_and_run(self, request: CreateThreadAndRun, /) -> Run:
        """Make a thread and queue a run on it, then drive it."""
        endpoint, owner = await self._this_process.find_endpoint(), self._this_process.owner
        return await self._begin(
            lambda tx: requests.create_thread_and_run(tx, request, owner=owner, endpoint=endpoint, ttl=self._run_ttl_s)
        )

    async def list_runs(self, thread_id: str, page: Page, /) -> Listing[Run]:
        """A page of a thread's runs."""

        def job(tx: Transaction) -> Listing[Run]:
            requests.thread(tx, thread_id)
            return runs.page(tx, thread_id, page)

        return page_with_api_defaults(await self._database.read(job))

    async def get_run(self, thread_id: str, run_id: str, /) -> Run:
        """The run of this id."""
        found = await self._database.read(lambda tx: requests.run(tx, thread_id, run_id))
        if found.expires_at is None or found.expires_at > time.time():
            return with_api_defaults(found)
        await self._expire_overdue(thread_id)
        return with_api_defaults(await self._database.read(lambda tx: requests.run(tx, thread_id, run_id)))

    async def modify_run(self, thread_id: str, run_id: str, request: ModifyRun, /) -> Run:
        """Replace a run's metadata, whatever its status."""

        def job(tx: Transaction) -> Run:
            old = requests.run(tx, thread_id, run_id)
            changed = replace(old, metadata=requests.changed_metadata(request.metadata, old.metadata))
            runs.save_metadata(tx, changed)
            return changed

        return with_api_defaults(await self._database.write(job))

    async def submit_tool_outputs(self, thread_id: str, run_id: str, request: SubmitToolOutputs, /) -> Run:
        """Give a waiting run the outputs of all its calls; it goes on."""
        await self._expire_overdue(thread_id)
        owner = self._this_process.owner
        submitted = await self._database.write(lambda tx: requests.submit(tx, thread_id, run_id, request, owner))
        self._runner.start(run_id)
        return with_api_defaults(submitted)

    async def cancel_run(self, thread_id: str, run_id: str, /) -> Run:
        """Cancel a run; it is over soon after."""
        await self._expire_overdue(thread_id)
        cancelling = await self._database.write(lambda tx: requests.cancel(tx, thread_id, run_id))
        self._runner.stop(run_id, Cancelled())
        return with_api_defaults(cancelling)

    async def list_run_steps(self, thread_id: str, run_id: str, page: Page, /) -> Listing[RunStep]:
        """A page of a run's steps."""

        def job(tx: Transaction) -> Listing[RunStep]:
            requests.run(tx, thread_id, run_id)
            return steps.page(tx, run_id, page)

        return page_with_api_defaults(await self._database.read(job))

    async def get_run_step(self, thread_id: str, run_id: str, step_id: str, /) -> RunStep:
        """The step of this id."""

        def job(tx: Transaction) -> RunStep:
            requests.run(tx, thread_id, run_id)
            found = steps.get(tx, run_id, step_id)
            if found is None:
                raise NotFound("run step", step_id)
            return found

        return with_api_defaults(await self._database.read(job))

    async def follow(self, thread_id: str, run_id: str, /, after: int = 0) -> AsyncGenerator[Event]:
        """The run's events above `after`: replay, then live, until it is over."""
        await self._database.read(lambda tx: requests.run(tx, thread_id, run_id))
        async with aclosing(follow(self._database, self._runner, self._signal, run_id, after)) as events:
            async for event in events:
                yield event

    async def _begin(self, create: Callable[[Transaction], Run]) -> Run:
        """Commit a new run, then drive it."""
        made = await self._database.write(create)
        self._runner.start(made.id)
        return with_api_defaults(made)

    async def _expire_overdue(self, thread_id: str) -> None:
        """A run that waits past its time holds its thread no longer, even if no caretaker came by."""
        stored = await self._database.read(lambda tx: runs.active_on(tx, thread_id))
        if stored is not None and stored.expires_at <= time.time() and self._runner.log_of(stored.run.id) is None:
            await self._database.write(lambda tx: expire(tx, stored.run.id))


def _assistant(tx: Transaction, assistant_id: str) -> Assistant:
    found = assistants.get(tx, assistant_id)
    if found is None:
        raise NotFound("assistant", assistant_id)
    return found
