"""The application: the routes of the API over an `Assistants`, inside the border. `serving` and the tests run it."""

import asyncio

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.routing import Route

from app.api.assistants import Assistants
from app.api.endpoints import Endpoints
from app.api.errors import RequestError
from app.server.answers import Json, refused
from app.server.border import Border
from app.server.operations import Operations


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
    run = "/v1/threads/{thread_id}/runs/{run_id}"
    return [
        Route(run, call.get_run, methods=["GET"]),
        Route(run, call.modify_run, methods=["POST"]),
        Route("/v1/threads/runs", call.create_thread_and_run, methods=["POST"]),
        Route("/v1/threads/{thread_id}/runs", call.create_run, methods=["POST"]),
        Route("/v1/threads/{thread_id}/runs", call.list_runs, methods=["GET"]),
        Route(f"{run}/cancel", call.cancel_run, methods=["POST"]),
        Route(f"{run}/submit_tool_outputs", call.submit_tool_outputs, methods=["POST"]),
        Route(f"{run}/steps", call.list_run_steps, methods=["GET"]),
        Route(f"{run}/steps/{{step_id}}", call.get_run_step, methods=["GET"]),
        Route(f"{run}/events", call.follow_run, methods=["GET"]),
        Route("/v1/threads/{thread_id}/messages", call.create_message, methods=["POST"]),
        Route("/v1/threads/{thread_id}/messages", call.list_messages, methods=["GET"]),
        Route("/v1/threads/{thread_id}/messages/{message_id}", call.get_message, methods=["GET"]),
        Route("/v1/threads/{thread_id}/messages/{message_id}", call.modify_message, methods=["POST"]),
        Route("/v1/threads/{thread_id}/messages/{message_id}", call.delete_message, methods=["DELETE"]),
        Route("/v1/threads", call.create_thread, methods=["POST"]),
        Route("/v1/threads", call.list_threads, methods=["GET"]),
        Route("/v1/threads/{thread_id}", call.get_thread, methods=["GET"]),
        Route("/v1/threads/{thread_id}", call.modify_thread, methods=["POST"]),
        Route("/v1/threads/{thread_id}", call.delete_thread, methods=["DELETE"]),
        Route("/v1/assistants", call.create_assistant, methods=["POST"]),
        Route("/v1/assistants", call.list_assistants, methods=["GET"]),
        Route("/v1/assistants/{assistant_id}", call.get_assistant, methods=["GET"]),
        Route("/v1/assistants/{assistant_id}", call.modify_assistant, methods=["POST"]),
        Route("/v1/assistants/{assistant_id}", call.delete_assistant, methods=["DELETE"]),
        Route("/v1/models", call.list_models, methods=["GET"]),
    ]


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
