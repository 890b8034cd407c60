"""The refusal of a server that holds as much as it can."""

from app.api.errors import RequestError


class Busy(RequestError):
    """The server holds as much as it can; its answer has a `retry-after`."""

    def __init__(self, problem: str) -> None:
        message = f"{problem} Try again in a moment."
        super().__init__(message, type="server_error", code="server_busy", status=503)
