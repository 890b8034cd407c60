"""Requests for runs, their end, and the event names that the API sends in order."""

import asyncio

from app.api.objects import DEFAULT_ASSISTANT_ID, Run
from app.api.requests import (
    CreateMessage,
    CreateRun,
    CreateThread,
)
from app.api.tools import (
    FunctionDefinition,
    FunctionTool,
)
from tests.behaviour.transports import Streamed, Transport

RUN_STARTED = ["thread.run.created", "thread.run.queued", "thread.run.in_progress"]
MESSAGE_BEGUN = [
    "thread.run.step.created",
    "thread.run.step.in_progress",
    "thread.message.created",
    "thread.message.in_progress",
    "thread.message.delta",
]
MESSAGE_WRITTEN = [*MESSAGE_BEGUN, "thread.message.completed", "thread.run.step.completed"]
CALL_WRITTEN = ["thread.run.step.created", "thread.run.step.in_progress", "thread.run.step.delta"]
TOOLS = [FunctionTool(function=FunctionDefinition(name=name)) for name in ("look", "listen")]


def run_request(**settings: object) -> CreateRun:
    """Make the request for a run of the default assistant."""
    return CreateRun(assistant_id=DEFAULT_ASSISTANT_ID, **settings)  # pyright: ignore[reportArgumentType] - given by name


async def create_thread(transport: Transport, *texts: str) -> str:
    """Create a thread with these messages of the user, and return its id."""
    first = [CreateMessage(role="user", content=text) for text in texts]
    return (await transport.assistants.create_thread(CreateThread(messages=first))).id


async def wait_for_end(transport: Transport, run: Run) -> Run:
    """Wait for the end of a run, and return it."""
    async with asyncio.timeout(20):
        async for _ in transport.assistants.follow(run.thread_id, run.id):
            pass
    return await transport.assistants.get_run(run.thread_id, run.id)


def last_run(streamed: Streamed) -> Run:
    """Return the run in the last event."""
    run = streamed[-1][1]
    assert isinstance(run, Run)
    return run
