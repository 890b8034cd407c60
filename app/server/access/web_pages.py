"""Which web pages may call: the origins that `serve --allow-origin` names, and no others.

A browser sends requests of any page to this machine, so pages are refused unless the user let them in (DNS rebinding,
cross-site requests). Sources: Fetch standard, "CORS protocol"; Fetch Metadata, "Sec-Fetch-Site".
"""

from collections.abc import Collection

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from app.api.errors import RequestError
from app.settings.values import is_loopback

Headers = dict[bytes, bytes]
ANY_ORIGIN = "*"
PREFLIGHT_KEPT_S = 600
OTHER_SITES = (b"cross-site", b"same-site")
"""What a browser writes in `Sec-Fetch-Site` for a page of another address; `none` is the user's own typing."""
READABLE_HEADERS = ("x-request-id", "openai-version", "openai-processing-ms", "openai-poll-after-ms", "retry-after")


def read_by_pages(origins: Collection[str]) -> list[Middleware]:
    """Return what lets pages of these origins read the answers, errors too; nothing without origins."""
    if not origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=list(origins),
            allow_methods=("GET", "HEAD", "POST", "DELETE"),
            allow_headers=("*",),  # the preflight's answer repeats what was asked for
            allow_private_network=True,
            expose_headers=READABLE_HEADERS,
            max_age=PREFLIGHT_KEPT_S,
        )
    ]


def check_browser(headers: Headers, origins: Collection[str]) -> RequestError | None:
    """Return why a request that reached this machine's own address is refused; None when it is allowed."""
    host = headers.get(b"host", b"").decode("latin-1")
    name = host
    if not host.endswith("]"):  # an IPv6 address without a port
        name = host.rpartition(":")[0] or host
    # HTTP/1.0 has no Host; every browser sends one.
    if b"host" in headers and not is_loopback(name):
        return RequestError(
            f"This server answers requests to localhost, not to '{host[:100]}'. Call it at 127.0.0.1; to serve it "
            "under another name, set ASSISTANT_CHAT_SERVER_KEY to a key that callers must send.",
            status=403,
        )
    origin = headers.get(b"origin", b"").decode("latin-1")
    if origin in origins or (origin and ANY_ORIGIN in origins):
        return None
    if origin:
        return RequestError(
            f"This server does not answer web pages of '{origin[:100]}'. To let them in, start it with "
            "--allow-origin ORIGIN, or set allow_origins in config.toml.",
            status=403,
        )
    if headers.get(b"sec-fetch-site") in OTHER_SITES:
        # A page that asks without CORS, as an image does: it could not read the answer, but it could time it.
        return RequestError("This server does not answer web pages of other addresses.", status=403)
    return None
