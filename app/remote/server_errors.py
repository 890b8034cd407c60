"""What went wrong between here and the server → the errors of `api`. `connection` translates with these, once.

A refusal of the API stays what it was. Everything else is `Unavailable` with a sentence that says what to do; it is
`Unreachable` where waiting may cure it. The key is never in a sentence.
"""

from collections.abc import Mapping
from typing import cast

from app.api.errors import NotFound, RequestError, Unavailable
from app.openai_sdk.network_errors import NetworkError, classify
from app.openai_sdk.quoting import quote
from app.remote.server import Server


class Unreachable(Unavailable):
    """The server cannot be reached now, or the connection to it broke."""


class Missing(NotFound):
    """What the server does not have, in its own words."""

    def __init__(self, message: str, *, param: str | None, code: str | None, type: str) -> None:
        RequestError.__init__(self, message, param=param, code=code, type=type)


def refused(server: Server, status: int, error: object) -> RequestError | Unavailable:
    """An answer of 300 or more. `error` is what its body has under `error`, or the body itself."""
    fields = cast("Mapping[str, object]", error) if isinstance(error, Mapping) else dict[str, object]()
    message = fields.get("message")
    words = message if isinstance(message, str) else ""
    if status == 401:
        return Unavailable(_key_words(server))
    if status == 403:
        return Unavailable(f"{server.url} does not let you in (HTTP 403).{quote(words, server.key)}")
    if status < 400:
        return Unavailable(
            f"{server.url} sends callers to another place (HTTP {status}). Set {server.setting} to the address that"
            " answers itself."
        )
    if words and "type" in fields:
        return refusal(words, fields, status)
    if status in (408, 429) or status >= 500:
        return Unreachable(f"{server.url} cannot answer now (HTTP {status}). Try again in a moment.")
    return not_ours(server, f"HTTP {status}")


def refusal(message: str, fields: Mapping[str, object], status: int) -> RequestError:
    """The API's own refusal, as the server made it."""
    kind = _text(fields.get("type")) or "invalid_request_error"
    param, code = _text(fields.get("param")), _text(fields.get("code"))
    if status == 404:
        return Missing(message, param=param, code=code, type=kind)
    return RequestError(message, param=param, code=code, type=kind, status=status)


def not_ours(server: Server, what: str) -> Unavailable:
    """Somebody else answers there; `what` says with what."""
    return Unavailable(
        f"{server.url} is not a server of assistant-chat: it answered with {what}. Check the address in"
        f" {server.setting}: it is what `assistant-chat serve` prints, and usually ends in /v1."
    )


def broken(server: Server, error: BaseException, *, changes: bool) -> Unavailable:
    """The connection failed. `changes`: the request was one that must not be sent twice."""
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
            return Unreachable(
                f"There is no host {server.name}, or no network. Check the network and the address in {server.setting}."
            )
        case NetworkError.CONNECT_TIMEOUT | NetworkError.UNREACHABLE:
            return Unreachable(
                f"The server at {server.url} cannot be reached. Check that `assistant-chat serve` runs there, and the"
                f" address in {server.setting}."
            )
        case NetworkError.TIMEOUT:
            sentence = f"{server.url} did not answer in time."
        case NetworkError.CLOSED:
            sentence = f"{server.url} closed the connection before it had answered."
    advice = "It may have done what was asked: look before you ask again." if changes else "Try again in a moment."
    return Unreachable(f"{sentence} {advice}")


def gone(server: Server, error: Unavailable) -> Unavailable:
    """A run was followed and the server stayed away."""
    return Unavailable(
        f"The server went away and did not come back; a run that it has goes on when it is there again. {error}"
    )


def _key_words(server: Server) -> str:
    if not server.key:
        return f"{server.url} wants a key. Set ASSISTANT_CHAT_SERVER_KEY to the one that it was started with."
    return (
        f"{server.url} refused the key from {server.key_setting}. Set ASSISTANT_CHAT_SERVER_KEY to the one that it was"
        " started with."
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
