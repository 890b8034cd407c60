"""A server of another version: it has no facts of runs, or events that this program does not know."""

import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import cast

import pytest
from starlette.routing import Route

from app.api.errors import NotFound, RequestError
from app.api.events import Event, EventName, ReasoningDelta
from app.api.operations.usage_sums import UsageQuery
from app.api.services import Assistants
from app.models.model import ReasoningPiece
from app.models.script import Reply
from app.remote import open_remote
from app.server.application import create_app
from app.server.http_connection import Connection
from app.server.listening import listen
from tests.engine.engine_calls import thread_and_run_request
from tests.remote.cable import At
from tests.requirements import requirement
from tests.server.running import Running


class FromTheFuture:
    """Assistants whose runs have an event that nobody knows before each of the others."""

    def __init__(self, assistants: Assistants) -> None:
        self._assistants = assistants

    def __getattr__(self, name: str) -> object:
        return getattr(self._assistants, name)

    async def follow(self, thread_id: str, run_id: str, /, after: int = 0) -> AsyncGenerator[Event]:
        async for event in self._assistants.follow(thread_id, run_id, after):
            yield Event(number=event.number - 1, event=cast("EventName", "run.mood.changed"), data=event.data)
            yield event


@asynccontextmanager
async def other_version(assistants: Assistants, served: Running, *, without: str = "-") -> AsyncGenerator[str]:
    """Serve `assistants` without the paths that contain `without`; yield the base URL."""
    app = create_app(assistants, served.script, server_key=None, loopback=True)
    app.router.routes[:] = [
        route for route in app.router.routes if isinstance(route, Route) and without not in route.path
    ]
    listener = socket.create_server(("127.0.0.1", 0))
    port: int = listener.getsockname()[1]
    async with listen(app, listener, Connection):
        yield f"http://127.0.0.1:{port}/v1"


@requirement("reasoning.older-server")
async def test_a_server_without_facts_knows_none(served: Running, at: At) -> None:
    served.script.replies.append(Reply(ReasoningPiece("1"), "one"))
    async with (
        other_version(served.assistants, served, without="run_facts") as url,
        open_remote(at(url)) as (assistants, _),
    ):
        run = await assistants.create_thread_and_run(thread_and_run_request("Hi"))
        names = [event.event async for event in assistants.follow(run.thread_id, run.id)]
        assert names[-1] == "thread.run.completed"
        assert (await assistants.run_facts(run.thread_id, [run.id])).data == []
    async with open_remote(at(served.url)) as (assistants, _):
        assert len((await assistants.run_facts(run.thread_id, [run.id])).data) == 1
        with pytest.raises(NotFound):
            await assistants.run_facts("thread_unknown", [run.id])


@requirement("usage.sums")
async def test_a_server_without_sums_is_said_to_be_older(served: Running, at: At) -> None:
    async with (
        other_version(served.assistants, served, without="usage") as url,
        open_remote(at(url)) as (assistants, _),
    ):
        with pytest.raises(RequestError, match="older than this program"):
            await assistants.usage(UsageQuery(days=[0, 1]))


@requirement("reasoning.older-server")
async def test_an_event_that_is_unknown_is_left_out(served: Running, at: At) -> None:
    served.script.replies.append(Reply(ReasoningPiece("1"), "one"))
    newer = cast("Assistants", FromTheFuture(served.assistants))
    async with other_version(newer, served) as url, open_remote(at(url)) as (assistants, _):
        run = await assistants.create_thread_and_run(thread_and_run_request("Hi"))
        events = [event async for event in assistants.follow(run.thread_id, run.id)]
    assert {event.event for event in events} >= {"run.reasoning.delta", "thread.run.completed"}
    assert "run.mood.changed" not in {event.event for event in events}
    assert [event.data.text for event in events if isinstance(event.data, ReasoningDelta)] == ["1"]
