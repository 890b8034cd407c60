"""The outermost middleware: decides which requests are allowed, and completes every response.

It checks the key (on loopback without a key: the Host and Origin headers of a browser) and the beta header, adds the
API's headers, and turns an unexpected exception into the API's envelope. Plain ASGI, because every byte passes through.
"""

import hmac
import logging
import secrets
import time
from collections.abc import Collection
from urllib.parse import quote

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.api.errors import RequestError
from app.server.access.paths import with_known_path
from app.server.access.web_pages import Headers, check_browser
from app.server.responses.error_responses import error_response, server_error

log = logging.getLogger(__name__)
PROTECTING_HEADERS = ((b"x-content-type-options", b"nosniff"), (b"cross-origin-resource-policy", b"same-origin"))
"""No web page may use an answer as an image, a style or a script of its own."""
TWO_LENGTHS = RequestError("A request has a Content-Length or a Transfer-Encoding, not both.")
"""Programs on the way may not agree where such a request ends: RFC 9112, 6.3. Its connection is closed."""
MAX_PATH_CHARS = 200
"""How much of a path the log repeats."""


class ApiMiddleware:
    """Checks requests and completes responses.

    `key`: the key that callers must send. `loopback` without a key: only programs on this machine may call, so requests
    of web pages in its browser are refused (DNS rebinding, cross-site requests). `logs_requests`: log a line for
    each; what fails unexpectedly is always logged. `origins`: the web pages that may call nevertheless.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        key: str | None,
        loopback: bool,
        origins: Collection[str] = (),
        logs_requests: bool = False,
    ) -> None:
        self._app = app
        self._key = None
        if key is not None:
            self._key = key.encode()
        self._loopback = loopback
        self._origins = origins
        self._logs_requests = logs_requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; the ASGI signature."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        arrived = time.perf_counter()
        has_begun = False
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal has_begun, status
            if message["type"] == "http.response.start":
                has_begun = True
                status = message["status"]
                message["headers"] = [*message["headers"], *api_headers(arrived)]
            await send(message)

        try:
            headers = dict(scope["headers"])
            refusal = self._check(headers, scope["path"])
            if b"transfer-encoding" in headers and b"content-length" in headers:
                await error_response(TWO_LENGTHS, headers={"connection": "close"})(scope, receive, send_with_headers)
            elif refusal is not None:
                await error_response(refusal)(scope, receive, send_with_headers)
            else:
                await self._app(with_known_path(scope), receive, send_with_headers)
        except ClientDisconnect:
            return
        except Exception as error:
            log.exception("%s %s failed", scope["method"], logged_path(scope))
            if has_begun:
                raise
            await error_response(server_error(error))(scope, receive, send_with_headers)
        finally:
            if self._logs_requests:
                log_request(scope, status, arrived)

    def _check(self, headers: Headers, path: str) -> RequestError | None:
        """Return why the request is refused; None when it is allowed."""
        refusal = None
        if self._key is not None:
            refusal = _check_key(headers, self._key)
        elif self._loopback:
            refusal = check_browser(headers, self._origins)
        if refusal is not None:
            return refusal
        if "\0" in path:
            return RequestError("Invalid URL: the null character is not allowed in a path.", status=404)
        return _check_beta(headers.get(b"openai-beta"))


def log_request(scope: Scope, status: int, arrived: float) -> None:
    """Log one line when the response is complete, or the client has left. `status`: 0 for none."""
    if log.isEnabledFor(logging.INFO):
        spent_ms = (time.perf_counter() - arrived) * 1000
        log.info("%s %s %s %.0f ms", scope["method"], logged_path(scope), status or "no response", spent_ms)


def logged_path(scope: Scope) -> str:
    """Return the path as it was sent, in which nothing is decoded. The handlers of the log make it safe."""
    raw: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
    return " ".join(raw[:MAX_PATH_CHARS].decode("latin-1").split())


def api_headers(arrived: float) -> list[tuple[bytes, bytes]]:
    """Return the headers of every response. `arrived`: the `time.perf_counter()` of the request."""
    spent_ms = round((time.perf_counter() - arrived) * 1000)
    return [
        (b"x-request-id", f"req_{secrets.token_hex(16)}".encode()),
        (b"openai-version", b"2020-10-01"),
        (b"openai-processing-ms", str(spent_ms).encode()),
        *PROTECTING_HEADERS,
    ]


def _check_key(headers: Headers, key: bytes) -> RequestError | None:
    scheme, _, given = headers.get(b"authorization", b"").partition(b" ")
    if not given and b"api-key" in headers:  # the header of programs for Azure OpenAI
        scheme, given = b"bearer", headers[b"api-key"]
    if not given:
        message = "You didn't provide an API key. Send it in an Authorization header: 'Bearer YOUR_KEY'."
        return RequestError(message, code="invalid_api_key", status=401)
    if scheme.lower() != b"bearer" or not hmac.compare_digest(given.strip(), key):
        return RequestError("Incorrect API key provided.", code="invalid_api_key", status=401)
    return None


def _check_beta(header: bytes | None) -> RequestError | None:
    """Refuse versions other than v2. The header may be absent, for requests made by hand."""
    for beta in (header or b"").decode("latin-1").split(","):
        name, _, version = beta.strip().partition("=")
        if name == "assistants" and version == "v1":
            message = "The v1 Assistants API has been deprecated. Set the header 'OpenAI-Beta: assistants=v2'."
            return RequestError(message, code="invalid_beta")
        if name == "assistants" and version != "v2":
            return RequestError(f"Unknown beta requested: '{beta.strip()[:100]}'.", code="invalid_beta")
    return None
