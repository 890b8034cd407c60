"""What a stream says when its client is cut off. The stream knows the words, the connection when to say them."""

from collections.abc import Callable

LAST_WORDS = "last_words"
"""Their name in the state of a request (ASGI, "lifespan state")."""


def nothing() -> bytes:
    """Return no words: for what is no stream, or is in the middle of a frame."""
    return b""


class LastWords:
    """The last words of the stream that a connection sends; `speak` returns them as bytes of the stream."""

    def __init__(self) -> None:
        self.speak: Callable[[], bytes] = nothing
