"""Requests to an engine, and reads of what it stored and sent."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import NamedTuple

from app.api.events import Event
from app.api.objects import DEFAULT_ASSISTANT_ID, Run
from app.api.requests import CreateMessage, CreateRun, CreateThread, CreateThreadAndRun, Page
from app.engine.engine import Engine
from app.models.script import Script
from tests.behaviour.run_requests import TOOLS, run_request
from tests.engine.event_checks import check_events, check_message, check_run, check_step
from tests.engine.other_process import DEADLINE_S


class Opened(NamedTuple):
    """An engine and the script behind it."""

    engine: Engine
    script: Script


OpenEngine = Callable[..., AbstractAsyncContextManager[Opened]]
"""Type of the fixture `opened`."""


def thread_request(text: str) -> CreateThread:
    """Make the request for a thread with one message."""
    return CreateThread(messages=[CreateMessage(role="user", content=text)])


def thread_and_run_request(text: str) -> CreateThreadAndRun:
    """Make the request for a thread with one message and a run of the default assistant."""
    return CreateThreadAndRun(assistant_id=DEFAULT_ASSISTANT_ID, thread=thread_request(text))


async def read_events(engine: Engine, thread_id: str, run_id: str, after: int = 0) -> list[Event]:
    """Follow a run to its end and return its events."""
    async with asyncio.timeout(DEADLINE_S):
        return [event async for event in engine.follow(thread_id, run_id, after)]


async def list_texts(engine: Engine, thread_id: str) -> list[tuple[str, str, str]]:
    """List role, status and text of each message, oldest first."""
    page = await engine.list_messages(thread_id, Page(order="asc"))
    return [(message.role, message.status, message.text) for message in page.data]


async def run_to_end(engine: Engine, request: CreateRun, *texts: str) -> tuple[Run, list[Event]]:
    """Run a thread of these messages to its end; check the events and the fields of what is stored."""
    messages = [CreateMessage(role="user", content=text) for text in texts or ("Hi",)]
    thread = await engine.create_thread(CreateThread(messages=messages))
    run = await engine.create_run(thread.id, request)
    events = await read_events(engine, thread.id, run.id)
    check_events(events)
    run = await engine.get_run(thread.id, run.id)
    check_run(run)
    for message in (await engine.list_messages(thread.id, Page())).data:
        check_message(message)
    for step in (await engine.list_run_steps(thread.id, run.id, Page())).data:
        check_step(step)
    await engine.create_message(thread.id, CreateMessage(role="user", content="Free"))
    return run, events


async def waiting_run(engine: Engine) -> tuple[str, str, str]:
    """Make a run that waits for outputs; return the ids of thread, run and call."""
    thread = await engine.create_thread(CreateThread(messages=[CreateMessage(role="user", content="Hi")]))
    run = await engine.create_run(thread.id, run_request(tools=TOOLS))
    async for event in engine.follow(thread.id, run.id):
        if event.event == "thread.run.requires_action":
            break
    action = (await engine.get_run(thread.id, run.id)).required_action
    assert action is not None
    return thread.id, run.id, action.submit_tool_outputs.tool_calls[0].id
