"""What goes out: objects as JSON and refusals in the API's envelope. `operations` and `border` answer with these."""

from collections.abc import Mapping

import msgspec
from starlette.responses import Response

from app.api.errors import Error, RequestError

ENCODER = msgspec.json.Encoder()


class Json(Response):
    """One of our structs as it is; success is 200 for everything, as the API had it."""

    media_type = "application/json"

    def __init__(self, value: object, *, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(ENCODER.encode(value), status_code=status, headers=headers)


def error_body(error: RequestError) -> dict[str, dict[str, str | None]]:
    """The envelope of a refusal; clients unwrap `error`."""
    return {"error": {"message": error.message, "type": error.type, "param": error.param, "code": error.code}}


def refused(error: RequestError, *, headers: Mapping[str, str] | None = None) -> Json:
    """The answer to a request that is turned away."""
    return Json(error_body(error), status=error.status, headers=headers)


def failure(error: Exception) -> RequestError:
    """What a caller learns when it was not the request: the sentence of an `Error`, else that the log says more."""
    message = str(error) if isinstance(error, Error) else "The server had an error. Its log says more."
    return RequestError(message, type="server_error", status=500)
