"""The application: the routes of the API over an `Assistants`, inside the border. `serving` and the tests run it."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from app.api.assistants import Assistants
from app.api.endpoints import Endpoints
from app.api.errors import RequestError
from app.server.handlers import Operations
from app.server.middleware import Border
from app.server.responses import Json, refused


def create_app(
    assistants: Assistants,
    endpoints: Endpoints,
    *,
    server_key: str | None,
    loopback: bool,
    ping_seconds: float = 15.0,
) -> Starlette:
    """`assistants` as the Assistants API v2 under `/v1`.

    `loopback`: it listens where only this machine can call. A quiet stream sends a comment every `ping_seconds`. To
    set `state.closing` (an `asyncio.Event`) ends all streams.
    """
    closing = asyncio.Event()
    app = Starlette(
        routes=_routes(Operations(assistants, endpoints, closing, ping_seconds)),
        middleware=[Middleware(Border, key=server_key or None, loopback=loopback)],
        exception_handlers={RequestError: _refuse, HTTPException: _no_route},
    )
    app.router.redirect_slashes = False
    app.state.closing = closing
    return app


def _routes(call: Operations) -> list[Route]:
    """The table of the API; what is polled stands first, since matching goes from the top."""
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
        _path("/v1/models", GET=call.list_models),
    ]


Operation = Callable[[Request], Awaitable[Response]]


def _path(path: str, **operations: Operation) -> Route:
    """One path with an operation for each method, so that every other method of it is a 405."""
    return Route(path, _Methods(operations))


class _Methods:
    """The operations of one path by their HTTP method; an ASGI application."""

    def __init__(self, operations: dict[str, Operation]) -> None:
        self._operations = operations
        if "GET" in operations:
            self._operations["HEAD"] = operations["GET"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        operation = self._operations.get(scope["method"])
        if operation is None:
            raise HTTPException(405, headers={"allow": ", ".join(sorted(self._operations))})
        answer = await operation(Request(scope, receive))
        await answer(scope, receive, send)


async def _refuse(_request: Request, error: Exception) -> Json:
    assert isinstance(error, RequestError)
    return refused(error)


async def _no_route(request: Request, error: Exception) -> Json:
    """An unknown path, or a known one with a method it does not have."""
    assert isinstance(error, HTTPException)
    wrong_method = error.status_code == 405
    message = (
        f"Not allowed to {request.method} on {request.url.path}. Another HTTP method may do."
        if wrong_method
        else f"Invalid URL ({request.method} {request.url.path})"
    )
    code = "method_not_supported" if wrong_method else None
    return refused(RequestError(message, code=code, status=error.status_code), headers=error.headers)
