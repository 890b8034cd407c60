"""Three transports to the same behaviour: the engine in process, the server through the unmodified SDK, `remote`.

A test uses `Transport.assistants` (`api.Assistants`) and the streams of the API; it does not know its transport.
"""

from collections.abc import AsyncGenerator, Sequence
from typing import Protocol

from app.api.events import TERMINAL_EVENTS, Event, EventData
from app.api.requests import CreateRun, CreateThreadAndRun, SubmitToolOutputs
from app.api.services import Assistants
from app.models.script import Script

Streamed = list[tuple[str, EventData]]
"""Names and objects of the events of a stream."""


class Transport(Protocol):
    """Access to a running service."""

    @property
    def assistants(self) -> Assistants:
        """The operations of the API."""
        ...

    @property
    def script(self) -> Script:
        """The script that its model plays."""
        ...

    async def stream_run(self, thread_id: str, request: CreateRun) -> Streamed:
        """Create a run and return its streamed events, to `requires_action` or the end."""
        ...

    async def stream_thread_and_run(self, request: CreateThreadAndRun) -> Streamed:
        """Create a thread and a run, and return the streamed events, to `requires_action` or the end."""
        ...

    async def stream_outputs(self, thread_id: str, run_id: str, request: SubmitToolOutputs) -> Streamed:
        """Submit tool outputs, and return the streamed events, to `requires_action` or the end."""
        ...


class DirectTransport:
    """Calls an `Assistants` directly: the engine, or `remote`."""

    def __init__(self, assistants: Assistants, script: Script) -> None:
        self.assistants = assistants
        self.script = script

    async def stream_run(self, thread_id: str, request: CreateRun) -> Streamed:
        run = await self.assistants.create_run(thread_id, request)
        return await read_stream(self.assistants.follow(run.thread_id, run.id))

    async def stream_thread_and_run(self, request: CreateThreadAndRun) -> Streamed:
        run = await self.assistants.create_thread_and_run(request)
        return await read_stream(self.assistants.follow(run.thread_id, run.id))

    async def stream_outputs(self, thread_id: str, run_id: str, request: SubmitToolOutputs) -> Streamed:
        waiting = await self.assistants.get_run(thread_id, run_id)
        await self.assistants.submit_tool_outputs(thread_id, run_id, request)
        events = self.assistants.follow(thread_id, run_id)
        while (streamed := await read_stream(events))[-1][1] != waiting:
            assert streamed[-1][0] == "thread.run.requires_action"
        return await read_stream(events)


async def read_stream(events: AsyncGenerator[Event]) -> Streamed:
    """Read the events to the next `requires_action` or the end."""
    streamed: Streamed = []
    async for event in events:
        streamed.append((event.event, event.data))
        if event.event == "thread.run.requires_action" or event.event in TERMINAL_EVENTS:
            break
    return streamed


def names(streamed: Streamed) -> Sequence[str]:
    """List the names of the events; consecutive deltas count as one."""
    found: list[str] = []
    for name, _ in streamed:
        if not (name.endswith(".delta") and found and found[-1] == name):
            found.append(name)
    return found
