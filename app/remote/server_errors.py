"""Converts failures between this machine and the server to the errors of `api`.

A refusal of the API stays unchanged. Everything else is `Unavailable` with a sentence that says what to do, and
`Unreachable` where waiting may help. The key is never part of a sentence of ours.
"""

from collections.abc import Mapping
from typing import cast

from app.api.errors import NotFound, RequestError, Unavailable
from app.openai_sdk.network_errors import NetworkError, classify
from app.openai_sdk.quoting import quote
from app.openai_sdk.redirects import SOMEWHERE
from app.remote.server_address import ServerAddress


class Unreachable(Unavailable):
    """The server cannot be reached now, or the connection to it broke."""


class TooLarge(Unavailable):
    """A response is larger than what is read of one."""


class Missing(NotFound):
    """The server has no such object; the text is its own."""

    def __init__(self, message: str, *, param: str | None, code: str | None, type: str) -> None:
        RequestError.__init__(self, message, param=param, code=code, type=type)


def error_for_status(
    server: ServerAddress, status: int, error: object, redirects_to: str = SOMEWHERE
) -> RequestError | Unavailable:
    """The error for a status of 300 or more. `error`: the body's `error`, or the body itself."""
    fields: Mapping[str, object] = {}
    if isinstance(error, Mapping):
        fields = cast("Mapping[str, object]", error)
    words = _text(fields.get("message")) or ""
    if status == 401:
        return Unavailable(_rejected_key(server))
    if status == 403:
        return Unavailable(f"{server.url} denied access (HTTP 403).{quote(words)}")
    if status < 400:
        return Unavailable(
            f"{server.url} redirects to {redirects_to} (HTTP {status}), which was not followed. If you trust that"
            f" address, set {server.setting} to the final one."
        )
    if words and "type" in fields:
        return request_error(words, fields, status)
    if status in (408, 429) or status >= 500:
        return Unreachable(f"{server.url} cannot answer now (HTTP {status}). Retry in a moment.")
    return not_our_server(server, f"HTTP {status}")


def request_error(message: str, fields: Mapping[str, object], status: int) -> RequestError:
    """The API's own refusal, as the server sent it."""
    kind = _text(fields.get("type")) or "invalid_request_error"
    param, code = _text(fields.get("param")), _text(fields.get("code"))
    if status == 404:
        return Missing(message, param=param, code=code, type=kind)
    return RequestError(message, param=param, code=code, type=kind, status=status)


def not_our_server(server: ServerAddress, what: str) -> Unavailable:
    """The error for an address where another program answers; `what`: its answer, in a few words."""
    return Unavailable(
        f"{server.url} is not a server of assistant-chat: it answered with {what}. Check the address in"
        f" {server.setting}: it is what `assistant-chat serve` prints, and usually ends in /v1."
    )


def not_sent(server: ServerAddress) -> Unavailable:
    """The error for a request that cannot be made, such as one to an address that is none."""
    return Unreachable(
        f"The request to {server.url} could not be made. Check the address in {server.setting}, and the key."
    )


def too_large(server: ServerAddress, limit_bytes: int) -> TooLarge:
    """The error for a response that grew past the bound."""
    return TooLarge(f"{server.url} sent more than {limit_bytes // 2**20} MiB in one response.")


def error_for_connection(server: ServerAddress, error: BaseException, *, changes: bool) -> Unavailable:
    """The error for a broken connection. `changes`: the request must not be sent twice."""
    match classify(error):
        case NetworkError.CERTIFICATE:
            return Unavailable(
                f"The certificate of {server.name} cannot be verified. Check the address in {server.setting}; for a"
                " certificate of your own, set SSL_CERT_FILE."
            )
        case NetworkError.NOT_TLS:
            return Unavailable(
                f"{server.name} does not speak TLS as expected. Check whether the address in {server.setting} should"
                " begin with http://."
            )
        case NetworkError.NO_SUCH_HOST:
            return Unreachable(f"Can't resolve {server.name}. Check the address in {server.setting} and your network.")
        case NetworkError.CONNECT_TIMEOUT | NetworkError.UNREACHABLE:
            return Unreachable(
                f"The server at {server.url} cannot be reached. Check that `assistant-chat serve` runs there, and the"
                f" address in {server.setting}."
            )
        case NetworkError.NOT_HTTP if not changes:
            return not_our_server(server, "something that is not valid HTTP")
        case NetworkError.NOT_HTTP:
            sentence = f"{server.url} answered with something that is not valid HTTP."
        case NetworkError.TIMEOUT:
            sentence = f"{server.url} did not answer in time."
        case NetworkError.CLOSED:
            sentence = f"{server.url} closed the connection before it answered."
    if changes:
        return Unreachable(f"{sentence} The request may have been carried out: check before you retry.")
    return Unreachable(f"{sentence} Retry in a moment.")


def is_lost(server: ServerAddress) -> str:
    """The sentence for a connection that is lost and being restored."""
    return (
        f"The connection to {server.name} is lost. Trying again for up to {server.timeouts.absence:.0f} s; if the"
        " server is still running, the run continues there."
    )


def is_back(server: ServerAddress) -> str:
    """The sentence for a connection that was restored."""
    return f"The connection to {server.name} is back."


def connection_lost(server: ServerAddress, error: Unavailable) -> Unavailable:
    """The error for a connection that was lost while a run was followed, and could not be restored."""
    return Unavailable(
        f"The connection to {server.name} was lost and could not be restored. If the server is still running, the run"
        f" continues there. {error}"
    )


def _rejected_key(server: ServerAddress) -> str:
    advice = "Set ASSISTANT_CHAT_SERVER_KEY to the key that the server was started with."
    if not server.key:
        return f"{server.url} requires a key. {advice}"
    return f"The key in {server.key_setting} was rejected by {server.url}. {advice}"


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
