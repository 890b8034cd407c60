"""The handlers of the model's own API: its list of models, and the calls that are passed on to the endpoint in use.

Programs of old have one base URL for everything. What the endpoint answers goes back as it is, errors too.
"""

from collections.abc import Mapping
from contextlib import aclosing
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from app.api.endpoints import Endpoints, ListProblem
from app.api.errors import NoEndpoint, RequestError
from app.api.objects import Model
from app.api.passed_calls import PassedAnswer, PassedCall, PassesCallsOn
from app.api.requests import error_messages
from app.api.served_models import ServedModels
from app.server.request_parsing import read_object
from app.server.responses.json_response import Json

PASSED_HEADERS = ("idempotency-key", "x-client-request-id")
"""Of the caller. Its key is that of this server; organisation and project belong to an account of its own."""


class ModelHandlers:
    """What programs ask the model itself, at the endpoint in use."""

    def __init__(self, endpoints: Endpoints) -> None:
        self._endpoints = endpoints

    async def list_models(self, _request: Request) -> Json:
        """GET /models: the models of the endpoint in use, and which one answers; empty without an endpoint.

        The default model is listed first too, if it is listed: programs take the first one.
        """
        default, models = None, list[Model]()
        try:
            default = await self._endpoints.resolve_model("")
            models = [*await self._endpoints.models()]
        except NoEndpoint as error:
            endpoint = await self._endpoints.current()
            if endpoint is None or endpoint.needs_consent:
                return Json(ServedModels(data=[], default=None, problem=ListProblem(str(error), failed=True)))
        problem = self._endpoints.list_problem()
        if problem and not models:
            return Json(ServedModels(data=[], default=default, problem=problem))
        first = [model for model in models if model.id == default]
        others = [model for model in models if model.id != default]
        return Json(ServedModels(data=[*first, *others], default=default))

    async def get_model(self, request: Request) -> Json:
        """GET /models/{model}."""
        name = unquote(request.path_params["model"])
        try:
            models = await self._endpoints.models()
        except NoEndpoint as error:
            raise RequestError(str(error), code="model_not_found", param="model", status=404) from error
        for model in models:
            if model.id == name:
                return Json(model)
        message = f"The model '{name}' does not exist or you do not have access to it."
        raise RequestError(message, code="model_not_found", param="model", status=404)

    async def complete_chat(self, request: Request) -> "PassedResponse":
        """POST /chat/completions."""
        return await self._pass_on(request, "/chat/completions")

    async def embed(self, request: Request) -> "PassedResponse":
        """POST /embeddings."""
        return await self._pass_on(request, "/embeddings")

    async def _pass_on(self, request: Request, path: str) -> "PassedResponse":
        body = await read_object(request)
        if deployment := request.scope.get("deployment"):
            body = {"model": deployment, **body}
        _check_model(body)
        if not isinstance(self._endpoints, PassesCallsOn):
            message = f"This server has no endpoint that {request.method} {request.url.path} could be passed on to."
            raise RequestError(message, code="unsupported", status=404)
        headers = {name: request.headers[name] for name in PASSED_HEADERS if name in request.headers}
        return PassedResponse(await self._endpoints.pass_on(PassedCall(path=path, body=body, headers=headers)))


def _check_model(body: Mapping[str, object]) -> None:
    """Refuse a body without a model's name, which this server reads: the endpoint would get that of the setting."""
    if "model" not in body:
        raise error_messages.missing_parameter("model")
    model = body["model"]
    if not isinstance(model, str):
        raise error_messages.wrong_type("model", "a string", model)


class PassedResponse(StreamingResponse):
    """The answer of the endpoint as it comes. When the caller leaves, the request there is closed."""

    def __init__(self, answer: PassedAnswer) -> None:
        super().__init__(answer.body, status_code=answer.status, headers=dict(answer.headers))
        self._body = answer.body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer; the ASGI signature."""
        async with aclosing(self._body):
            await super().__call__(scope, receive, send)
