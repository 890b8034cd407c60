"""The roads to the same behaviour: the engine in this process, the server through the unmodified openai SDK, `remote`.

A test is written against `Road.assistants` (`api.Assistants`) and `Road.told` (the API's streams) and does not know
which road it is on.
"""

from collections.abc import AsyncGenerator, Sequence
from typing import Protocol

from app.api.assistants import Assistants
from app.api.events import TERMINAL_EVENTS, Event, EventData
from app.api.requests import CreateRun, CreateThreadAndRun, SubmitToolOutputs
from app.models.script import Script

Told = list[tuple[str, EventData]]


class Road(Protocol):
    """A way to a running service."""

    @property
    def assistants(self) -> Assistants:
        """The operations."""
        ...

    @property
    def script(self) -> Script:
        """What its model says."""
        ...

    async def told(self, thread_id: str, request: CreateRun) -> Told:
        """Create a run and return what its stream tells, to `requires_action` or the end."""
        ...

    async def told_anew(self, request: CreateThreadAndRun) -> Told:
        """Create a thread and a run, and return the same."""
        ...

    async def told_after(self, thread_id: str, run_id: str, request: SubmitToolOutputs) -> Told:
        """Submit outputs and return the same."""
        ...


class InProcess:
    """Straight to an `Assistants`: the engine, or `remote`, which stands for it elsewhere."""

    def __init__(self, assistants: Assistants, script: Script) -> None:
        self.assistants = assistants
        self.script = script

    async def told(self, thread_id: str, request: CreateRun) -> Told:
        run = await self.assistants.create_run(thread_id, request)
        return await leg(self.assistants.follow(run.thread_id, run.id))

    async def told_anew(self, request: CreateThreadAndRun) -> Told:
        run = await self.assistants.create_thread_and_run(request)
        return await leg(self.assistants.follow(run.thread_id, run.id))

    async def told_after(self, thread_id: str, run_id: str, request: SubmitToolOutputs) -> Told:
        waiting = await self.assistants.get_run(thread_id, run_id)
        await self.assistants.submit_tool_outputs(thread_id, run_id, request)
        events = self.assistants.follow(thread_id, run_id)
        while (told := await leg(events))[-1][1] != waiting:
            assert told[-1][0] == "thread.run.requires_action"
        return await leg(events)


async def leg(events: AsyncGenerator[Event]) -> Told:
    """The events to the next `requires_action` or the end."""
    told: Told = []
    async for event in events:
        told.append((event.event, event.data))
        if event.event == "thread.run.requires_action" or event.event in TERMINAL_EVENTS:
            break
    return told


def names(told: Told) -> Sequence[str]:
    """The names of the events, deltas that follow each other as one."""
    found: list[str] = []
    for name, _ in told:
        if not (name.endswith(".delta") and found and found[-1] == name):
            found.append(name)
    return found
