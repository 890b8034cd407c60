"""The application: the routes of the API over an `Assistants`, inside the middleware."""

import asyncio
from collections.abc import Awaitable, Callable, Collection

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from app.api.endpoints import Endpoints
from app.api.errors import RequestError
from app.api.services import Assistants
from app.server.access.middleware import ApiMiddleware
from app.server.access.unserved import describe_unserved
from app.server.access.web_pages import read_by_pages
from app.server.handlers.api_handlers import Handlers
from app.server.handlers.file_handlers import FileHandlers
from app.server.handlers.model_handlers import ModelHandlers
from app.server.responses.error_responses import error_response
from app.server.responses.json_response import Json
from app.server.streams.sse import PING_S, Streaming
from app.server.streams.turns import Turns
from app.server.totals.answer_total import ANSWER_SHARE, AnswerShare, AnswerTotal
from app.server.totals.body_total import BODY_SHARE, BodyShare, BodyTotal


def create_app(
    assistants: Assistants,
    endpoints: Endpoints,
    *,
    server_key: str | None,
    loopback: bool,
    origins: Collection[str] = (),
    logs_requests: bool = False,
    ping_seconds: float = PING_S,
) -> Starlette:
    """Make the application that serves `assistants` as the Assistants API v2 under `/v1`.

    `loopback`: only this machine can connect. `origins`: the web pages that may call. `logs_requests`: log a line
    for each request. `ping_seconds`: how long a stream may be silent before it sends a comment. Setting
    `state.closing` (an `asyncio.Event`) ends all streams.
    """
    closing = asyncio.Event()
    streaming = Streaming(closing, Turns(), ping_seconds)
    app = Starlette(
        routes=[
            *_routes(Handlers(assistants, streaming)),
            *_file_routes(FileHandlers(assistants)),
            *_model_routes(ModelHandlers(endpoints)),
        ],
        middleware=[
            *read_by_pages(origins),
            Middleware(
                ApiMiddleware,
                key=server_key or None,
                loopback=loopback,
                origins=origins,
                logs_requests=logs_requests,
            ),
        ],
        exception_handlers={RequestError: _answer_error, HTTPException: _answer_no_route},
    )
    app.router.redirect_slashes = False
    app.state.closing = closing
    app.state.bodies = BodyTotal()
    app.state.answers = AnswerTotal()
    return app


def _routes(call: Handlers) -> list[Route]:
    """List the routes of the API. Those that clients poll come first, because routes are matched in order."""
    thread, run = "/v1/threads/{thread_id}", "/v1/threads/{thread_id}/runs/{run_id}"
    return [
        _path(run, GET=call.get_run, POST=call.modify_run),
        _path("/v1/threads/runs", POST=call.create_thread_and_run),
        _path(f"{thread}/runs", GET=call.list_runs, POST=call.create_run),
        _path(f"{run}/cancel", POST=call.cancel_run),
        _path(f"{run}/submit_tool_outputs", POST=call.submit_tool_outputs),
        _path(f"{run}/steps", GET=call.list_run_steps),
        _path(f"{run}/steps/{{step_id}}", GET=call.get_run_step),
        _path(f"{run}/events", GET=call.follow_run),
        _path(f"{thread}/run_facts", GET=call.run_facts),
        _path(f"{thread}/fork", POST=call.fork_thread),
        _path(f"{thread}/messages", GET=call.list_messages, POST=call.create_message),
        _path(
            f"{thread}/messages/{{message_id}}",
            GET=call.get_message,
            POST=call.modify_message,
            DELETE=call.delete_message,
        ),
        _path("/v1/threads", GET=call.list_threads, POST=call.create_thread),
        _path(thread, GET=call.get_thread, POST=call.modify_thread, DELETE=call.delete_thread),
        _path("/v1/assistants", GET=call.list_assistants, POST=call.create_assistant),
        _path(
            "/v1/assistants/{assistant_id}",
            GET=call.get_assistant,
            POST=call.modify_assistant,
            DELETE=call.delete_assistant,
        ),
        _path("/v1/usage", GET=call.usage),
    ]


def _file_routes(call: FileHandlers) -> list[Route]:
    """List the routes of files."""
    file = "/v1/files/{file_id}"
    return [
        _path("/v1/files", GET=call.list_files, POST=call.create_file),
        _path(file, GET=call.get_file, DELETE=call.delete_file),
        _path(f"{file}/content", GET=call.read_file),
    ]


def _model_routes(call: ModelHandlers) -> list[Route]:
    """List the routes of the model's own API."""
    return [
        _path("/v1/models", GET=call.list_models),
        _path("/v1/models/{model:path}", GET=call.get_model),
        _path("/v1/chat/completions", POST=call.complete_chat),
        _path("/v1/embeddings", POST=call.embed),
    ]


Handler = Callable[[Request], Awaitable[Response]]


def _path(path: str, **handlers: Handler) -> Route:
    """Make the route of one path, with a handler for each HTTP method; every other method gets a 405."""
    return Route(path, _Methods(handlers))


class _Methods:
    """The handlers of one path by HTTP method; an ASGI application."""

    def __init__(self, handlers: dict[str, Handler]) -> None:
        self._handlers = handlers
        if "GET" in handlers:
            self._handlers["HEAD"] = handlers["GET"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        handler = self._handlers.get(scope["method"])
        if handler is None:
            raise HTTPException(405, headers={"allow": ", ".join(sorted(self._handlers))})
        share = scope[BODY_SHARE] = BodyShare(scope["app"].state.bodies)
        answer_share = scope[ANSWER_SHARE] = AnswerShare(scope["app"].state.answers)
        try:
            try:
                response = await handler(Request(scope, receive))
            finally:
                share.release()
            await response(scope, receive, send)
        finally:
            answer_share.release()


async def _answer_error(_request: Request, error: Exception) -> Json:
    assert isinstance(error, RequestError)
    return error_response(error)


async def _answer_no_route(request: Request, error: Exception) -> Json:
    """Answer an unknown path, or a known one with a method that it does not have."""
    assert isinstance(error, HTTPException)
    method, path = request.method, request.url.path
    if error.status_code == 405:
        message = f"Not allowed to {method} on {path}. Another HTTP method may do."
        refusal = RequestError(message, code="method_not_supported", status=405)
    else:
        refusal = describe_unserved(method, path) or RequestError(
            f"Invalid URL ({method} {path})", status=error.status_code
        )
    return error_response(refusal, headers=error.headers)
