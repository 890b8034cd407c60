"""The operations of the API, one method each: read the request, ask the `Assistants`, answer with what it returns.

`application` routes to them. State errors come from the `Assistants` in the API's words, faults of the request from
`reading`; nothing is checked here.
"""

import asyncio
from functools import partial

from starlette.requests import Request

from app.api import requests as api
from app.api.assistants import Assistants
from app.api.endpoints import Endpoints
from app.api.errors import NoEndpoint
from app.api.objects import TERMINAL, Model
from app.server.request_parsing import EventsQuery, MessagesQuery, read_body, read_include, read_query
from app.server.responses import Json
from app.server.run_stream import first_leg, later_leg
from app.server.sse import EventStream, numbered_frame

POLL_AFTER_MS = "200"
"""How soon a client's poll helper asks again; it would wait a second, and a run here is a local read."""


class Operations:
    """Every operation over one `Assistants`.

    `closing` is set when the server stops, and ends the streams; a quiet one says every `ping_seconds` that it lives.
    """

    def __init__(
        self, assistants: Assistants, endpoints: Endpoints, closing: asyncio.Event, ping_seconds: float
    ) -> None:
        self._assistants = assistants
        self._endpoints = endpoints
        self._stream = partial(EventStream, closing=closing, ping_seconds=ping_seconds)

    async def list_models(self, _request: Request) -> Json:
        """The models of the endpoint in use, that which answers by itself first; an empty list where there is none."""
        try:
            first = await self._endpoints.resolve_model("")
            models = sorted(await self._endpoints.models(), key=lambda model: model.id != first)
        except NoEndpoint:
            models = list[Model]()
        return Json({"object": "list", "data": models})

    async def create_assistant(self, request: Request) -> Json:
        """POST /assistants."""
        return Json(await self._assistants.create_assistant(await read_body(request, api.CreateAssistant)))

    async def list_assistants(self, request: Request) -> Json:
        """GET /assistants."""
        return Json(await self._assistants.list_assistants(read_query(request, api.Page)))

    async def get_assistant(self, request: Request) -> Json:
        """GET /assistants/{assistant_id}."""
        return Json(await self._assistants.get_assistant(request.path_params["assistant_id"]))

    async def modify_assistant(self, request: Request) -> Json:
        """POST /assistants/{assistant_id}."""
        change = await read_body(request, api.ModifyAssistant)
        return Json(await self._assistants.modify_assistant(request.path_params["assistant_id"], change))

    async def delete_assistant(self, request: Request) -> Json:
        """DELETE /assistants/{assistant_id}."""
        return Json(await self._assistants.delete_assistant(request.path_params["assistant_id"]))

    async def create_thread(self, request: Request) -> Json:
        """POST /threads."""
        return Json(await self._assistants.create_thread(await read_body(request, api.CreateThread)))

    async def list_threads(self, request: Request) -> Json:
        """GET /threads, which is ours: search and paging by last activity."""
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
        return Json(await self._assistants.create_message(request.path_params["thread_id"], message))

    async def list_messages(self, request: Request) -> Json:
        """GET /threads/{thread_id}/messages."""
        query = read_query(request, MessagesQuery)
        thread_id = request.path_params["thread_id"]
        return Json(await self._assistants.list_messages(thread_id, query, run_id=query.run_id))

    async def get_message(self, request: Request) -> Json:
        """GET /threads/{thread_id}/messages/{message_id}."""
        return Json(await self._assistants.get_message(*_ids(request, "message_id")))

    async def modify_message(self, request: Request) -> Json:
        """POST /threads/{thread_id}/messages/{message_id}."""
        change = await read_body(request, api.ModifyMessage)
        return Json(await self._assistants.modify_message(*_ids(request, "message_id"), change))

    async def delete_message(self, request: Request) -> Json:
        """DELETE /threads/{thread_id}/messages/{message_id}."""
        return Json(await self._assistants.delete_message(*_ids(request, "message_id")))

    async def create_run(self, request: Request) -> Json | EventStream:
        """POST /threads/{thread_id}/runs. A refusal is plain JSON, streaming or not."""
        read_include(request)
        body = await read_body(request, api.CreateRun)
        run = await self._assistants.create_run(request.path_params["thread_id"], body)
        if not body.stream:
            return Json(run)
        return self._stream(first_leg(self._assistants.follow(run.thread_id, run.id)))

    async def create_thread_and_run(self, request: Request) -> Json | EventStream:
        """POST /threads/runs."""
        body = await read_body(request, api.CreateThreadAndRun)
        run = await self._assistants.create_thread_and_run(body)
        if not body.stream:
            return Json(run)
        return self._stream(first_leg(self._assistants.follow(run.thread_id, run.id)))

    async def list_runs(self, request: Request) -> Json:
        """GET /threads/{thread_id}/runs."""
        page = read_query(request, api.Page)
        return Json(await self._assistants.list_runs(request.path_params["thread_id"], page))

    async def get_run(self, request: Request) -> Json:
        """GET /threads/{thread_id}/runs/{run_id}."""
        run = await self._assistants.get_run(*_ids(request, "run_id"))
        return Json(run, headers=None if run.status in TERMINAL else {"openai-poll-after-ms": POLL_AFTER_MS})

    async def modify_run(self, request: Request) -> Json:
        """POST /threads/{thread_id}/runs/{run_id}."""
        change = await read_body(request, api.ModifyRun)
        return Json(await self._assistants.modify_run(*_ids(request, "run_id"), change))

    async def cancel_run(self, request: Request) -> Json:
        """POST /threads/{thread_id}/runs/{run_id}/cancel."""
        return Json(await self._assistants.cancel_run(*_ids(request, "run_id")))

    async def submit_tool_outputs(self, request: Request) -> Json | EventStream:
        """POST /threads/{thread_id}/runs/{run_id}/submit_tool_outputs."""
        body = await read_body(request, api.SubmitToolOutputs)
        run = await self._assistants.submit_tool_outputs(*_ids(request, "run_id"), body)
        if not body.stream:
            return Json(run)
        answered = [output.tool_call_id for output in body.tool_outputs if output.tool_call_id is not None]
        return self._stream(later_leg(self._assistants.follow(run.thread_id, run.id), answered))

    async def list_run_steps(self, request: Request) -> Json:
        """GET /threads/{thread_id}/runs/{run_id}/steps."""
        read_include(request)
        page = read_query(request, api.Page)
        return Json(await self._assistants.list_run_steps(*_ids(request, "run_id"), page))

    async def get_run_step(self, request: Request) -> Json:
        """GET /threads/{thread_id}/runs/{run_id}/steps/{step_id}."""
        read_include(request)
        step_id = request.path_params["step_id"]
        return Json(await self._assistants.get_run_step(*_ids(request, "run_id"), step_id))

    async def follow_run(self, request: Request) -> EventStream:
        """GET /threads/{thread_id}/runs/{run_id}/events, which is ours: every event after a number, to the end."""
        after = read_query(request, EventsQuery).after
        thread_id, run_id = _ids(request, "run_id")
        await self._assistants.get_run(thread_id, run_id)  # An unknown run is a 404, not a stream that breaks.
        events = self._assistants.follow(thread_id, run_id, after=after)
        return self._stream(events, frame=numbered_frame, end=b"")


def _ids(request: Request, name: str) -> tuple[str, str]:
    """The thread's id and the one called `name`."""
    return request.path_params["thread_id"], request.path_params[name]
