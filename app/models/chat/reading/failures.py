"""Why an answer ended before it was complete, as values; `client` makes sentences of them."""

from msgspec import Struct


class ServerError(Struct, frozen=True):
    """The server said that it failed. `body`: what it said, in any of its shapes."""

    body: object


class NoCompletion(Struct, frozen=True):
    """The body is no chat completion; `what` says what it is instead."""

    what: str


class TooMuch(Struct, frozen=True):
    """The answer passed a bound; `what` says which, after "sent"."""

    what: str


Failure = ServerError | NoCompletion | TooMuch
