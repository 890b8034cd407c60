"""The responses of the API: objects as JSON, and errors in its envelope."""

from collections.abc import Mapping

import msgspec
from starlette.responses import Response

from app.api.errors import Error, RequestError

ENCODER = msgspec.json.Encoder()


class Json(Response):
    """One object as JSON. Every success has the status 200, as in OpenAI's service."""

    media_type = "application/json"

    def __init__(self, value: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(ENCODER.encode(value), status_code=status, headers=headers)


def error_body(error: RequestError) -> dict[str, dict[str, str | None]]:
    """Make the body of an error response; clients read the object under `error`."""
    return {"error": {"message": error.message, "type": error.type, "param": error.param, "code": error.code}}


def error_response(error: RequestError, *, headers: Mapping[str, str] | None = None) -> Json:
    """Make the response to a request that fails with this error."""
    return Json(error_body(error), status=error.status, headers=headers)


def server_error(error: Exception) -> RequestError:
    """Convert a failure of the server. Only an `Error` shows its sentence; anything else is in the log alone."""
    message = "The server had an error. Its log says more."
    if isinstance(error, Error):
        message = str(error)
    return RequestError(message, type="server_error", status=500)
