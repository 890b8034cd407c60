"""Why a connection broke, as a value: the one place that distinguishes exceptions of the SDK and its transport.

`models` and `remote` each have their own sentences. Nothing here imports the SDK: its exceptions are known by name.
"""

import socket
import ssl
from collections.abc import Iterator
from enum import Enum, auto


class NetworkError(Enum):
    """What went wrong below HTTP."""

    CERTIFICATE = auto()
    """The server's certificate cannot be verified."""
    NOT_TLS = auto()
    """The server does not speak TLS, or not as it should."""
    NO_SUCH_HOST = auto()
    """The name cannot be resolved: no such host, or no network."""
    CONNECT_TIMEOUT = auto()
    UNREACHABLE = auto()
    """Connection or proxy refused."""
    TIMEOUT = auto()
    """Connected, then nothing arrived in time."""
    NOT_HTTP = auto()
    """What arrived breaks the rules of HTTP: its first line, headers that are too long, lengths that are none."""
    CLOSED = auto()
    """The connection was closed; also every error that is none of the above."""


UNREACHABLE_NAMES = {"ConnectError", "ConnectionRefusedError", "ProxyError"}


def classify(error: BaseException) -> NetworkError:
    """Classify an exception by itself and its causes."""
    causes = list(causes_of(error))
    for kind, result in (
        (ssl.SSLCertVerificationError, NetworkError.CERTIFICATE),
        (ssl.SSLError, NetworkError.NOT_TLS),
        (socket.gaierror, NetworkError.NO_SUCH_HOST),
    ):
        if any(isinstance(cause, kind) for cause in causes):
            return result
    names = {type(cause).__name__ for cause in causes}
    if "ConnectTimeout" in names:
        return NetworkError.CONNECT_TIMEOUT
    if names & UNREACHABLE_NAMES:
        return NetworkError.UNREACHABLE
    if any(name.endswith(("Timeout", "TimeoutError")) for name in names):
        return NetworkError.TIMEOUT
    if any(breaks_http(cause) for cause in causes):
        return NetworkError.NOT_HTTP
    return NetworkError.CLOSED


def breaks_http(error: BaseException) -> bool:
    """Whether h11 could not read what a server sent; it uses the same exception for a connection that ends early."""
    kind = type(error)
    if kind.__name__ != "RemoteProtocolError" or not kind.__module__.startswith("h11"):
        return False
    return "closed connection" not in str(error) and "ConnectionClosed" not in str(error)


def causes_of(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the error and its chain of causes."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
