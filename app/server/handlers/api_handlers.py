"""The handlers of the API, one method for each operation: parse the request, call the `Assistants`, return the result.

Nothing is checked here: errors of state come from the `Assistants`, errors of the request from `request_parsing`, both
in the API's words.
"""

from collections.abc import AsyncGenerator

from starlette.requests import Request
from starlette.responses import Response

from app.api import requests as api
from app.api.events import Event
from app.api.objects import TERMINAL_STATUSES, Assistant, Message, Run
from app.api.run_facts import RunFacts
from app.api.services import Assistants
from app.server.request_parsing import (
    EventsQuery,
    MessagesQuery,
    read_body,
    read_facts_query,
    read_include,
    read_query,
    read_usage_query,
)
from app.server.responses.json_response import Json, StoredObject
from app.server.responses.pages import answer_page
from app.server.streams.run_stream import after_outputs, until_stop
from app.server.streams.sse import EventStream, NumberedEventStream, Streaming

POLL_AFTER_MS = "200"
"""The poll interval that the SDKs' poll helpers read from a header; without it they wait 1,000 ms. A poll is cheap."""


class Handlers:
    """Every operation of the API over one `Assistants`. `streaming`: what its streams share."""

    def __init__(self, assistants: Assistants, streaming: Streaming) -> None:
        self._assistants = assistants
        self._streaming = streaming

    async def create_assistant(self, request: Request) -> Json:
        """POST /assistants."""
        return self._done(await self._assistants.create_assistant(await read_body(request, api.CreateAssistant)))

    async def list_assistants(self, request: Request) -> Response:
        """GET /assistants."""
        call = self._assistants
        page = read_query(request, api.Page)
        return await answer_page(request.scope, page, call.list_assistants, call.get_assistant)

    async def get_assistant(self, request: Request) -> Json:
        """GET /assistants/{assistant_id}."""
        return Json(await self._assistants.get_assistant(request.path_params["assistant_id"]))

    async def modify_assistant(self, request: Request) -> Json:
        """POST /assistants/{assistant_id}."""
        change = await read_body(request, api.ModifyAssistant)
        return self._done(await self._assistants.modify_assistant(request.path_params["assistant_id"], change))

    async def delete_assistant(self, request: Request) -> Json:
        """DELETE /assistants/{assistant_id}."""
        return Json(await self._assistants.delete_assistant(request.path_params["assistant_id"]))

    async def create_thread(self, request: Request) -> Json:
        """POST /threads."""
        return Json(await self._assistants.create_thread(await read_body(request, api.CreateThread)))

    async def fork_thread(self, request: Request) -> Json:
        """POST /threads/{thread_id}/fork, an addition to the API: a new thread with copies of messages of this one."""
        fork = await read_body(request, api.ForkThread)
        return Json(await self._assistants.fork_thread(request.path_params["thread_id"], fork))

    async def list_threads(self, request: Request) -> Json:
        """GET /threads, an addition to the API: search, and pages by last activity."""
        return Json(await self._assistants.list_threads(read_query(request, api.ThreadQuery)))

    async def get_thread(self, request: Request) -> Json:
        """GET /threads/{thread_id}."""
        return Json(await self._assistants.get_thread(request.path_params["thread_id"]))

    async def modify_thread(self, request: Request) -> Json:
        """POST /threads/{thread_id}."""
        change = await read_body(request, api.ModifyThread)
        return Json(await self._assistants.modify_thread(request.path_params["thread_id"], change))

    async def delete_thread(self, request: Request) -> Json:
        """DELETE /threads/{thread_id}."""
        return Json(await self._assistants.delete_thread(request.path_params["thread_id"]))

    async def create_message(self, request: Request) -> Json:
        """POST /threads/{thread_id}/messages."""
        message = await read_body(request, api.CreateMessage)
        return self._done(await self._assistants.create_message(request.path_params["thread_id"], message))

    async def list_messages(self, request: Request) -> Response:
        """GET /threads/{thread_id}/messages."""
        query = read_query(request, MessagesQuery)
        thread_id, call = request.path_params["thread_id"], self._assistants
        return await answer_page(
            request.scope,
            query,
            lambda page: call.list_messages(thread_id, page, run_id=query.run_id),
            lambda message_id: call.get_message(thread_id, message_id),
        )

    async def get_message(self, request: Request) -> Json:
        """GET /threads/{thread_id}/messages/{message_id}."""
        return Json(await self._assistants.get_message(*_ids(request, "message_id")))

    async def modify_message(self, request: Request) -> Json:
        """POST /threads/{thread_id}/messages/{message_id}."""
        change = await read_body(request, api.ModifyMessage)
        return self._done(await self._assistants.modify_message(*_ids(request, "message_id"), change))

    async def delete_message(self, request: Request) -> Json:
        """DELETE /threads/{thread_id}/messages/{message_id}."""
        return Json(await self._assistants.delete_message(*_ids(request, "message_id")))

    async def create_run(self, request: Request) -> Json | EventStream:
        """POST /threads/{thread_id}/runs. An error is plain JSON, also where a stream was requested."""
        read_include(request)
        body = await read_body(request, api.CreateRun)
        run = await self._assistants.create_run(request.path_params["thread_id"], body)
        if not body.stream:
            return self._done(run)
        return self._stream(until_stop(self._follow(run)))

    async def create_thread_and_run(self, request: Request) -> Json | EventStream:
        """POST /threads/runs."""
        body = await read_body(request, api.CreateThreadAndRun)
        run = await self._assistants.create_thread_and_run(body)
        if not body.stream:
            return self._done(run)
        return self._stream(until_stop(self._follow(run)))

    async def list_runs(self, request: Request) -> Response:
        """GET /threads/{thread_id}/runs."""
        thread_id, call = request.path_params["thread_id"], self._assistants
        return await answer_page(
            request.scope,
            read_query(request, api.Page),
            lambda page: call.list_runs(thread_id, page),
            lambda run_id: call.get_run(thread_id, run_id),
        )

    async def get_run(self, request: Request) -> Json:
        """GET /threads/{thread_id}/runs/{run_id}."""
        run = await self._assistants.get_run(*_ids(request, "run_id"))
        if run.status in TERMINAL_STATUSES:
            return Json(run)
        return Json(run, headers={"openai-poll-after-ms": POLL_AFTER_MS})

    async def modify_run(self, request: Request) -> Json:
        """POST /threads/{thread_id}/runs/{run_id}."""
        change = await read_body(request, api.ModifyRun)
        return self._done(await self._assistants.modify_run(*_ids(request, "run_id"), change))

    async def cancel_run(self, request: Request) -> Json:
        """POST /threads/{thread_id}/runs/{run_id}/cancel."""
        return self._done(await self._assistants.cancel_run(*_ids(request, "run_id")))

    async def submit_tool_outputs(self, request: Request) -> Json | EventStream:
        """POST /threads/{thread_id}/runs/{run_id}/submit_tool_outputs."""
        body = await read_body(request, api.SubmitToolOutputs)
        run = await self._assistants.submit_tool_outputs(*_ids(request, "run_id"), body)
        if not body.stream:
            return self._done(run)
        answered = [output.tool_call_id for output in body.tool_outputs if output.tool_call_id is not None]
        return self._stream(after_outputs(self._follow(run), answered))

    async def list_run_steps(self, request: Request) -> Response:
        """GET /threads/{thread_id}/runs/{run_id}/steps."""
        read_include(request)
        ids, call = _ids(request, "run_id"), self._assistants
        return await answer_page(
            request.scope,
            read_query(request, api.Page),
            lambda page: call.list_run_steps(*ids, page),
            lambda step_id: call.get_run_step(*ids, step_id),
        )

    async def get_run_step(self, request: Request) -> Json:
        """GET /threads/{thread_id}/runs/{run_id}/steps/{step_id}."""
        read_include(request)
        step_id = request.path_params["step_id"]
        return Json(await self._assistants.get_run_step(*_ids(request, "run_id"), step_id))

    async def run_facts(self, request: Request) -> Response:
        """GET /threads/{thread_id}/run_facts, an addition to the API: who answered, reasoning and times of runs."""
        query = read_facts_query(request)
        thread_id, priced = request.path_params["thread_id"], query.priced == "true"
        ids, call = list(dict.fromkeys(query.run_ids)), self._assistants.run_facts

        async def read_behind(page: api.Page) -> api.Listing[RunFacts]:
            behind = ids if page.after is None else ids[ids.index(page.after) + 1 :]
            return await call(thread_id, behind, priced=priced)

        async def read_one(run_id: str) -> RunFacts:
            return (await call(thread_id, [run_id], priced=priced)).data[0]

        return await answer_page(request.scope, api.Page(limit=max(1, len(ids))), read_behind, read_one)

    async def usage(self, request: Request) -> Json:
        """GET /usage, an addition to the API: what model calls used and cost."""
        return Json(await self._assistants.usage(read_usage_query(request)))

    async def follow_run(self, request: Request) -> EventStream:
        """GET /threads/{thread_id}/runs/{run_id}/events, an addition to the API: every event after a number."""
        after = read_query(request, EventsQuery).after
        thread_id, run_id = _ids(request, "run_id")
        await self._assistants.get_run(thread_id, run_id)  # so that an unknown run is a 404 and not a broken stream
        events = self._assistants.follow(thread_id, run_id, after=after)
        return NumberedEventStream(events, self._streaming)

    def _done(self, made: Assistant | Message | Run) -> Json:
        """Answer with an object that was made or changed; a large one may wait until there is room for it."""
        return Json(made, stored=StoredObject(self._assistants, made))

    def _follow(self, run: Run) -> AsyncGenerator[Event]:
        return self._assistants.follow(run.thread_id, run.id)

    def _stream(self, events: AsyncGenerator[Event]) -> EventStream:
        return EventStream(events, self._streaming)


def _ids(request: Request, name: str) -> tuple[str, str]:
    """Return the thread's id and the path parameter called `name`."""
    return request.path_params["thread_id"], request.path_params[name]
