"""The border: every request passes it on the way in and every answer on the way out. `application` puts it outermost.

In: the key, or on loopback without one the Host and Origin of a browser that was sent here; the beta header. Out: the
API's headers, and a fault of ours as the API's own envelope. Plain ASGI, since it is on the way of every byte.
"""

import hmac
import logging
import secrets
import time

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.errors import RequestError
from app.server.responses import failure, refused
from app.settings.values import is_loopback

log = logging.getLogger(__name__)
Headers = dict[bytes, bytes]


class Border:
    """The outermost ASGI layer of the application.

    `key`: what callers must present, in constant time. `loopback` without a key: only this machine's own programs may
    call, so a web page that a browser shows here must not get through (DNS rebinding, cross-site requests).
    """

    def __init__(self, app: ASGIApp, *, key: str | None, loopback: bool) -> None:
        self._app = app
        self._key = key.encode() if key is not None else None
        self._loopback = loopback

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; the ASGI signature."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        arrived = time.perf_counter()
        begun = False

        async def stamped(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message["headers"] = [*message["headers"], *stamps(arrived)]
            await send(message)

        try:
            refusal = self._refusal(dict(scope["headers"]), scope["path"])
            await (refused(refusal) if refusal else self._app)(scope, receive, stamped)
        except ClientDisconnect:
            return
        except Exception as error:
            log.exception("%s %s failed", scope["method"], scope["path"])
            if begun:
                raise
            await refused(failure(error))(scope, receive, stamped)

    def _refusal(self, headers: Headers, path: str) -> RequestError | None:
        if self._key is not None:
            if refusal := _key_refusal(headers, self._key):
                return refusal
        elif self._loopback and (refusal := _browser_refusal(headers)):
            return refusal
        if "\0" in path:
            return RequestError("Invalid URL: the null character is not allowed in a path.", status=404)
        return _beta_refusal(headers.get(b"openai-beta"))


def stamps(arrived: float) -> list[tuple[bytes, bytes]]:
    """The headers of every answer; `arrived` as `time.perf_counter` told it."""
    spent = round((time.perf_counter() - arrived) * 1000)
    return [
        (b"x-request-id", f"req_{secrets.token_hex(16)}".encode()),
        (b"openai-version", b"2020-10-01"),
        (b"openai-processing-ms", str(spent).encode()),
    ]


def _key_refusal(headers: Headers, key: bytes) -> RequestError | None:
    scheme, _, given = headers.get(b"authorization", b"").partition(b" ")
    if not given and b"api-key" in headers:  # as programs for Azure's Assistants send it
        scheme, given = b"bearer", headers[b"api-key"]
    if not given:
        message = "You didn't provide an API key. Send it in an Authorization header: 'Bearer YOUR_KEY'."
        return RequestError(message, code="invalid_api_key", status=401)
    if scheme.lower() != b"bearer" or not hmac.compare_digest(given.strip(), key):
        return RequestError("Incorrect API key provided.", code="invalid_api_key", status=401)
    return None


def _browser_refusal(headers: Headers) -> RequestError | None:
    host = headers.get(b"host", b"").decode("latin-1")
    name = host if host.endswith("]") else host.rpartition(":")[0] or host
    # HTTP/1.0 has no Host; every browser sends one.
    if b"host" in headers and not is_loopback(name):
        return RequestError(f"This server answers requests to localhost, not to '{host[:100]}'.", status=403)
    if b"origin" in headers:
        return RequestError("This server does not answer web pages.", status=403)
    return None


def _beta_refusal(header: bytes | None) -> RequestError | None:
    """Refuse another version than v2; absence is fine, for those who call by hand."""
    for beta in (header or b"").decode("latin-1").split(","):
        name, _, version = beta.strip().partition("=")
        if name == "assistants" and version == "v1":
            message = "The v1 Assistants API has been deprecated. Set the header 'OpenAI-Beta: assistants=v2'."
            return RequestError(message, code="invalid_beta")
        if name == "assistants" and version != "v2":
            return RequestError(f"Unknown beta requested: '{beta.strip()[:100]}'.", code="invalid_beta")
    return None
