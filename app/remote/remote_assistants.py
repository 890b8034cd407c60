"""The Assistants API of a server: `api.Assistants` over HTTP. `open_remote` makes it, the fronts use it.

Each operation is one request. Our two additions have paths of their own: `GET /threads` and a run's `/events`.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TypeVar, cast

import msgspec
from msgspec.structs import replace

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
from app.remote.follow import follow
from app.remote.http import Connection, path_of

Request = TypeVar("Request", CreateRun, CreateThreadAndRun)


class RemoteAssistants:
    """A server's assistants. `model`: what runs ask for that name none, empty to leave it to the assistant."""

    def __init__(self, connection: Connection, model: str) -> None:
        self._at = connection
        self._model = model

    async def create_assistant(self, request: CreateAssistant, /) -> Assistant:
        """POST /assistants."""
        return await self._at.post(Assistant, "/assistants", request)

    async def list_assistants(self, page: Page, /) -> Listing[Assistant]:
        """GET /assistants."""
        return await self._at.get(Listing[Assistant], "/assistants", _query(page))

    async def get_assistant(self, assistant_id: str, /) -> Assistant:
        """GET /assistants/{assistant_id}."""
        return await self._at.get(Assistant, path_of("assistants", assistant_id))

    async def modify_assistant(self, assistant_id: str, request: ModifyAssistant, /) -> Assistant:
        """POST /assistants/{assistant_id}."""
        return await self._at.post(Assistant, path_of("assistants", assistant_id), request)

    async def delete_assistant(self, assistant_id: str, /) -> Deleted:
        """DELETE /assistants/{assistant_id}."""
        return await self._at.delete(Deleted, path_of("assistants", assistant_id))

    async def create_thread(self, request: CreateThread, /) -> Thread:
        """POST /threads."""
        return await self._at.post(Thread, "/threads", request)

    async def list_threads(self, query: ThreadQuery, /) -> Listing[ThreadRow]:
        """GET /threads, which is ours."""
        return await self._at.get(Listing[ThreadRow], "/threads", _query(query))

    async def get_thread(self, thread_id: str, /) -> Thread:
        """GET /threads/{thread_id}."""
        return await self._at.get(Thread, path_of("threads", thread_id))

    async def modify_thread(self, thread_id: str, request: ModifyThread, /) -> Thread:
        """POST /threads/{thread_id}."""
        return await self._at.post(Thread, path_of("threads", thread_id), request)

    async def delete_thread(self, thread_id: str, /) -> Deleted:
        """DELETE /threads/{thread_id}."""
        return await self._at.delete(Deleted, path_of("threads", thread_id))

    async def create_message(self, thread_id: str, request: CreateMessage, /) -> Message:
        """POST /threads/{thread_id}/messages."""
        return await self._at.post(Message, path_of("threads", thread_id, "messages"), request)

    async def list_messages(self, thread_id: str, page: Page, /, run_id: str | None = None) -> Listing[Message]:
        """GET /threads/{thread_id}/messages."""
        query = _query(page) | ({"run_id": run_id} if run_id is not None else {})
        return await self._at.get(Listing[Message], path_of("threads", thread_id, "messages"), query)

    async def get_message(self, thread_id: str, message_id: str, /) -> Message:
        """GET /threads/{thread_id}/messages/{message_id}."""
        return await self._at.get(Message, path_of("threads", thread_id, "messages", message_id))

    async def modify_message(self, thread_id: str, message_id: str, request: ModifyMessage, /) -> Message:
        """POST /threads/{thread_id}/messages/{message_id}."""
        return await self._at.post(Message, path_of("threads", thread_id, "messages", message_id), request)

    async def delete_message(self, thread_id: str, message_id: str, /) -> Deleted:
        """DELETE /threads/{thread_id}/messages/{message_id}."""
        return await self._at.delete(Deleted, path_of("threads", thread_id, "messages", message_id))

    async def create_run(self, thread_id: str, request: CreateRun, /) -> Run:
        """POST /threads/{thread_id}/runs."""
        return await self._at.post(Run, path_of("threads", thread_id, "runs"), self._asking(request))

    async def create_thread_and_run(self, request: CreateThreadAndRun, /) -> Run:
        """POST /threads/runs."""
        return await self._at.post(Run, "/threads/runs", self._asking(request))

    async def list_runs(self, thread_id: str, page: Page, /) -> Listing[Run]:
        """GET /threads/{thread_id}/runs."""
        return await self._at.get(Listing[Run], path_of("threads", thread_id, "runs"), _query(page))

    async def get_run(self, thread_id: str, run_id: str, /) -> Run:
        """GET /threads/{thread_id}/runs/{run_id}."""
        return await self._at.get(Run, path_of("threads", thread_id, "runs", run_id))

    async def modify_run(self, thread_id: str, run_id: str, request: ModifyRun, /) -> Run:
        """POST /threads/{thread_id}/runs/{run_id}."""
        return await self._at.post(Run, path_of("threads", thread_id, "runs", run_id), request)

    async def submit_tool_outputs(self, thread_id: str, run_id: str, request: SubmitToolOutputs, /) -> Run:
        """POST …/submit_tool_outputs. The answer is the run in any case: a stream is had with `follow`."""
        path = path_of("threads", thread_id, "runs", run_id, "submit_tool_outputs")
        return await self._at.post(Run, path, replace(request, stream=None))

    async def cancel_run(self, thread_id: str, run_id: str, /) -> Run:
        """POST …/cancel."""
        return await self._at.post(Run, path_of("threads", thread_id, "runs", run_id, "cancel"))

    async def list_run_steps(self, thread_id: str, run_id: str, page: Page, /) -> Listing[RunStep]:
        """GET …/steps."""
        return await self._at.get(
            Listing[RunStep], path_of("threads", thread_id, "runs", run_id, "steps"), _query(page)
        )

    async def get_run_step(self, thread_id: str, run_id: str, step_id: str, /) -> RunStep:
        """GET …/steps/{step_id}."""
        return await self._at.get(RunStep, path_of("threads", thread_id, "runs", run_id, "steps", step_id))

    async def follow(self, thread_id: str, run_id: str, /, after: int = 0) -> AsyncGenerator[Event]:
        """GET …/events, which is ours; again from the last number when the connection breaks."""
        path = path_of("threads", thread_id, "runs", run_id, "events")
        async with aclosing(follow(self._at, path, lambda: self.get_run(thread_id, run_id), after)) as events:
            async for event in events:
                yield event

    def _asking(self, request: Request) -> Request:
        """The run without a stream, which `follow` gives, and with the model of this session if it names none."""
        return replace(request, stream=None, model=request.model or self._model or None)


def _query(page: Page) -> dict[str, str | int]:
    """What is set."""
    fields = cast("dict[str, str | int | None]", msgspec.to_builtins(page))
    return {name: value for name, value in fields.items() if value is not None}
