"""`api.Assistants` over HTTP.

Each operation is one request. The operations that OpenAI's API never had have their own paths: `GET /threads`, a
thread's `/run_facts`, a run's `/events` and `/usage`.
"""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from functools import partial
from typing import TypeVar

from msgspec.structs import replace

from app.api.errors import NotFound, RequestError
from app.api.events import Event
from app.api.objects import Assistant, Deleted, Message, Run, Thread
from app.api.operations.usage_sums import UsageQuery, UsageRow
from app.api.requests import (
    CreateAssistant,
    CreateMessage,
    CreateRun,
    CreateThread,
    CreateThreadAndRun,
    ForkThread,
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
from app.api.run_facts import RunFacts
from app.api.steps import RunStep
from app.remote.reconnect import follow
from app.remote.remote_files import RemoteFiles
from app.remote.server_client import ServerClient, path_of, query_of
from app.remote.server_errors import TooLarge

Request = TypeVar("Request", CreateRun, CreateThreadAndRun)

NO_SUCH_PATH = "Invalid URL"
"""How a server begins to say that it has no such path."""
OLDER_SERVER = "The server is older than this program and cannot do this with branches of a conversation. Update it."
NO_SUMS = "The server is older than this program and tells no sums of tokens and cost. Update it."


class RemoteAssistants(RemoteFiles):
    """The assistants of a server. `model`: for runs that name none; empty leaves it to the assistant."""

    def __init__(self, client: ServerClient, model: str) -> None:
        super().__init__(client)
        self._model = model

    async def create_assistant(self, request: CreateAssistant, /) -> Assistant:
        """POST /assistants."""
        return await self._client.post(Assistant, "/assistants", request)

    async def list_assistants(self, page: Page, /) -> Listing[Assistant]:
        """GET /assistants."""
        return await self._client.get(Listing[Assistant], "/assistants", query_of(page))

    async def get_assistant(self, assistant_id: str, /) -> Assistant:
        """GET /assistants/{assistant_id}."""
        return await self._client.get(Assistant, path_of("assistants", assistant_id))

    async def modify_assistant(self, assistant_id: str, request: ModifyAssistant, /) -> Assistant:
        """POST /assistants/{assistant_id}."""
        return await self._client.post(Assistant, path_of("assistants", assistant_id), request)

    async def delete_assistant(self, assistant_id: str, /) -> Deleted:
        """DELETE /assistants/{assistant_id}."""
        return await self._client.delete(Deleted, path_of("assistants", assistant_id))

    async def create_thread(self, request: CreateThread, /) -> Thread:
        """POST /threads."""
        return await self._client.post(Thread, "/threads", request)

    async def fork_thread(self, thread_id: str, request: ForkThread, /) -> Thread:
        """POST /threads/{thread_id}/fork, which OpenAI's API never had, nor has an older server."""
        if request.run is not None:
            request = replace(request, run=self._prepare(request.run))
        try:
            return await self._client.post(Thread, path_of("threads", thread_id, "fork"), request)
        except RequestError as error:
            is_older = error.code == "unknown_parameter" or error.message.startswith(NO_SUCH_PATH)
            if not is_older:
                raise
            raise RequestError(OLDER_SERVER) from error

    async def list_threads(self, query: ThreadQuery, /) -> Listing[ThreadRow]:
        """GET /threads, which OpenAI's API never had."""
        return await self._client.get(Listing[ThreadRow], "/threads", query_of(query))

    async def get_thread(self, thread_id: str, /) -> Thread:
        """GET /threads/{thread_id}."""
        return await self._client.get(Thread, path_of("threads", thread_id))

    async def modify_thread(self, thread_id: str, request: ModifyThread, /) -> Thread:
        """POST /threads/{thread_id}."""
        return await self._client.post(Thread, path_of("threads", thread_id), request)

    async def delete_thread(self, thread_id: str, /) -> Deleted:
        """DELETE /threads/{thread_id}."""
        return await self._client.delete(Deleted, path_of("threads", thread_id))

    async def create_message(self, thread_id: str, request: CreateMessage, /) -> Message:
        """POST /threads/{thread_id}/messages."""
        return await self._client.post(Message, path_of("threads", thread_id, "messages"), request)

    async def list_messages(self, thread_id: str, page: Page, /, run_id: str | None = None) -> Listing[Message]:
        """GET /threads/{thread_id}/messages."""
        query = query_of(page)
        if run_id is not None:
            query["run_id"] = run_id
        path = path_of("threads", thread_id, "messages")
        try:
            return await self._client.get(Listing[Message], path, query)
        except TooLarge:
            if query.get("limit") == 1:
                raise
        # Long messages together: each of them can be read, and the caller asks for the next page as always.
        return await self._client.get(Listing[Message], path, {**query, "limit": 1})

    async def get_message(self, thread_id: str, message_id: str, /) -> Message:
        """GET /threads/{thread_id}/messages/{message_id}."""
        return await self._client.get(Message, path_of("threads", thread_id, "messages", message_id))

    async def modify_message(self, thread_id: str, message_id: str, request: ModifyMessage, /) -> Message:
        """POST /threads/{thread_id}/messages/{message_id}."""
        return await self._client.post(Message, path_of("threads", thread_id, "messages", message_id), request)

    async def delete_message(self, thread_id: str, message_id: str, /) -> Deleted:
        """DELETE /threads/{thread_id}/messages/{message_id}."""
        return await self._client.delete(Deleted, path_of("threads", thread_id, "messages", message_id))

    async def create_run(self, thread_id: str, request: CreateRun, /) -> Run:
        """POST /threads/{thread_id}/runs."""
        return await self._client.post(Run, path_of("threads", thread_id, "runs"), self._prepare(request))

    async def create_thread_and_run(self, request: CreateThreadAndRun, /) -> Run:
        """POST /threads/runs."""
        return await self._client.post(Run, "/threads/runs", self._prepare(request))

    async def list_runs(self, thread_id: str, page: Page, /) -> Listing[Run]:
        """GET /threads/{thread_id}/runs."""
        return await self._client.get(Listing[Run], path_of("threads", thread_id, "runs"), query_of(page))

    async def get_run(self, thread_id: str, run_id: str, /) -> Run:
        """GET /threads/{thread_id}/runs/{run_id}."""
        return await self._client.get(Run, path_of("threads", thread_id, "runs", run_id))

    async def modify_run(self, thread_id: str, run_id: str, request: ModifyRun, /) -> Run:
        """POST /threads/{thread_id}/runs/{run_id}."""
        return await self._client.post(Run, path_of("threads", thread_id, "runs", run_id), request)

    async def submit_tool_outputs(self, thread_id: str, run_id: str, request: SubmitToolOutputs, /) -> Run:
        """POST …/submit_tool_outputs. It always returns the run; `follow` streams."""
        path = path_of("threads", thread_id, "runs", run_id, "submit_tool_outputs")
        return await self._client.post(Run, path, replace(request, stream=None))

    async def cancel_run(self, thread_id: str, run_id: str, /) -> Run:
        """POST …/cancel."""
        return await self._client.post(Run, path_of("threads", thread_id, "runs", run_id, "cancel"))

    async def list_run_steps(self, thread_id: str, run_id: str, page: Page, /) -> Listing[RunStep]:
        """GET …/steps."""
        return await self._client.get(
            Listing[RunStep], path_of("threads", thread_id, "runs", run_id, "steps"), query_of(page)
        )

    async def get_run_step(self, thread_id: str, run_id: str, step_id: str, /) -> RunStep:
        """GET …/steps/{step_id}."""
        return await self._client.get(RunStep, path_of("threads", thread_id, "runs", run_id, "steps", step_id))

    async def run_facts(self, thread_id: str, run_ids: Sequence[str], /, *, priced: bool = False) -> Listing[RunFacts]:
        """GET …/run_facts, which OpenAI's API never had. An older server does not have it: it knows no facts."""
        query: dict[str, str | int | list[str]] = {"run_ids": list(run_ids)}
        if priced:
            query["priced"] = "true"
        try:
            return await self._client.get(Listing[RunFacts], path_of("threads", thread_id, "run_facts"), query)
        except TooLarge:
            if len(run_ids) < 2:
                raise
            half = run_ids[: len(run_ids) // 2]
            first = await self.run_facts(thread_id, half, priced=priced)
            # The caller asks for those behind the last; where none of the half is known, there is no last.
            if first.data:
                return replace(first, has_more=True)
            return await self.run_facts(thread_id, run_ids[len(half) :], priced=priced)
        except NotFound as error:
            if not error.message.startswith(NO_SUCH_PATH):
                raise
            return Listing(data=[], first_id=None, last_id=None, has_more=False)

    async def usage(self, query: UsageQuery, /) -> Listing[UsageRow]:
        """GET /usage, which OpenAI's API never had, nor has an older server."""
        given: dict[str, str | list[str]] = {"days": [str(day) for day in query.days]}
        if query.thread_id is not None:
            given["thread_id"] = query.thread_id
        try:
            return await self._client.get(Listing[UsageRow], "/usage", given)
        except NotFound as error:
            if not error.message.startswith(NO_SUCH_PATH):
                raise
            raise RequestError(NO_SUMS) from error

    async def follow(self, thread_id: str, run_id: str, /, after: int = 0) -> AsyncGenerator[Event]:
        """GET …/events, which OpenAI's API never had; resumed after the last number when the connection breaks."""
        path = path_of("threads", thread_id, "runs", run_id, "events")
        async with aclosing(follow(self._client, path, partial(self.get_run, thread_id, run_id), after)) as events:
            async for event in events:
                yield event

    def _prepare(self, request: Request) -> Request:
        """Return the request without `stream`, since `follow` streams; if it names no model, with this session's."""
        return replace(request, stream=None, model=request.model or self._model or None)
