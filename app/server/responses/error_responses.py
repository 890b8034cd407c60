"""Errors in the API's envelope."""

from collections.abc import Mapping

from app.api.errors import Error, RequestError
from app.server.responses.json_response import Json
from app.server.totals.busy import Busy

RETRY_AFTER_S = 1
"""What a client is told to wait when the server is busy; the SDKs do, and try again."""


def error_body(error: RequestError) -> dict[str, dict[str, str | None]]:
    """Make the body of an error response; clients read the object under `error`."""
    return {"error": {"message": error.message, "type": error.type, "param": error.param, "code": error.code}}


def error_response(error: RequestError, *, headers: Mapping[str, str] | None = None) -> Json:
    """Make the response to a request that fails with this error."""
    if isinstance(error, Busy):
        headers = {**(headers or {}), "retry-after": str(RETRY_AFTER_S)}
    return Json(error_body(error), status=error.status, headers=headers)


def server_error(error: Exception) -> RequestError:
    """Convert a failure of the server. Only an `Error` shows its sentence; anything else is in the log alone."""
    message = "The server had an error. Its log says more."
    if isinstance(error, Error):
        message = str(error)
    return RequestError(message, type="server_error", status=500)
